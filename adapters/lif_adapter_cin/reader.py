"""Examines a file and streams its rows: the two verbs of the adapter."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lif_adapter_cin.child import MAPPERS, rows
from lif_adapter_cin.dictionary import KINDS, dictionary
from lif_adapter_cin.page import Page
from lif_adapter_cin.period import Period, find_period
from lif_adapter_kit.dates import first_of_year, last_of_year
from lif_adapter_kit.formats import looks_like_xml, what_it_is
from lif_adapter_kit.xml import Broken, Look, look, records
from lif_plugin.domain.record import Coverage, Delivery, Notice, Rejected, Row
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

NAME: Final = "cin_census"
_RECORD: Final = "Child"
_NAME: Final = re.compile(r"[A-Za-z][\w.-]{0,59}", re.ASCII)
# Start tags that are rows, for a guess at how many there are.
_ROWS: Final = ("Child>", "CINdetails>", *(f"{name}>" for name in MAPPERS))


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what a file is: the census of one year, and the period it covers by its header.

    A folder stands for its ``*.xml``, of which there must be one. A file that breaks off covers nothing: which
    children it should still have held is unknown. Raises `UnreadableInput` with the file's name and what to do.
    """
    path, aside = _one(paths)
    seen = _look(path, _ROWS)
    _refuse_foreign(path.name, seen, options)
    period, basis = find_period(path.name, seen.before, options)
    if seen.broken:
        basis += f" The file breaks off at line {seen.broken.line}, so nothing is taken as covered."
    if aside:
        basis += f" Not looked at, being no XML: {', '.join(aside)}."
    covered = () if seen.broken else sorted(KINDS)
    return Delivery(
        NAME,
        period.scope,
        tuple(Coverage(kind, period.first_day, period.last_day) for kind in covered),
        basis,
        (str(path),),
        seen.found or None,
    )


def read(delivery: Delivery) -> Iterator[Row | Rejected | Notice]:
    """Stream the rows of an examined delivery, child after child; only the keys already seen grow."""
    path = Path(delivery.files[0])
    seen = _look(path)
    page = Page(path.name, _period_of(delivery))
    if seen.encoding:
        page.note_file(1, None, "encoding", encoding=seen.encoding)
    if seen.root != dictionary()["standard"]["root"]:
        page.note_file(1, None, "no_header")
    yield from _told(page)
    for item in records(path, (_RECORD,), seen.encoding):
        if isinstance(item, Broken):
            yield from _break(page, item)
            break
        page.child = item.number
        if item.element is None:
            yield page.refused(item.line, _RECORD, "child_too_large")
            continue
        for row in rows(page, item.element):
            yield row
            if page.notes:
                yield from _told(page)
    if page.days.british:
        page.note_file(1, None, "british_dates")
    if page.days.filler:
        page.note_file(1, None, "filler_dates")
    for element, (line, count) in page.after.items():
        page.note_file(line, element, "after_period", count=count)
    yield from _told(page)


def _told(page: Page) -> Iterator[Notice]:
    yield from page.notes
    page.notes.clear()


def _break(page: Page, broken: Broken) -> Iterator[Rejected]:
    """What is said where a file stops to be XML: of the child that is torn, and of the rest."""
    if broken.inside:
        page.child = broken.inside.number
        yield page.refused(broken.inside.line, _RECORD, "child_cut_off")
    page.note(broken.line, None, "file_ends_early" if broken.cut else "not_well_formed")


def _one(paths: Sequence[Path]) -> tuple[Path, list[str]]:
    files: list[Path] = []
    aside: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")
            )
            files += [entry for entry in inside if entry.suffix.lower() == ".xml"]
            aside += [entry.name for entry in inside if entry.suffix.lower() != ".xml"]
        else:
            files.append(path)
    if not files:
        raise UnreadableInput(
            "There is no XML file here.", hint="Name the file of the census, or its folder."
        )
    if len(files) > 1:
        raise UnreadableInput(
            f"{files[0].name} and {files[1].name} are two files; a census is one.",
            hint="Import one after the other, the earlier year first.",
        )
    return files[0], aside


def _look(path: Path, tags: Sequence[str] = ()) -> Look:
    if not looks_like_xml(path):
        raise UnreadableInput(
            f"{path.name} {what_it_is(path)}; the census is one XML file.",
            hint="Export the census as XML. CSV tables of the SSDA903 return are read by the adapter ssda903.",
        )
    return look(path, (_RECORD,), tags)


def _refuse_foreign(file: str, seen: Look, options: ExamineOptions) -> None:
    """Refuse what is another standard, and what is of this one but does not say of which year."""
    standard = dictionary()["standard"]
    root = seen.root if _NAME.fullmatch(seen.root) else "unreadable"
    if told := standard["foreign_roots"].get(seen.root):
        raise UnreadableInput(f"{file} is not the census but {told}.", hint="Choose the other adapter.")
    if seen.root not in {standard["root"], *standard["other_roots"]}:
        raise UnreadableInput(
            f"{file} is not the children in need census: its root is {root}, not {standard['root']}.",
            hint="Check that it is the census and not another standard.",
        )
    collection = seen.before.get("Collection", standard["collection"])
    if collection.upper() != standard["collection"]:
        name = collection if _NAME.fullmatch(collection) else "unreadable"
        raise UnreadableInput(
            f"{file} is a return to the Department, but its header says collection {name}, not CIN.",
            hint="Check that it is the children in need census.",
        )
    if seen.root != standard["root"] and not (options.first_day and options.last_day):
        raise UnreadableInput(
            f"{file} is no valid census: its root is {root}, not Message, and without a header "
            "it does not say of which year it is.",
            hint="Export the census with its header, or give the first and the last day of the period at the import.",
        )


def _period_of(delivery: Delivery) -> Period:
    year = int(delivery.scope[:4])
    first = min((entry.first_day for entry in delivery.coverage), default=first_of_year(year))
    last = max((entry.last_day for entry in delivery.coverage), default=last_of_year(year))
    return Period(year, first, last)
