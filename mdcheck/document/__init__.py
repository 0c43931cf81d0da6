"""What the Markdown says, and changing it without harm. Pure: no file, clock, process or environment."""
