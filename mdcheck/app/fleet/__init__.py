"""The use case `fleet`: many repositories side by side. It writes its cache only.

See `read.py`. Nothing runs unless a person asks for it: see `run.py`.
"""
