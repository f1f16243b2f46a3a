"""Connects with Primero v2: reads cases that changed, shows prompts as flags, brings the answers back."""
