"""A board's action tracker, checked cell by cell: what each row would be, and what is wrong with it."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.tracker import COLUMNS, PERSONS, day_of, plain, same_action, state_of, text_of
from lif_plugin.errors import BadSetting
from lif_plugin.workbooks.fault import CellFault
from lif_plugin.workbooks.lists import Sheet, sheets_of

_PARTS: Final = ("columns", "agencies", "states", "defaults")
_PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A partnership's own headings, names of agencies, words for states, and what stands in where a column or cell says nothing."""

    columns: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, ActionState] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrackedAction:
    """One row of a tracker that is right in every cell; ``at`` says where it stands."""

    at: str
    item: str
    source: str
    theme: str
    text: str
    owner_agency: str
    owner_role: str
    approach: str
    due: int
    state: ActionState
    ref: str | None = None
    finding: str | None = None
    measure: str | None = None
    monitored_by: str | None = None
    progress: str | None = None
    updated: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells that another row is the same action."""
        return same_action(self.text, self.owner_agency)


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name: the partnership's framework, its agencies by every name, and the file's own title."""

    framework: Framework
    agencies: Mapping[str, str]
    title: str


@dataclass(slots=True)
class Read:
    """What came of reading a tracker: rows that are right, what is wrong, and what was left out."""

    rows: int = 0
    good: list[TrackedAction] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    repeated: list[tuple[str, str]] = field(default_factory=list)


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file (TOML). Raises `BadSetting` for what it cannot say."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"{path.name} is not TOML.", hint="See `lif import --help` for an example."
        ) from error
    for part, values in given.items():
        _require_one_of(path.name, part, _PARTS)
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise BadSetting(f"{path.name}: [{part}] holds texts.", hint='Write each as name = "text".')
    for name in (*given.get("columns", {}), *given.get("defaults", {})):
        _require_one_of(path.name, name, COLUMNS)
    states = {}
    for word, state in given.get("states", {}).items():
        _require_one_of(path.name, state, [str(one) for one in ActionState])
        states[plain(word)] = ActionState(state)
    return Mapped(given.get("columns", {}), given.get("agencies", {}), states, given.get("defaults", {}))


def _require_one_of(file: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names)}."
        raise BadSetting(f"{file}: there is no {name!r}.", hint=hint)


def read_tracker(path: Path, mapped: Mapped, known: Known) -> Read:
    """Read a tracker and check every cell of it. Raises `UnreadableInput` for a file that is no sound workbook."""
    headings: dict[str, list[str]] = {name: [*column.headings] for name, column in COLUMNS.items()}
    for name, own in mapped.columns.items():
        # A partnership's own heading takes the place of ours, and is taken from whatever else it would be.
        for held in headings.values():
            held[:] = [one for one in held if one != plain(own)]
        headings[name] = [own]
    taken = {plain(own) for own in mapped.columns.values()}
    sheets, others = sheets_of(path, {**headings, _PERSON: PERSONS - taken}, "action")
    read = Read(left_out=[f"the sheet {title}: it has no column of actions" for title in others])
    if not sheets:
        read.faults.append(CellFault(
            path.name, "", "", "No sheet has a column of actions.",
            'Head it "Action", or name your heading in a mapping file: [columns] action = "…".',
        ))  # fmt: skip
    for sheet in sheets:
        _read_sheet(sheet, mapped, known, read)
    return read


def _read_sheet(sheet: Sheet, mapped: Mapped, known: Known, read: Read) -> None:
    lacking = list(_lacking(sheet, mapped))
    read.faults += lacking
    read.rows += len(sheet.rows)
    if _PERSON in sheet.at:
        read.left_out.append(f"{sheet.title}: the columns of people's names; an action belongs to a role")
    read.left_out += [f"{sheet.title}: the column {heading}" for heading in sheet.unread]
    if lacking:
        return
    seen = {one.key: one for one in read.good}
    for number, cells in sheet.rows:
        row = _Row(sheet, number, cells, mapped, known)
        action = row.read()
        read.faults += row.faults
        if action is None:
            continue
        before = seen.get(action.key)
        if before is None:
            seen[action.key] = action
            read.good.append(action)
        elif _alike(before, action):
            read.repeated.append((action.at, before.at))
        else:
            read.faults.append(row.fault("action", f"It is the same action as {before.at}, with something else beside it.",
                                         "Leave one of the two, or say how they differ."))  # fmt: skip


def _lacking(sheet: Sheet, mapped: Mapped) -> Iterable[CellFault]:
    for name, column in COLUMNS.items():
        if name in sheet.twice:
            yield CellFault(
                sheet.file, sheet.title, f"row {sheet.headings_in}", f"More than one column is headed as {name}.",
                f'Say which in a mapping file: [columns] {name} = "…".',
            )  # fmt: skip
        if column.needed and name not in sheet.at and not mapped.defaults.get(name):
            yield CellFault(
                sheet.file, sheet.title, f"row {sheet.headings_in}", f"No column is headed as {name}.",
                f'Name yours in a mapping file: [columns] {name} = "…", or for all rows: [defaults] {name} = "…".',
            )  # fmt: skip


