"""The use case `adopt`: what of a hand-written checklist mdcheck can keep, and what it can verify."""
