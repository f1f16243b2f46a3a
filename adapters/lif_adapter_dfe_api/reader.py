"""Examines JSON files of payloads and streams their objects: the two verbs of the adapter."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from lif_adapter_dfe_api.record import rows
from lif_adapter_dfe_api.wording import NOTICED
from lif_adapter_kit.dates import Days, written
from lif_plugin.domain.record import Coverage, Delivery, Item, Notice
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

NAME: Final = "dfe_csc_api"
SCOPE: Final = "daily"
"""One feed: a later record of the same objects corrects."""
LARGEST: Final = 64 << 20
"""Bytes of a file. A submission has at most 100 records, each a few thousand bytes."""
_COVERS: Final = (
    "adoption_step",
    "assessment",
    "case",
    "closure",
    "plan",
    "placement",
    "referral",
    "section_47",
    "worker",
)
_MARKS: Final = frozenset(
    {"child_details", "social_care_episodes", "health_and_wellbeing", "mis_child_id", "purge"}
)


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what a set of files is: how many records, and what they cover if the period was given.

    A folder stands for its ``*.json``, in the order of their names. Raises `UnreadableInput` with the
    file's name and what to do.
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(path.glob("*.json")) if path.is_dir() else [path]
    files = list(dict.fromkeys(files))
    if not files:
        raise UnreadableInput(
            "There is no JSON file here.", hint="Name the files of records, or their folder."
        )
    count = 0
    for path in files:
        records = _records(path)
        if not any(isinstance(one, dict) and "la_child_id" in one and one.keys() & _MARKS for one in records):
            raise UnreadableInput(
                f"{path.name} holds no record of the daily data API: no object has la_child_id and parts of a record.",
                hint="Check that it is a payload and not a reply of the API or another standard.",
            )
        count += sum(1 for number, one in enumerate(records, 1) for row in rows(path.name, number, one, Days(), {})
                     if not isinstance(row, Notice))  # fmt: skip
    stated, basis = _coverage(options)
    return Delivery(NAME, SCOPE, stated, basis, tuple(str(path) for path in files), count)


def read(delivery: Delivery) -> Iterator[Item]:
    """Stream the objects of an examined delivery, record by record; memory holds one file."""
    births: dict[str, int] = {}
    for file in delivery.files:
        path, days = Path(file), Days()
        for number, one in enumerate(_records(path), 1):
            yield from rows(path.name, number, one, days, births)
        if days.filler:
            yield Notice(path.name, 1, None, "filler_dates", f"{path.name}: {NOTICED['filler_dates']}")


def _records(path: Path) -> list[Any]:
    """The records of a file: one, a list of them, or a list inside a wrapper."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(
                f"{path.name} is larger than {LARGEST >> 20} MB and is not opened.",
                hint="Send the records in several files.",
            )
        value = _whole(json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf")))
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    except json.JSONDecodeError as error:
        raise UnreadableInput(
            f"{path.name} is no whole JSON: it breaks at line {error.lineno}, column {error.colno}.",
            hint="It may be cut off; write it again.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(
            f"{path.name} is no JSON that can be read.", hint="Write it again as UTF-8."
        ) from error
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "la_child_id" not in value:
        lists = [one for one in value.values() if isinstance(one, list)]
        if len(lists) == 1:
            return lists[0]
    return [value]


def _whole(value: Any) -> Any:
    """A value without what no database keeps: JSON can hold a NUL and half of a character."""
    if isinstance(value, str):
        return value if value.isprintable() else value.replace("\0", "�").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value


def _coverage(options: ExamineOptions) -> tuple[tuple[Coverage, ...], str]:
    """Say what is covered: nothing, unless the person importing gave the period.

    A file holds the records that changed. That another child is not in it says nothing.
    """
    first, last = options.first_day, options.last_day
    if first is None or last is None:
        return (), "Records that changed: what is not among them is unknown, so nothing is covered."
    if last < first:
        raise UnreadableInput(
            "The period ends before it begins.", hint="Check the first and the last day given."
        )
    said = f"All records of the period from {written(first)} to {written(last)}, as given at the import."
    return tuple(Coverage(kind, first, last) for kind in _COVERS), said
