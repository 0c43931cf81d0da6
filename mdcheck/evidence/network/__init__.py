"""Connections for the kinds that ask the network."""
