"""How `lif` speaks: tables and progress for people, JSON Lines for programs, errors on standard error."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import orjson
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from lif_plugin.errors import LifError

_WIDE: Final = None if sys.stdout.isatty() else 190
"""Where no terminal says how wide it is, a table is not squeezed."""
console = Console(width=_WIDE)
errors = Console(stderr=True)


def fail(error: LifError) -> None:
    """Print an error: what happened, how to mend it, its code."""
    # A message may hold a place such as `rules[3]`, which is no markup.
    errors.print(f"[bold red]{escape(error.message)}[/]", highlight=False)
    errors.print(f"{escape(error.hint)} [dim]({error.code})[/]", highlight=False)


def say(text: str) -> None:
    """Print a sentence for a person."""
    console.print(text, highlight=False)


def lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as JSON Lines."""
    out = sys.stdout.buffer
    for row in rows:
        # A column whose name SQL quotes has a name of a type of its own.
        named = {str(name): value for name, value in row.items()}
        out.write(orjson.dumps(named, option=orjson.OPT_APPEND_NEWLINE, default=str))
    out.flush()


def document(value: object) -> None:
    """Print one JSON document."""
    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2, default=str)
    )
    sys.stdout.flush()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers stand on the right."""
    rows = [list(row) for row in rows]
    shown = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float) for row in rows)
        shown.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        shown.add_row(*("" if value is None else str(value) for value in row))
    console.print(shown)


class Steps:
    """Progress bars, one for each kind of work; silent where nobody watches."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, Any] = {}

    def __call__(self, what: str, done: int, total: int | None = None) -> None:
        """Show how far a kind of work has come."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)


@contextmanager
def steps(*, silent: bool = False) -> Iterator[Steps]:
    """Show progress on standard error while work goes on."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TaskProgressColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(
        *columns, console=errors, transient=True, disable=silent or not errors.is_terminal
    ) as progress:
        yield Steps(progress)


def iso(day: int | None) -> str | None:
    """A YYYYMMDD number as an ISO date."""
    return None if day is None else f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"
