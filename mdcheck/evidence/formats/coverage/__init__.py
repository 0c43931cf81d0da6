"""How much a coverage report says is covered, whichever program wrote it: one module for each family of formats."""
