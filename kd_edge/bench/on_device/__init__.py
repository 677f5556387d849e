"""A bundle on a board behind a port: the board measures itself."""
