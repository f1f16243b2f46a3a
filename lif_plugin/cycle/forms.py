"""The Excel forms by which learning is recorded: one for each kind of source, taken back whole or not at all."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.cycle.desk import Desk, require_known
from lif_plugin.cycle.learning import NewItem, record_within
from lif_plugin.cycle.source_fields import OWN_FIELDS
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Labelled
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.tracker import plain
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import UnreadableInput
from lif_plugin.store import learning
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import finding, learning_item
from lif_plugin.workbooks import CellFault, Field, Filled, Form, Identity, Kind, Part, open_workbook, written

ANY: Final = "any"
"""The form for every source of a framework, which asks no kind's own questions."""
SHEET: Final = "Learning"
_ROWS: Final = 100
_GUIDANCE: Final = (
    "One row for each thing that was learnt, a strength or a concern.",
    "Name no child, no family and no worker: what is written here is read by partners.",
    "An empty cell means that nobody has said; it never means no.",
    "Send it back whole: where a cell is wrong it is named, and nothing of the form is taken.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a form: ids of what was recorded, what is wrong, rows that stood already, sheets not read."""

    rows: int
    recorded: tuple[str, ...]
    faults: tuple[CellFault, ...]
    standing: tuple[str, ...]
    unread: tuple[str, ...] = ()


def kinds_of(framework: Framework) -> tuple[str, ...]:
    """The kinds of source that a framework has, in its own order, then those that any has; each has its form."""
    return tuple(dict.fromkeys(source.kind for source in every_source(framework)))


def learning_form(desk: Desk, viewer: Viewer, partnership: str, kind: str = ANY) -> bytes:
    """An empty form of a kind of source as a workbook. Raises `NotOurWord` for a kind the framework does not have."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
    return written(_form(framework, partnership, kind))


def take_form(
    desk: Desk, viewer: Viewer, partnership: str, file: str, content: bytes, *, dry: bool = False
) -> Taken:
    """Record what a filled-in form says, in one transaction: nothing where any cell is wrong.

    Where a row says what shows it, it becomes the item's first finding. What stands already, by source, title and
    day, is left as it is. Raises `UnreadableInput`, `NotAllowed`.
    """
    viewer.require(Right.RECORD_LEARNING)
    opened = open_workbook(file, content)
    of, _, kind = opened.identity.of.rpartition("/")
    if opened.identity.kind != "learning" or of != partnership:
        raise UnreadableInput(
            f"{file} is no form of this partnership's learning.", hint="Take the form anew and fill it in."
        )
    unit = desk.store.read if dry else desk.store.write
    with unit(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        form = _form(framework, partnership, kind)
        back = opened.read(form)
        rows = back.rows.get(SHEET, ())
        faults = (*back.faults, *(fault for row in rows for fault in _crossed(row)))
        recorded, standing = _record(
            desk, connection, viewer, partnership, form, rows, write=not (faults or dry)
        )
    return Taken(len(rows), tuple(recorded), faults, tuple(standing), back.unread)


def _form(framework: Framework, partnership: str, kind: str) -> Form:
    require_known("kind of source", kind, (*kinds_of(framework), ANY))
    sources = [one for one in every_source(framework) if kind in {one.kind, ANY}]
    fields = (
        Field("source", "Source", Kind.CHOICE, _labels(sources), needed=True),
        Field("title", "Title", needed=True, at_most=400, help="In a few words."),
        Field("summary", "What was seen", needed=True),
        Field("nature", "Strength or concern", Kind.CHOICE, {one.value: one.value.capitalize() for one in Nature},
              needed=True),
        Field("theme", "Theme", needed=True, at_most=64),
        Field("day", "Day", Kind.DAY, needed=True, help="The day of it, such as 31/03/2027."),
        Field("evidence", "What shows it", at_most=2_000),
        *OWN_FIELDS.get(kind, ()),
        Field("voice", "How a child's view began it", Kind.CHOICE, _labels(framework.voice_sources),
              help="Empty where no child's view began it. It then stays open until the child was told."),
        Field("shared", "Partners may read it", Kind.CHOICE, {"yes": "Yes", "no": "No"}, help="Empty: yes."),
    )  # fmt: skip
    part = Part(SHEET, tuple(one for one in fields if one.kind is not Kind.CHOICE or one.choices), free=_ROWS)
    title = f"{framework.title}: learning from {_called(kind, sources)}"
    version = hashlib.sha256(repr(part).encode()).hexdigest()[:8]
    return Form(Identity("learning", f"{partnership}/{kind}", version), title, _GUIDANCE, (part,))


def _called(kind: str, sources: Iterable[Labelled]) -> str:
    return "any source" if kind == ANY else "; ".join(one.label for one in sources)


def _labels(entries: Iterable[Labelled]) -> dict[str, str]:
    return {one.id: one.label for one in entries}


def _crossed(row: Filled) -> Iterable[CellFault]:
    part, whole = row.values.get("part"), row.values.get("whole")
    if isinstance(part, int) and isinstance(whole, int) and part > whole:
        yield row.fault(
            "part", "It is more than all of them.", "Give at most as many as in the cell beside it."
        )


def _record(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    partnership: str,
    form: Form,
    rows: Iterable[Filled],
    *,
    write: bool,
) -> tuple[list[str], list[str]]:
    stored = {
        (row["source_of_learning"], plain(row["title"]), row["day"])
        for row in all_rows(connection, viewer, learning_item, desk.today(), partnership_id=partnership)
    }
    recorded, standing = [], []
    for row in rows:
        key = (row.values["source"], plain(row.values["title"]), row.values["day"])
        if key in stored:
            standing.append(f"{row.sheet}!{row.cell('title')}")
        elif write:
            recorded.append(_keep(desk, connection, viewer, partnership, form, row.values))
        stored.add(key)
    return recorded, standing


def _keep(
    desk: Desk, connection: Any, viewer: Viewer, partnership: str, form: Form, said: Mapping[str, Any]
) -> str:
    new = NewItem(
        partnership, said["source"], said["title"], said["summary"], Nature(said["nature"]), said["theme"],
        said["day"], said.get("voice"), shared=said["shared"] != "no",
    )  # fmt: skip
    made = record_within(desk, connection, viewer, new)
    shows = _evidence(form, said)
    if shows:
        learning.add(
            connection, finding, viewer, partnership, shared=new.shared, learning_item_id=made,
            nature=new.nature.value, theme=new.theme, text=new.title, evidence=shows, touches="[]",
        )  # fmt: skip
    return made


def _evidence(form: Form, said: Mapping[str, Any]) -> str:
    """What shows it, with the answers to the kind's own questions behind it."""
    asked = {one.name: one for one in form.parts[0].fields}
    kind = form.identity.of.rpartition("/")[2]
    own = [one.name for one in OWN_FIELDS.get(kind, ()) if said.get(one.name) is not None]
    told = [f"{asked[name].heading}: {_written(asked[name], said[name])}" for name in own]
    return "; ".join((*([said["evidence"]] if said.get("evidence") else ()), *told))


def _written(asked: Field, value: Any) -> str:
    return numbered_day(value).isoformat() if asked.kind is Kind.DAY else str(value)
