"""Reports of `mdcheck history`."""
