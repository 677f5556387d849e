"""A trained network given to another wearer: a profile put into its bundle, or into an image that is already built."""
