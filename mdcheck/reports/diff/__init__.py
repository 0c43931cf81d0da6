"""Reports of `mdcheck diff`."""
