"""Examines a set of files and streams their rows: the two verbs of the adapter."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lif_adapter_kit.formats import looks_like_xml
from lif_adapter_ssda903.collection import find_period
from lif_adapter_ssda903.files import SEPARATORS, Overlong, Torn
from lif_adapter_ssda903.mapping import MAPPERS, PARTS
from lif_adapter_ssda903.sheet import Period, Sheet
from lif_adapter_ssda903.source import Source, source
from lif_adapter_ssda903.tables import tables
from lif_adapter_ssda903.xmlform import XmlSource, xml_source
from lif_adapter_ssda903.xmlreader import read_xml
from lif_plugin.domain.record import Coverage, Delivery, Notice, Rejected, Row
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

NAME: Final = "ssda903"


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what a set of files is: one collection of the return, its period and the kinds of fact it covers.

    A folder stands for its ``*.csv``, or its one ``*.xml``. Every file must be a table of the return, and none
    may come twice; the XML form is one file. An XML file that breaks off covers nothing: which children it
    should still have held is unknown. Raises `UnreadableInput` with the file's name and what to do.
    """
    files, aside = _gather(paths)
    sources = _sources(files)
    period, basis = find_period(sources, options)
    found = {name for one in sources for name in _table_names(one)}
    kinds = sorted({kind for name in found for kind in tables()[name].covers})
    parts = tuple(part for name in sorted(found) for part in PARTS[name])
    for one in sources:
        if isinstance(one, XmlSource) and one.seen.broken:
            basis += f" The file breaks off at line {one.seen.broken.line}, so nothing is taken as covered."
            kinds, parts = [], ()
    if aside:
        basis += f" Not looked at, being no {'XML' if _is_xml(sources) else 'CSV'}: {', '.join(aside)}."
    return Delivery(
        NAME,
        period.scope,
        tuple(Coverage(kind, period.first_day, period.last_day) for kind in kinds),
        basis,
        tuple(str(path) for path in files),
        sum(one.rows_expected for one in sources),
        parts,
    )


def read(delivery: Delivery) -> Iterator[Row | Rejected | Notice]:
    """Stream the rows of an examined delivery, file by file; memory grows with the keys of one file only."""
    period = _period_of(delivery)
    paths = [Path(file) for file in delivery.files]
    names = _names(paths)
    if len(paths) == 1 and looks_like_xml(paths[0]):
        yield from read_xml(paths[0], period)
        return
    births: dict[str, int] = {}
    for file in delivery.files:
        yield from _read_file(source(Path(file)), names[file], period, births)


def _sources(files: Sequence[Path]) -> Sequence[Source | XmlSource]:
    if len(files) == 1 and looks_like_xml(files[0]):
        return [xml_source(files[0])]
    sources = [source(path) for path in files]
    _refuse_twice(sources)
    return sources


def _is_xml(sources: Sequence[Source | XmlSource]) -> bool:
    return isinstance(sources[0], XmlSource)


def _table_names(one: Source | XmlSource) -> set[str]:
    return one.tables if isinstance(one, XmlSource) else {one.table.name}


def _gather(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    files: list[Path] = []
    aside: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")
            )
            taken = [entry for entry in inside if entry.suffix.lower() == ".csv"] or [
                entry for entry in inside if entry.suffix.lower() == ".xml"
            ]
            files += taken
            aside += [entry.name for entry in inside if entry not in taken]
        else:
            files.append(path)
    if not files:
        raise UnreadableInput(
            "There is no CSV file here, and no XML file.",
            hint="Name the files of the return, or their folder.",
        )
    return list(dict.fromkeys(files)), aside


def _refuse_twice(sources: Sequence[Source]) -> None:
    first: dict[str, Source] = {}
    for one in sources:
        other = first.setdefault(one.table.name, one)
        if other is not one:
            raise UnreadableInput(
                f"{other.path.name} and {one.path.name} are both the table {one.table.name}.",
                hint="If they are of two collection years, import one year after the other, the earlier one first.",
            )


def _names(paths: Sequence[Path]) -> dict[str, str]:
    """What each file is called in messages: its name, or its path where two have the same name."""
    names = [path.name for path in paths]
    return {str(path): path.name if names.count(path.name) == 1 else str(path) for path in paths}


def _period_of(delivery: Delivery) -> Period:
    year = int(delivery.scope[:4])
    first = min((entry.first_day for entry in delivery.coverage), default=year * 10_000 + 401)
    last = max((entry.last_day for entry in delivery.coverage), default=(year + 1) * 10_000 + 331)
    return Period(year, first, last)


def _read_file(
    one: Source, name: str, period: Period, births: dict[str, int]
) -> Iterator[Row | Rejected | Notice]:
    sheet = Sheet(name, one.at, period, births=births)
    _note_form(sheet, one)
    mapped = MAPPERS[one.table.name](sheet)
    notes, width = sheet.notes, len(one.names)
    short = not sheet.at.keys() >= set(one.table.columns)
    for number, cells in one.records():
        if len(cells) != width and (refused := _fit(sheet, number, cells, width)):
            yield refused
            continue
        if short:
            cells.append("")
        yield mapped(number, cells)
        if notes:
            yield from notes
            notes.clear()
    _note_end(sheet)
    yield from notes


def _fit(sheet: Sheet, number: int, cells: list[str], width: int) -> Rejected | None:
    """Cut empty cells beyond the last column; any other row of a wrong length is rejected."""
    if isinstance(cells, Torn):
        return sheet.refuse(number, cells, None, "open_quote")
    if isinstance(cells, Overlong):
        return sheet.refuse(number, cells, None, "line_too_long")
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        del cells[width:]
        return None
    blank = not any(cell.strip() for cell in cells)
    return sheet.refuse(number, cells, None, "blank_row" if blank else "cell_count")


def _note_form(sheet: Sheet, one: Source) -> None:
    """Notice what is unusual about a file before its rows."""
    table, own = one.table, set(one.table.columns)
    if table.since is not None and sheet.period.year < table.since:
        sheet.note_file("table_not_in_collection", table=table.name, year=sheet.period.label)
    if one.writing.encoding != "utf-8-sig":
        sheet.note_file("encoding", encoding=one.writing.encoding)
    if one.writing.nul:
        sheet.note_file("odd_characters")
    if one.separator != ",":
        sheet.note_file("separator", separator=SEPARATORS[one.separator])
    if extra := [column for column in dict.fromkeys(one.names) if column and column not in own]:
        sheet.note_file("extra_column", ", ".join(extra), one.top)
    for column in table.columns:
        if column not in sheet.at and column not in table.left_out:
            sheet.note_file("missing_column", column, one.top)
        elif one.names.count(column) > 1:
            sheet.note_file("doubled_column", column, one.top)


def _note_end(sheet: Sheet) -> None:
    """Notice what shows only when all rows of a file have been read."""
    if sheet.days.iso:
        sheet.note_file("iso_dates")
    if sheet.days.filler:
        sheet.note_file("filler_dates")
    for column, (first, count) in sheet.outside.items():
        sheet.note_file("outside_year", column, first, count=count, year=sheet.period.label)
