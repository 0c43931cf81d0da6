"""The reports of `mdcheck due`, one module for each format."""
