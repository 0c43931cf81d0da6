"""Check blocks: info string, YAML, common options; and front matter."""
