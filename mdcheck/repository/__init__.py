"""Git, behind one door: the facts of a repository about a checklist, and commits of the checklist alone."""
