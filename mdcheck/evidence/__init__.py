"""What a check may look at."""
