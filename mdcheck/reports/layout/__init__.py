"""Text layout that reports share."""
