"""Bringing a board's action tracker in: all of it or nothing, and what stands already is shown and left as it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.tracker import Known, Mapped, Read, TrackedAction, read_tracker
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.own_source import every_source
from lif_plugin.domain.tracker import plain, same_action
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store import learning, partnerships
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import action, action_entry, finding, learning_item, recommendation
from lif_plugin.workbooks.fault import CellFault


@dataclass(frozen=True, slots=True)
class Tracked:
    """What came of a tracker: rows read, actions taken, what is wrong, what stood already.

    ``standing`` gives where a row stands and the action it is the same as, ``repeated`` a row and the row it repeats.
    ``written`` is false for a dry run, and where something was wrong and not only the good rows were wanted.
    """

    rows: int
    taken: tuple[TrackedAction, ...]
    faults: tuple[CellFault, ...]
    standing: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    written: bool


def import_tracker(
    desk: Desk, viewer: Viewer, partnership: str, path: Path, mapped: Mapped, *, dry: bool, good_rows: bool
) -> Tracked:
    """Bring a tracker in, in one transaction: nothing where any cell is wrong, unless ``good_rows``.

    Rows of one title become one item of learning; its states are written down as the tracker's word, not as
    anybody's decision here. Raises `NotAllowed`, `NotFound`, `UnreadableInput`.
    """
    viewer.require(Right.RECORD_LEARNING)
    # A tracker's states are the body's word: it says what was signed off and dropped.
    viewer.require(Right.SPEAK_FOR_BODY)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        known = Known(framework, _names(desk, connection, partnership, mapped), f"Action tracker {path.stem}")
    read = read_tracker(path, mapped, known)
    unit = desk.store.read if dry else desk.store.write
    with unit(viewer) as connection:
        stored = _standing(desk, connection, viewer, partnership)
        fresh = tuple(one for one in read.good if one.key not in stored)
        write = not dry and (good_rows or not read.faults)
        if write:
            _keep(desk, connection, viewer, partnership, framework, fresh, path.name)
    standing = tuple((one.at, stored[one.key]) for one in read.good if one.key in stored)
    return _told(read, fresh, standing, written=write)


def _told(
    read: Read, fresh: tuple[TrackedAction, ...], standing: tuple[tuple[str, str], ...], *, written: bool
) -> Tracked:
    return Tracked(
        read.rows, fresh, tuple(read.faults), standing, tuple(read.repeated), tuple(read.left_out), written
    )


def _names(desk: Desk, connection: Any, partnership: str, mapped: Mapped) -> dict[str, str]:
    """Every name by which a tracker may call an agency of the partnership: its id, its name, the mapping's."""
    members = partnerships.names_of(connection, partnership, desk.today())
    names = {plain(name): one for one, own in members.items() for name in (one, own)}
    return names | {plain(name): one for name, one in mapped.agencies.items() if one in members}


def _standing(desk: Desk, connection: Any, viewer: Viewer, partnership: str) -> dict[tuple[str, str], str]:
    rows = all_rows(connection, viewer, action, desk.today(), partnership_id=partnership)
    return {same_action(row["text"], row["owner_agency"]): row["id"] for row in rows}


def _keep(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    partnership: str,
    framework: Framework,
    rows: tuple[TrackedAction, ...],
    file: str,
) -> None:
    items = {
        (row["source_of_learning"], plain(row["title"])): row["id"]
        for row in all_rows(connection, viewer, learning_item, desk.today(), partnership_id=partnership)
        if row["agency_id"] == viewer.agency
    }
    for one in rows:
        key = (one.source, plain(one.item))
        if key not in items:
            items[key] = _item(desk, connection, viewer, partnership, framework, one, file)
        asked = _asked(desk, connection, viewer, partnership, items[key], one, file) if one.finding else None
        made = learning.add(
            connection, action, viewer, partnership, learning_item_id=items[key], recommendation_id=asked, text=one.text,
            measure=one.measure, owner_agency=one.owner_agency, owner_role=one.owner_role,
            monitored_by=one.monitored_by, approach=one.approach, due=one.due,
        )  # fmt: skip
        _entries(desk, connection, viewer, partnership, made, one, file)


def _item(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    partnership: str,
    framework: Framework,
    one: TrackedAction,
    file: str,
) -> str:
    source = next(entry for entry in every_source(framework) if entry.id == one.source)
    routed = source.is_routed
    return learning.add(
        connection, learning_item, viewer, partnership, source_of_learning=source.id, title=one.item,
        summary=f"Brought in from the action tracker {file}.", nature=Nature.CONCERN.value, theme=one.theme,
        day=day_number(desk.today()), voice_source=None, optional_steps=_json(source.optional_steps),
        route_basis=source.route_basis.value, framework=framework.id,
        learning_route=_json(source.learning_route if routed else ()),
        evaluation_route=_json(source.evaluation_route if routed else ()),
    )  # fmt: skip


def _asked(
    desk: Desk, connection: Any, viewer: Viewer, partnership: str, item: str, one: TrackedAction, file: str
) -> str:
    """The finding of a row and what it asks for, as the tracker says them."""
    found = learning.add(
        connection, finding, viewer, partnership, learning_item_id=item, nature=Nature.CONCERN.value, theme=one.theme,
        text=one.finding, evidence=f"The action tracker {file}, {one.at}", touches="[]",
    )  # fmt: skip
    return learning.add(
        connection, recommendation, viewer, partnership, finding_id=found, kind="smart", text=one.text,
        measure=one.measure, owner_agency=one.owner_agency, owner_role=one.owner_role, due=one.due, answering_body=None,
    )  # fmt: skip


def _entries(
    desk: Desk, connection: Any, viewer: Viewer, partnership: str, made: str, one: TrackedAction, file: str
) -> None:
    day = one.updated or day_number(desk.today())
    told = f"As the action tracker {file} says, {one.at}"
    if one.progress:
        learning.add(
            connection, action_entry, viewer, partnership, action_id=made, kind="progress", state=None,
            text=one.progress, day=day,
        )  # fmt: skip
    if one.state is not ActionState.PROPOSED:
        learning.add(
            connection, action_entry, viewer, partnership, action_id=made, kind="state", state=one.state.value,
            text=told, day=day,
        )  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
