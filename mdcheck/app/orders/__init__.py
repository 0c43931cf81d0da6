"""Runs on other processes and machines (`run --on`): orders are plain data, and recorded results come back."""
