"""What delivers samples, one file for each kind; ``kinds.py`` lists them, ``source.py`` says what each one must do."""
