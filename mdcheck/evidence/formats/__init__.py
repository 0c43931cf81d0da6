"""Readers of structured files and reports."""
