"""The starter: a short checklist of items that fit the repository at hand."""
