"""Check kinds: one per file, one Protocol (`protocol.py`), one explicit table (`table.py`)."""
