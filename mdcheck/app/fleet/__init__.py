"""The use case `fleet`: many repositories side by side. It runs nothing, and writes its cache only. See `read.py`."""
