"""Merging versions of a checklist."""
