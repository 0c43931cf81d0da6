"""Reading checklists in Markdown, and changing them safely. Pure: no file, clock, process or environment."""
