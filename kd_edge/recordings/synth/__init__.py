"""A synthetic sign language rig: no human ever made these movements.

``spec`` says how much of what, ``lexicon`` invents the signs, ``people`` who
signs and how this take comes out, ``kinematics`` turns movement into
accelerometer and gyroscope readings, ``muscles`` into surface EMG, and ``rig``
puts the data set together.
"""
