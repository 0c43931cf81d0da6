"""From a check block to a check: kinds are looked up and their options are bound."""
