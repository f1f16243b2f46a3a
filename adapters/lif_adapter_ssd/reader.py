"""Examines the tables of a set and streams their rows: the two verbs of the adapter."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from lif_adapter_ssd import csvs, settings
from lif_adapter_ssd.dictionary import ALIASES, INSTEAD, tables
from lif_adapter_ssd.mapping import MAPPERS, covered, parts
from lif_adapter_ssd.page import Page, read_record
from lif_adapter_ssd.settings import Settings
from lif_adapter_ssd.source import Source, Torn
from lif_adapter_ssd.survey import Survey, survey
from lif_plugin.domain.record import Coverage, Delivery, Notice, Rejected, Row
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

NAME: Final = "ssd"
SCOPE: Final = "ssd"
"""One feed: every delivery states it anew, so that what is the same is nothing new and what differs corrects."""
_HISTORY_MONTHS: Final = 72
_NEAR: Final = timedelta(days=31)


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what a set is: which tables there are, up to which day they know, what they cover.

    A folder stands for its ``*.csv`` and ``ssd.toml``. Raises `UnreadableInput` with the file's name and
    what to do.
    """
    files, told = _gather(paths)
    sources = _sources(files, told)
    found = survey((source for source in sources if source.table.is_read), eclipse=told.eclipse)
    last, basis = _last_day(found, told, options)
    first = options.first_day or day_number(add_months(numbered_day(last), -_HISTORY_MONTHS))
    if first > last:
        raise UnreadableInput(
            "The period ends before it begins.", hint="Check the first and the last day given."
        )
    names = [source.table.name for source in sources]
    aside = [name for name in names if not tables()[name].is_read]
    if aside:
        basis += f" Known and not read: {', '.join(aside)}."
    stated = tuple(Coverage(kind, first, last) for kind in covered(found.built))
    if "ssd_care_leavers" in found.built:
        # Each care leaver's latest contact only: known of all on the last day, of none before.
        stated += (Coverage("care_leaver_contact", last, last),)
    names_of_files = tuple(str(path) for path in files)
    return Delivery(NAME, SCOPE, stated, basis, names_of_files, found.rows, parts(found.built))


def read(delivery: Delivery) -> Iterator[Row | Rejected | Notice]:
    """Stream the rows of an examined delivery, table by table; memory holds the ids by which tables are joined."""
    files, told = _gather([Path(file) for file in delivery.files])
    sources = {source.table.name: source for source in _sources(files, told)}
    found = survey((source for source in sources.values() if source.table.is_read), eclipse=told.eclipse)
    # A set that covers nothing has no day that was stated; its latest one is as good.
    last = max((stated.last_day for stated in delivery.coverage), default=max(found.days, default=0))
    for name, mapper in MAPPERS.items():
        if name not in sources:
            continue
        page = Page(sources[name], found, last)
        _note_form(page)
        for number, cells in page.source.rows():
            if isinstance(cells, Torn):
                yield page.refuse(number, None, cells.reason, cells.raw)
            else:
                yield read_record(page, number, cells, mapper)
            yield from page.notes
            page.notes.clear()
        yield from page.notes


def _gather(paths: Sequence[Path]) -> tuple[list[Path], Settings]:
    """The files of a set and its settings; the settings' file goes with the files, to be found again."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(
                one for one in path.iterdir() if one.suffix.lower() == ".csv" or one.name == settings.FILE
            )
        else:
            files.append(path)
    written = [path for path in files if path.suffix.lower() == ".toml"]
    if len(written) > 1:
        raise UnreadableInput(f"There is more than one {settings.FILE} here.", hint="Keep one.")
    if not files:
        raise UnreadableInput(
            "There is no CSV file here.", hint=f"Name the tables' folder, or {settings.FILE}."
        )
    return list(dict.fromkeys(files)), settings.read(written[0]) if written else Settings()


def _sources(files: Sequence[Path], told: Settings) -> list[Source]:
    """The tables in the order of the dictionary; raises `UnreadableInput` for one that comes twice, or for none."""
    found: list[Source] = [csvs.file(path) for path in files if path.suffix.lower() != ".toml"]
    if told.url is not None:
        from lif_adapter_ssd.database import read_tables

        found += read_tables(told.url, told.schema)
    first: dict[str, Source] = {}
    for source in found:
        other = first.setdefault(source.table.name, source)
        if other is not source:
            raise UnreadableInput(
                f"{other.label} and {source.label} are both the table {source.table.name}.",
                hint="Keep the newer one.",
            )
    if not any(name in MAPPERS for name in first):
        raise UnreadableInput(
            "There is no table here that holds facts of the Standard Safeguarding Dataset.",
            hint="Export at least ssd_person and ssd_cin_episodes, or check the schema.",
        )
    return list(first.values())


def _last_day(found: Survey, told: Settings, options: ExamineOptions) -> tuple[int, str]:
    """Find up to which day the set knows, and say in one sentence how.

    A database is asked now. A set of files knows up to the latest day of what has happened in it; a day
    alone, a month after all others, is a slip, and so is one after the day of import.
    """
    if options.last_day:
        return options.last_day, "The last day is as given at the import."
    if told.url is not None:
        return options.received, "The database was read on the last day."
    days = sorted(day for day in found.days if day <= options.received)
    if not days:
        raise UnreadableInput(
            "No date in these tables shows up to which day they know.",
            hint="Give the last day at the import.",
        )
    near = [day for day in days if len(days) == 1 or _has_company(found, days, day)]
    return max(
        near or days
    ), "The last day is the latest one of a contact, visit, review or other thing that happened."


def _has_company(found: Survey, days: Sequence[int], day: int) -> bool:
    first = bisect_left(days, day_number(numbered_day(day) - _NEAR))
    return sum(found.days[one] for one in days[first : bisect_left(days, day) + 1]) > 1


def _note_form(page: Page) -> None:
    """Notice what is unusual about a table before its rows."""
    source = page.source
    for reason in source.oddities:
        page.note(1, None, reason)
    own = set(source.table.columns)
    if extra := [column for column in source.columns if column and column not in own]:
        page.note(1, ", ".join(extra), "extra_column")
    for column in source.table.columns:
        there = {column, ALIASES.get(column)} & set(source.columns)
        if column in source.table.asked - INSTEAD and not there:
            page.note(1, column, "missing_column")
