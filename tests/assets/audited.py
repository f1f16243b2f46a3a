"""Facts that meet audit triggers, and the ways a test looks at pools and draws. Invented children only."""

from typing import Any

from sqlalchemy import select

from lif_plugin.cycle.audits.drawing import Drawn, Request, draw_month
from lif_plugin.domain.audit import Part
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.reads.audits import nominations_page
from lif_plugin.store.reads.page import Window
from lif_plugin.store.tables import nomination
from tests.assets.world import Item, World

QUALITY = Viewer("elmshire", frozenset({Role.QUALITY}), "quality assurance", "quinn.example")
NOW = 1_523_318_400_000
KINDS = (
    "referral",
    "assessment",
    "section_47",
    "conference",
    "plan",
    "need",
    "closure",
    "placement",
    "missing",
    "return_interview",
    "care_leaver_contact",
    "review",
)


def stated(kind: str, ref: str, day: int, until: int | None = None, **fields: Any) -> Event:
    """A fact of a kind, known by its day."""
    return Event(kind, ref, f"{kind}|{ref}|{day}", day, fields, {}, until)


def re_referred(ref: str, *days: int) -> list[Event]:
    """Referrals of a child on these days."""
    return [stated("referral", ref, day) for day in days]


def bring(world: World, *events: Item, **how: Any) -> int:
    """Import facts of a source that knows every kind from 2014 on."""
    return world.bring(*events, **{"kinds": KINDS, "since": 20140401, **how})


def nominated(world: World) -> dict[tuple[str, str], int | None]:
    """(child, trigger) of what stands or was picked, each with the day it was met."""
    with world.store.read(QUALITY) as connection:
        rows = nominations_page(connection, QUALITY, None, Window(1000)).rows
    return {(row["ref"], row["trigger"]): row["day"] for row in rows if row["state"] in {"pooled", "picked"}}


def states(world: World) -> dict[str, str]:
    """What became of each child's nomination."""
    with world.store.read(QUALITY) as connection:
        rows = nominations_page(connection, QUALITY, None, Window(1000)).rows
    return {row["ref"]: row["state"] for row in rows}


def draw(world: World, month: int, seed: str = "seven", **more: Any) -> Drawn:
    """Draw a month by default."""
    return draw_month(world.store, QUALITY, None, Request(month, seed=seed, **more), NOW)


def picked(drawn: Drawn, part: Part) -> list[str]:
    """The children picked, in order."""
    return [pick.case.ref for pick in drawn.picks if pick.part is part]


def trigger_rows(world: World) -> list[dict[str, Any]]:
    """Every nomination as stored."""
    return world.rows(select(nomination))
