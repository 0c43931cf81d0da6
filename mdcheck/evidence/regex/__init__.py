"""Regular expressions that cannot hang the tool."""