def _alike(one: TrackedAction, other: TrackedAction) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in TrackedAction.__slots__
        if name not in {"at", "ref"}
    )


class _Row:
    """One row being read; every cell is looked at, so that all that is wrong is said at once."""

    def __init__(
        self, sheet: Sheet, number: int, cells: tuple[Any, ...], mapped: Mapped, known: Known
    ) -> None:
        self._sheet, self._number, self._cells = sheet, number, cells
        self._mapped, self._known = mapped, known
        self.faults: list[CellFault] = []

    def fault(self, name: str, what: str, remedy: str) -> CellFault:
        return CellFault(
            self._sheet.file, self._sheet.title, self._sheet.cell(self._number, name), what, remedy
        )

    def _wrong(self, name: str, what: str, remedy: str) -> None:
        self.faults.append(self.fault(name, what, remedy))

    def _cell(self, name: str) -> Any:
        place = self._sheet.at.get(name)
        cell = self._cells[place] if place is not None and place < len(self._cells) else ""
        return cell if text_of(cell) else self._mapped.defaults.get(name, "")

    def read(self) -> TrackedAction | None:
        """The action of this row, or None where something in it is wrong."""
        texts = {name: self._text(name) for name in ("ref", "item", "theme", "finding", "action", "measure",
                                                     "owner_role", "progress")}  # fmt: skip
        owner, due, updated = self._owner(), self._day("due"), self._day("updated")
        framework = self._known.framework
        source = self._one_of("source", [one.id for one in every_source(framework)])
        approach = self._one_of("approach", [one.id for one in framework.improvement_approaches])
        body = self._one_of("monitored_by", [one.id for one in framework.governance_bodies])
        state = state_of(self._cell("status"), self._mapped.states)
        if state is None:
            self._wrong("status", "This word for how far an action is, is not known.",
                        'Explain it in a mapping file: [states] "your word" = "accepted".')  # fmt: skip
        if source is None and not self.faults:
            self._wrong("source", "It does not say from which source of learning it comes.",
                        'Name one for all rows in a mapping file: [defaults] source = "…".')  # fmt: skip
        if self.faults or owner is None or due is None or state is None or source is None or approach is None:
            return None
        return TrackedAction(
            f"{self._sheet.title}!{self._sheet.cell(self._number, 'action')}", texts["item"] or self._known.title, source,
            texts["theme"] or "action_tracker", texts["action"] or "", owner, texts["owner_role"] or "", approach, due,
            state, texts["ref"], texts["finding"], texts["measure"], body, texts["progress"], updated,
        )  # fmt: skip

    def _text(self, name: str) -> str | None:
        text = text_of(self._cell(name))
        column = COLUMNS[name]
        if not text and column.needed:
            self._wrong(name, "It is empty.", f"Fill in the {name.replace('_', ' ')}.")
        if len(text) > column.at_most:
            self._wrong(name, f"It is longer than {column.at_most} characters.", "Shorten it.")
        return text or None

    def _day(self, name: str) -> int | None:
        cell = self._cell(name)
        if not text_of(cell):
            if COLUMNS[name].needed:
                self._wrong(name, "It is empty.", "Give the day, such as 31/03/2027.")
            return None
        day = day_of(cell)
        if day is None:
            self._wrong(name, "It names no day, or one that is in no calendar.",
                        "Give a day such as 31/03/2027, day before month.")  # fmt: skip
        return day

    def _owner(self) -> str | None:
        text = self._text("owner_agency")
        if text is None:
            return None
        found = self._known.agencies.get(plain(text))
        if found is None:
            several = len({self._known.agencies.get(plain(part)) for part in _parted(text)} - {None}) > 1
            what = (
                "It names more than one agency." if several else "The partnership has no agency of this name."
            )
            remedy = (
                "Make one row for each."
                if several
                else 'Say who it is in a mapping file: [agencies] "name" = "id".'
            )
            self._wrong("owner_agency", what, remedy)
        return found

    def _one_of(self, name: str, ids: list[str]) -> str | None:
        text = text_of(self._cell(name))
        if not text:
            if COLUMNS[name].needed:
                self._wrong(name, "It is empty.", f'Fill it in, or for all rows: [defaults] {name} = "…".')
            return None
        known = {plain(one): one for one in ids} | self._labels(name)
        if plain(text) not in known:
            self._wrong(name, "The framework has no such thing.", f"It has: {', '.join(ids)}.")
        return known.get(plain(text))

    def _labels(self, name: str) -> dict[str, str]:
        framework = self._known.framework
        entries: dict[str, Any] = {
            "source": every_source(framework),
            "approach": framework.improvement_approaches,
            "monitored_by": framework.governance_bodies,
        }
        return {plain(one.label): one.id for one in entries[name]}


def _parted(text: str) -> list[str]:
    for sign in ("/", "&", "+", ";", " and ", "\n"):
        text = text.replace(sign, ",")
    return text.split(",")
