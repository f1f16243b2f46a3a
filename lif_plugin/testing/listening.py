"""Hears everything that is logged while something runs, at every level, so that a check can say what must not be there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_PLAIN: Final = logging.Formatter()


class Heard(logging.Handler):
    """All log records as text, with their arguments and tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as somebody would read it, and its arguments as they are."""
        self.lines.append(f"{_PLAIN.format(record)} {record.args!r}")

    def holds(self, text: str) -> bool:
        """Says whether a text was logged."""
        return any(text in line for line in self.lines)


@contextmanager
def listening() -> Iterator[Heard]:
    """Listen to every logger from DEBUG on; how loud each library is set stays as it is."""
    heard, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.setLevel(level)
        root.removeHandler(heard)
