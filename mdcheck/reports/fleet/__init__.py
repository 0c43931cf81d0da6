"""The reports of `mdcheck fleet`: pure functions of one `Fleet`."""
