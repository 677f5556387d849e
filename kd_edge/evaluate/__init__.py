"""How well a bundle recognises signs in a stream: events found, missed and wrong, and false alarms per hour."""
