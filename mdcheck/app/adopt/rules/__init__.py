"""Rules over the words of an item and the files of the repository: each proposes checks of one sort."""
