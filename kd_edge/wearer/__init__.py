"""How sensors are worn: found from recordings, so that every wearer looks the same to a network.

``gravity`` reads a roll from the accelerometers, and ``candidates`` lists the ways in which sensors may be worn.
``population`` chooses among them for persons who train (their labels are known), and ``estimate`` for a new person
(nobody's labels are needed).  ``enrolment`` draws the recordings that a new person is known by, and ``worn`` gives
profiles to the recordings of a data set.
"""
