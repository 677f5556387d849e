"""One self-contained HTML page about runs: read by a person, sent by mail, printed."""
