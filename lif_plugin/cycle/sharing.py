"""Sharing: learning is put before an audience, people acknowledge it, and each agency's reach is counted."""

from dataclasses import dataclass

from lif_plugin.cycle.desk import CycleRefused, Desk, require_known
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import sharing
from lif_plugin.store.learning import add, rows_of
from lif_plugin.store.tables import acknowledgement, briefing, briefing_reach


@dataclass(frozen=True, slots=True)
class NewBriefing:
    """A briefing, alert, circle, roadshow or supervision prompt; ``way`` is the framework's id of its kind."""

    partnership: str
    way: str
    title: str
    text: str
    audience: str
    day: int
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a briefing got in one agency; ``expected`` None: the agency has not said whom it means to reach."""

    agency: str
    acknowledged: int
    expected: int | None


def send_briefing(desk: Desk, viewer: Viewer, new: NewBriefing) -> str:
    """Put learning before an audience of the partnership; gives its id. Raises `NotOurWord`, `NotFound`."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        framework = desk.framework_of(connection, viewer, new.partnership)
        require_known("way of sharing", new.way, (way.id for way in framework.dissemination))
        if new.item is not None:
            desk.item(connection, viewer, new.item)
        return add(
            connection,
            briefing,
            viewer,
            new.partnership,
            learning_item_id=new.item,
            way=new.way,
            title=new.title,
            text=new.text,
            audience=new.audience,
            day=new.day,
        )


def expect_readers(desk: Desk, viewer: Viewer, briefing_id: str, people: int) -> None:
    """Say how many people of the own agency a briefing is meant for; once."""
    viewer.require(Right.RECORD_LEARNING)
    if people < 1:
        raise CycleRefused("A briefing is meant for at least one person.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, briefing, briefing_id)
        standing = rows_of(connection, briefing_reach, viewer, "briefing", [briefing_id], desk.today())
        if any(one["agency_id"] == viewer.agency for one in standing):
            raise CycleRefused("Your agency has said so already.")
        add(
            connection,
            briefing_reach,
            viewer,
            row["partnership_id"],
            briefing_id=briefing_id,
            expected=people,
        )


def acknowledge(desk: Desk, viewer: Viewer, briefing_id: str) -> None:
    """Say that one has read a briefing; a second time changes nothing. Kept within the reader's own agency."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, briefing, briefing_id)
        mine = rows_of(connection, acknowledgement, viewer, "briefing", [briefing_id], desk.today())
        if all(one["by"] != viewer.subject for one in mine):
            add(
                connection,
                acknowledgement,
                viewer,
                row["partnership_id"],
                shared=False,
                briefing_id=briefing_id,
                role=",".join(sorted(viewer.roles)),
            )


def reach_of(desk: Desk, viewer: Viewer, briefing_id: str) -> list[Reach]:
    """How far a briefing got: the own agency's acknowledgements, and whom each agency means to reach."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        desk.row(connection, viewer, briefing, briefing_id)
        expected = {
            row["agency_id"]: row["expected"]
            for row in rows_of(connection, briefing_reach, viewer, "briefing", [briefing_id], desk.today())
        }
        read = sharing.acknowledged(connection, viewer, briefing_id)
    return [
        Reach(name, read.get(name, 0), expected.get(name)) for name in sorted(expected.keys() | read.keys())
    ]
