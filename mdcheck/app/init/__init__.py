"""The use case `init`: a checklist for a repository, from a template."""
