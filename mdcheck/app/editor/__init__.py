"""What an editor asks about a document while it is typed: values in, values out. Nothing runs, nothing is written."""
