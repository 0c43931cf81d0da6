"""What people put on record below items, and who may: pure, without a file, a clock or git."""
