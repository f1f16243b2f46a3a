"""What every adapter of files must hold to, checked on samples: each check is a function that raises AssertionError."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lif_plugin.domain.record import Delivery, Event, Item, Notice, Rejected, Row, check_delivery, check_event
from lif_plugin.errors import LifError, UnreadableInput
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.testing.listening import listening

_STRANGE: Final = (
    b"",
    b"\x00\xff\xfe\x00 not a file of anybody's",
    b"hello,world\n1,2\n",
    b"<hello><world/></hello>",
    b"{}",
)
_LONG_ENOUGH: Final = 6
"""Characters from which a value is too odd to stand in a log by accident."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Sets of sample files, each as it would be imported, and what the person importing would say of them."""

    sets: Sequence[Sequence[Path]]
    options: ExamineOptions = field(default_factory=lambda: ExamineOptions(received=20261122))


FileCheck = Callable[[Adapter, Samples], None]


def _read(adapter: Adapter, samples: Samples, paths: Sequence[Path]) -> tuple[Delivery, list[Item]]:
    delivery = adapter.examine(paths, samples.options)
    return delivery, list(adapter.read(delivery))


def _events(items: Iterable[Item]) -> list[Event]:
    return [event for item in items if isinstance(item, Row) for event in item.events]


def samples_parse(adapter: Adapter, samples: Samples) -> None:
    """Each set is recognised and gives events of the kinds the adapter names, all of which can be kept."""
    assert samples.sets, "no samples were given"
    found: set[str] = set()
    for paths in samples.sets:
        delivery, items = _read(adapter, samples, paths)
        check_delivery(delivery)
        for event in _events(items):
            check_event(event)
            found.add(event.kind)
    assert found, "no sample gives an event"
    assert found <= adapter.kinds, f"gives kinds it does not name: {sorted(found - adapter.kinds)}"


def every_row_is_accounted_for(adapter: Adapter, samples: Samples) -> None:
    """What is refused says why in a code that can be counted and a sentence; numbers of rows are numbers."""
    for paths in samples.sets:
        delivery, items = _read(adapter, samples, paths)
        read = [item for item in items if not isinstance(item, Notice)]
        assert delivery.rows_expected in {None, len(read)}, "rows read are not the rows it expected"
        for item in items:
            assert item.number >= 0, "a row has no number"
            if isinstance(item, Rejected | Notice):
                assert item.reason, "a refusal or notice has no reason"
                assert item.message, "a refusal or notice has no sentence"


def a_repeat_gives_the_same_keys(adapter: Adapter, samples: Samples) -> None:
    """The same files read again state the same facts by the same keys, in the same order."""
    for paths in samples.sets:
        first, again = (_read(adapter, samples, paths) for _ in range(2))
        assert first[0] == again[0], "another delivery from the same files"
        assert first[1] == again[1], "other rows from the same files"


def an_unknown_file_is_a_typed_error(adapter: Adapter, samples: Samples) -> None:
    """What is not its own is refused with `UnreadableInput`, which names no path but the file's own name."""
    suffixes = {path.suffix for paths in samples.sets for path in paths if path.suffix}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in suffixes | {".csv"}:
            for number, content in enumerate(_STRANGE):
                path = Path(folder) / f"strange{number}{suffix}"
                path.write_bytes(content)
                try:
                    _read(adapter, samples, [path])
                except UnreadableInput:
                    continue
                except LifError as error:
                    raise AssertionError(f"an unknown file raised {type(error).__name__}") from error
                raise AssertionError(f"took {content!r} in a {suffix} file for its own")


def no_row_is_logged(adapter: Adapter, samples: Samples) -> None:
    """Nothing of a row stands in a log, at any level."""
    with listening() as heard:
        items = [item for paths in samples.sets for item in _read(adapter, samples, paths)[1]]
    values = {event.case_ref for event in _events(items)}
    values |= {item.raw for item in items if isinstance(item, Rejected)}
    told = [value for value in values if len(value) >= _LONG_ENOUGH and heard.holds(value)]
    assert not told, "something of a row is logged"


FILE_CHECKS: Final[tuple[FileCheck, ...]] = (
    samples_parse,
    every_row_is_accounted_for,
    a_repeat_gives_the_same_keys,
    an_unknown_file_is_a_typed_error,
    no_row_is_logged,
)
