"""Reads the example's CSV file: what it is, and its rows as events."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from lif_plugin.domain.record import Coverage, Delivery, Event, Rejected, Row
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

COLUMNS: Final = ["child", "id", "day", "what", "seen"]
_SEEN: Final = {"visit": {"yes", "no"}, "serious_harm": {""}}


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what the files are. Raises `UnreadableInput` if one is not ours, or no period is given."""
    for path in paths:
        with path.open(newline="", encoding="utf-8") as lines:
            if next(csv.reader(lines), None) != COLUMNS:
                raise UnreadableInput(
                    f"{path.name} is no list of visits.", hint=f"Its columns are {', '.join(COLUMNS)}."
                )
    if options.first_day is None or options.last_day is None:
        raise UnreadableInput("The file does not say which period it covers.", hint="Give it with --period.")
    covers = tuple(Coverage(kind, options.first_day, options.last_day) for kind in _SEEN)
    return Delivery(
        "example", "visits", covers, "The period is as given.", tuple(str(path) for path in paths)
    )


def read(delivery: Delivery) -> Iterator[Row | Rejected]:
    """Stream the rows; one that cannot be taken says why."""
    for file in delivery.files:
        with Path(file).open(newline="", encoding="utf-8") as lines:
            for number, row in enumerate(csv.DictReader(lines), 2):
                yield _row(file, number, row)


def _row(file: str, number: int, row: dict[str, str]) -> Row | Rejected:
    def refused(field: str, reason: str, message: str) -> Rejected:
        return Rejected(file, number, field, reason, message, ",".join(map(str, row.values())))

    if row["what"] not in _SEEN:
        return refused("what", "unknown_word", "Write visit or serious_harm.")
    if row["seen"] not in _SEEN[row["what"]]:
        return refused("seen", "unknown_word", "Write yes or no for a visit, and nothing otherwise.")
    try:
        day = int(date.fromisoformat(row["day"]).strftime("%Y%m%d"))
    except ValueError:
        return refused("day", "no_date", "Write the day as 20240110.")
    fields = {"seen": row["seen"]} if row["seen"] else {}
    return Row(file, number, (Event(row["what"], row["child"], row["id"], day, fields, {}),))
