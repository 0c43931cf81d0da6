"""Recorded results: what a run found, as JSON Lines that another machine can report on, merge and tick by."""
