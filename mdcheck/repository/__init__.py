"""Git, behind one door: what a repository says of a checklist, and committing that and nothing else."""
