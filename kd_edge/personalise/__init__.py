"""A trained bundle taught one person's signs: profile, then the last layer, from one or two takes of each sign."""
