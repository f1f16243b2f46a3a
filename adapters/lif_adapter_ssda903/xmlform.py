"""The XML form of the return: each child's record taken apart into rows of the tables that the CSV form has."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from lif_adapter_kit.xml import Broken, Element, Look, Record, look, records
from lif_adapter_ssda903.tables import dictionary, roles, tables
from lif_plugin.errors import UnreadableInput

_YES: Final = frozenset({"1", "1.0", "Y", "YES", "TRUE"})


@dataclass(frozen=True, slots=True)
class XmlRow:
    """A row of a table: the child's place in the file, the line it begins on, its cells by the table's columns."""

    child: int
    line: int
    table: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Names:
    """What elements mean: ``blocks`` become rows of a table, ``telling`` elements make any block one of a table.

    ``single`` tables have their elements in the child's header; they have a row where one of these holds a value.
    """

    columns: Mapping[str, str]
    blocks: Mapping[str, str]
    telling: Mapping[str, str]
    single: Mapping[str, tuple[str, ...]]
    known: frozenset[str]


@cache
def names() -> Names:
    """The names of the XML form, from the dictionary."""
    entry: Mapping[str, Any] = dictionary()["xml"]
    columns = {column for table in tables().values() for column in table.columns}
    groups = {*entry["blocks"], entry["header"], *entry["other"], *entry["columns"]}
    return Names(
        entry["columns"],
        entry["blocks"],
        entry["telling"],
        {table: tuple(found) for table, found in entry["single"].items()},
        frozenset(columns | groups),
    )


@dataclass(slots=True)
class XmlSource:
    """A file known as the XML form: which tables it has rows of, and the dates that tell its year."""

    path: Path
    seen: Look
    tables: set[str] = field(default_factory=set)
    rows_expected: int = 0
    _texts: dict[str, Counter[str]] = field(default_factory=dict)

    def texts(self, columns: Collection[str]) -> Mapping[str, Counter[str]]:
        """How often each text stands in those of the columns that tell the year."""
        return {name: counted for name, counted in self._texts.items() if name in columns}

    def records(self) -> Iterator[Record | Broken]:
        """The children, one after the other; last where the file breaks off, if it does."""
        return records(self.path, (_record(),), self.seen.encoding)


def xml_source(path: Path) -> XmlSource:
    """Recognise a file, and go through it once for its tables and dates; raises `UnreadableInput` as `opened_xml`."""
    source = opened_xml(path)
    _survey(source)
    return source


def opened_xml(path: Path) -> XmlSource:
    """Recognise a file as the XML form; raises `UnreadableInput` if it is another standard's."""
    entry = dictionary()["xml"]
    seen = look(path, (entry["record"],))
    if seen.root.upper() != entry["root"]:
        told = entry["foreign_roots"].get(seen.root)
        if told:
            raise UnreadableInput(
                f"{path.name} is not the SSDA903 return but {told}.", hint="Choose the other adapter."
            )
        raise UnreadableInput(
            f"{path.name} is XML, but not the SSDA903 return: its root is not {entry['root']}.",
            hint="Check that it is the return and not another standard.",
        )
    return XmlSource(path, seen)


def _survey(source: XmlSource) -> None:
    """Go through the file once for its tables and its dates."""
    telling = roles().ends | roles().starts | roles().reviews
    places = {
        name: [(column, place) for place, column in enumerate(table.columns) if column in telling]
        for name, table in tables().items()
    }
    for item in source.records():
        if isinstance(item, Broken) or item.element is None:
            continue
        for row in rows(item.number, item.element):
            source.tables.add(row.table)
            source.rows_expected += 1
            for column, place in places[row.table]:
                source._texts.setdefault(column, Counter())[row.cells[place]] += 1  # noqa: SLF001  our own


def rows(child: int, record: Element) -> Iterator[XmlRow]:
    """The rows of a child's record. An empty block is no row: exports write one for every child."""
    entry = dictionary()["xml"]
    header = next((part for part in record.children if part.name.upper() == entry["header"]), record)
    who = _values(header)
    yield _row(child, header, "Header", who)
    for table, elements in names().single.items():
        if any(who.get(element) for element in elements) or _is_uasc(table, who):
            yield _row(child, header, table, who)
    for block in (*header.children, *(record.children if header is not record else ())):
        if block.children and block is not header:
            values = _values(block)
            table_of = names().blocks.get(block.name.upper()) or _told_by(values)
            if table_of and any(values.values()):
                yield _row(child, block, table_of, {**who, **values})


def unknown_elements(record: Element) -> Iterator[Element]:
    """Elements that no table has."""
    for part in record.children:
        if part.name.upper() not in names().known and not (part.children and _told_by(_values(part))):
            yield part
        else:
            yield from unknown_elements(part)


def _row(child: int, block: Element, table: str, values: Mapping[str, str]) -> XmlRow:
    return XmlRow(child, block.line, table, [values.get(column, "") for column in tables()[table].columns])


def _values(block: Element) -> dict[str, str]:
    """The values of a block by the column names that the CSV form has."""
    columns = names().columns
    return {columns.get(name.upper(), name.upper()): text for name, text in block.values().items()}


def _told_by(values: Mapping[str, str]) -> str | None:
    return next((table for element, table in names().telling.items() if element in values), None)


def _is_uasc(table: str, who: Mapping[str, str]) -> bool:
    """The XML form says by a flag who is in the table UASC; the CSV form has a row."""
    return table == "UASC" and who.get("UASC", "").upper() in _YES


def _record() -> str:
    record: str = dictionary()["xml"]["record"]
    return record
