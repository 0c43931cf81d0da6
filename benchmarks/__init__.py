"""Ratios against a peer or a floor, measured in one run. `python -m benchmarks [NAME…]` prints them."""
