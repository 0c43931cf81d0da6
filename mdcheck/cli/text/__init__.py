"""Texts that only the command line prints."""
