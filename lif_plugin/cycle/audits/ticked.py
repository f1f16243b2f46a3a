"""A concern for now in a workbook: the row to tick offline, what was ticked, and raising it once when it comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.cycle.audits.concerns import raise_within
from lif_plugin.cycle.audits.seeing import AuditSeen
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_concern import ConcernStep
from lif_plugin.domain.audit_tool import CONCERN
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import audit_concerns
from lif_plugin.store.work import now_ms
from lif_plugin.workbooks import CellFault, Field, Filled, Form, Line, Opened, Part
from lif_plugin.workbooks import Kind as Cell

_YES: Final = "yes"
_TICK: Final = Field(
    "value", "Answer", Cell.CHOICE, {_YES: "Yes, it cannot wait"},
    help="Ring first. What you choose here is told when the workbook comes in, and no sooner.",
)  # fmt: skip
LINE: Final = Line(
    CONCERN,
    {
        "section": "For now",
        "question": "Is there something that cannot wait: may a child not be safe now? Then ring at once (sheet About), and "
        "say here as evidence what you have seen, and as a note whom you rang and when. Otherwise leave it empty.",
        "when": "",
        "before": "",
    },
    {"value": _TICK},
)
"""The row that every audit's sheet begins with."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A concern that a workbook tells of: of which audit, what was seen, and the row it stands in."""

    seen: AuditSeen
    text: str
    row: Filled


def guidance(first: ConcernStep | None) -> tuple[str, ...]:
    """What people should know before they fill one in: who is rung at once."""
    whom = (first.name or f"the {first.to.value.replace('_', ' ')}") if first else "your manager"
    return (
        f"Something that cannot wait is told by phone at once, not by this workbook: ring {whom}.",
        "If a child is in danger this minute, ring the emergency services first.",
        "Then choose Yes in the first row of the audit, and say there what you saw.",
    )


def ticked(opened: Opened, seen: Sequence[AuditSeen], parts: Sequence[Part]) -> list[Tick]:
    """What a workbook tells of, whatever else in it is wrong or out of date: it is not to wait for a cell to be mended."""
    alone = tuple(Part(part.title, part.fields, (LINE,)) for part in parts)
    rows = opened.read(Form(opened.identity, "", (), alone)).rows
    found = []
    for one, part in zip(seen, alone, strict=True):
        for row in rows.get(part.title, ()):
            evidence, note = (str(row.values[name] or "").strip() for name in ("evidence", "note"))
            if row.values["value"] == _YES and evidence:
                found.append(Tick(one, "\n".join(filter(None, (evidence, note))), row))
    return found


def half_ticked(row: Filled) -> list[CellFault]:
    """What is wrong with the row of a concern: chosen without words, or words without a choice."""
    says = bool(row.values["evidence"] or row.values["note"])
    if row.values["value"] == _YES and not row.values["evidence"]:
        return [row.fault("evidence", "It cannot wait, and nothing says what was seen.", "Say what you saw.")]
    if says and not row.values["value"]:
        return [
            row.fault("value", "Something is said, and Yes is not chosen.", "Choose Yes, or empty the row.")
        ]
    return []


def untold(connection: Any, viewer: Viewer, ticks: Sequence[Tick]) -> list[Tick]:
    """Those of which nobody was told yet: the same words of the same audit are told once, however often they come in."""
    ids = {tick.seen.row["id"] for tick in ticks}
    rows = audit_concerns.concerns(connection, viewer, audit_ids=ids) if ids else []
    told = {(row["audit_id"], row["text"]) for row in rows}
    return [tick for tick in ticks if (tick.seen.row["id"], tick.text) not in told]


def tell(
    desk: Desk, connection: Any, viewer: Viewer, ticks: Sequence[Tick], file: str, *, dry: bool
) -> tuple[str, ...]:
    """Raise them as they are raised elsewhere, unless ``dry``; gives the ids of their audits, which wait then."""
    ids = [tick.seen.row["id"] for tick in ticks if tick.seen.may_raise]
    texts = {tick.seen.row["id"]: tick.text for tick in ticks}
    at = now_ms()
    for audit_id in () if dry else ids:
        raise_within(desk, connection, viewer, audit_id, texts[audit_id], at, file)
    return tuple(ids)


def over(ticks: Sequence[Tick]) -> list[CellFault]:
    """What to say of concerns in audits that are over: nobody is told by them."""
    return [
        tick.row.fault("value", "The audit is over, so nobody was told by this.", "Tell the manager at once.")
        for tick in ticks
        if not tick.seen.may_raise
    ]


def without(rows: Mapping[str, Filled]) -> dict[str, Filled]:
    """The rows of questions alone."""
    return {key: row for key, row in rows.items() if key != CONCERN}
