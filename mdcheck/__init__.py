"""mdcheck keeps a Markdown checklist true."""

__version__ = "0.1.0"
