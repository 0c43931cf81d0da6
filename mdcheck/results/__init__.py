"""The results of a run: outcomes, score, verdict, and the value that every report renders."""
