"""Readers of coverage reports: one module for each family of formats."""
