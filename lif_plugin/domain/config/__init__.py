"""The configuration of an agency: one document, the same for a file, for the schema and in the store."""
