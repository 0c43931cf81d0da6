"""Reports of `mdcheck waivers`."""
