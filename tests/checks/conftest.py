"""The fixtures of `testing.workspaces`: a workspace from a table of files, options, and the finding."""

from testing.workspaces import check, fake_git, options, tree

__all__ = ["check", "fake_git", "options", "tree"]
