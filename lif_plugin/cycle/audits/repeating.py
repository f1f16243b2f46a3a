"""A draw repeated from what was kept: the same seed and frame must give the same cases."""

from dataclasses import dataclass
from typing import Any

import orjson

from lif_plugin.domain.audit import Marked, Part, mark_of
from lif_plugin.domain.audit import draw as draw_sample
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.store import audits
from lif_plugin.store.reads.audits import picks_of_draws
from lif_plugin.store.work import Store


@dataclass(frozen=True, slots=True)
class Repeated:
    """What came of repeating a draw.

    ``same``: every part gave the cases that were picked, in the same order. ``marks_checked`` is how many members
    could be ranked anew from their reference, ``marks_wrong`` how many of those then had another mark than kept;
    of a case that is no longer held only the kept mark is left.
    """

    seed: str
    method: str
    same: bool
    picked: int
    marks_checked: int
    marks_wrong: int


def repeat_draw(store: Store, viewer: Viewer, draw_id: str) -> Repeated:
    """Draw again from a draw's kept frame and seed. Raises `NotAllowed`, `NotFound`."""
    viewer.require(Right.READ_AUDITS)
    with store.read(viewer) as connection:
        draw = audits.draw_of(connection, viewer, draw_id)
        if draw is None:
            raise NotFound("There is no such draw.")
        picks = picks_of_draws(connection, viewer, [draw_id])[draw_id]
        frame = [(Part(part), *rest) for part, *rest in orjson.loads(draw["frame"])]
        keys = audits.references_of(connection, viewer, {case_id for _part, case_id, *_rest in frame})
    again = {part: _again(draw, frame, part) for part in Part}
    kept = {part: [pick["case_id"] for pick in picks if pick["part"] == part] for part in Part}
    checked = [
        mark == mark_of(draw["seed"], part, keys[case_id])
        for part, case_id, _stratum, mark in frame
        if case_id in keys
    ]
    return Repeated(
        draw["seed"], draw["method"], again == kept, len(picks), len(checked), checked.count(False)
    )


def _again(draw: dict[str, Any], frame: list[Any], part: Part) -> list[int]:
    members = [Marked(mark, stratum, case_id) for one, case_id, stratum, mark in frame if one is part]
    quota = draw["quota"] if part is Part.NOMINATED else draw["by_chance"]
    return [one.member for one in draw_sample(members, quota, part)]
