"""Fuzz targets: what mdcheck makes of bytes that nobody chose. `python -m fuzz` runs them; see docs/reliability.md."""
