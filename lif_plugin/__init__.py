"""Prompts, voice of the child and shared learning for children's case records."""

__version__ = "0.1.0"
