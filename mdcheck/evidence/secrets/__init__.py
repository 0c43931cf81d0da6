"""How secrets look."""
