"""The use cases, each a short list of named steps. They return values and print nothing."""
