"""What running said: outcomes, score, verdict, and the one value that every report renders."""
