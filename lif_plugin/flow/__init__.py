"""The verbs of the short loop, in order: receive, dispatch, deliver, answer. Reading them is reading the system."""
