"""Benchmarks: each prints what it measured side by side, and last one JSON object with ratios."""
