"""What every benchmark reports: one schema, and reports side by side."""
