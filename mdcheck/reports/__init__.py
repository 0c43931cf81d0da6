"""Report formats: one per file, each a pure function of one `Report`, and one explicit table (`table.py`)."""
