"""The language server: it translates between the protocol and `mdcheck.app.editor`. The only importer of pygls."""
