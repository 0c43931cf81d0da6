"""Which executable checks may run."""
