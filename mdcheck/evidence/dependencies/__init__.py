"""Which packages manifests declare and lock files hold, in the common ecosystems."""
