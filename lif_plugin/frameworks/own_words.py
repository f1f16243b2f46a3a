"""How a framework's own words are read: which stage of its cycle is which moment, which body is which.

The table is the file `words.yaml` beside the framework. It is our reading, not the framework's text, so it stands apart;
without it an item shows no stage, and bodies go by what their nation calls them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.nation import Word
from lif_plugin.domain.stage import Moment
from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, read_document

FILE_NAME: Final = "words.yaml"
_PARTS: Final = frozenset({"stages", "bodies"})


def read_words(path: Path) -> Document:
    """Read the table beside the framework file at ``path``; no file is an empty table."""
    beside = path.with_name(FILE_NAME)
    return read_document(beside) if beside.exists() else Document(str(beside), {}, {})


def word_faults(framework: Framework, table: Document) -> Iterator[Fault]:
    """Yield a fault for each name that the framework does not have, and each stage that no item could ever be in."""
    yield from table.faults
    if not isinstance(table.data, dict) or table.data.keys() - _PARTS:
        if not table.faults:
            yield table.fault((), "has other parts than stages and bodies", "Write these two, or nothing.")
        return
    stages, bodies = table.data.get("stages") or {}, table.data.get("bodies") or {}
    yield from _names(
        table, "stages", stages, {one.value for one in Moment}, {one.id for one in framework.cycle}
    )
    yield from _names(table, "bodies", bodies, {one.value for one in Word}, {one.id for one in framework.governance_bodies})  # fmt: skip
    if stages:
        never = [one.id for one in framework.cycle if one.id not in stages.values()]
        missing = [one.value for one in Moment if one.value not in stages]
        if never or missing:
            what = ", ".join((*never, *missing))
            yield table.fault(
                ("stages",), f"leaves out {what}", "Give every moment a stage, and no stage none."
            )


def _names(
    table: Document, part: str, given: Mapping[str, Any], keys: set[str], values: set[str]
) -> Iterator[Fault]:
    for key, value in given.items():
        if key not in keys:
            yield table.fault((part, key), "is no word of ours", f"Take it out.{suggestion(str(key), keys)}")
        if value not in values:
            remedy = f"Name one that the framework has.{suggestion(str(value), values)}"
            yield table.fault((part, key), f'names "{value}", which the framework does not have', remedy)


def words_of(table: Mapping[str, Any], part: str) -> dict[str, str]:
    """One part of a table that has passed its checks."""
    return dict(table.get(part) or {})
