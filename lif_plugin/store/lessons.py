"""Lessons and merged themes as they are kept, and whether lessons would have helped in the own agency's cases."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.reads.prompts import is_open, sees
from lif_plugin.store.tables import agency, learning_item, lesson, lesson_use, result, theme_merge
from lif_plugin.store.work import as_rows, now_ms, visible

Row = dict[str, Any]


def published(connection: Connection, viewer: Viewer, today: date) -> list[Row]:
    """The lessons that the viewer may read and nobody has withdrawn, with their item's title and agency's name."""
    query = (
        select(lesson, learning_item.c.title, agency.c.name.label("agency_name"))
        .join(learning_item, learning_item.c.id == lesson.c.learning_item_id)
        .join(agency, agency.c.id == lesson.c.agency_id)
        .where(readable(viewer, lesson, today), readable(viewer, learning_item, today))
        .where(lesson.c.ended_on.is_(None))
        .order_by(lesson.c.day.desc(), lesson.c.id.desc())
    )
    return as_rows(connection.execute(query))


def withdraw(connection: Connection, viewer: Viewer, lesson_id: str, day: int) -> int:
    """Let a lesson of the own agency end with a day; gives how many did."""
    ended = connection.execute(
        update(lesson)
        .where(lesson.c.id == lesson_id, lesson.c.agency_id == viewer.agency, lesson.c.ended_on.is_(None))
        .values(ended_on=day)
    )
    return int(ended.rowcount)


def merges(connection: Connection, viewer: Viewer, today: date) -> dict[str, dict[str, str]]:
    """Which theme each merged theme is counted as, by partnership."""
    rows = select(theme_merge).where(readable(viewer, theme_merge, today)).order_by(theme_merge.c.at)
    found: dict[str, dict[str, str]] = {}
    for row in as_rows(connection.execute(rows)):
        found.setdefault(row["partnership_id"], {}).setdefault(row["theme"], row["kept"])
    return found


def waiting_rules(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, set[str]]:
    """The rules whose prompts wait for an answer on these cases, as far as the viewer is shown them."""
    query = select(result.c.case_id, result.c.rule).where(
        visible(viewer, result), result.c.case_id.in_(case_ids), is_open(), *sees(viewer)
    )
    found: dict[int, set[str]] = {case_id: set() for case_id in case_ids}
    for row in connection.execute(query):
        found[row.case_id].add(row.rule)
    return found


def add_use(
    connection: Connection, viewer: Viewer, case_id: int, lesson_id: str, helped: str, day: int
) -> None:
    """Keep whether a lesson would have helped in a case; the last that is said counts."""
    row = {
        "agency_id": viewer.agency,
        "case_id": case_id,
        "lesson_id": lesson_id,
        "helped": helped,
        "day": day,
    }
    connection.execute(insert(lesson_use).values(**row, by=viewer.subject, at=now_ms()))


def use_counts(connection: Connection, viewer: Viewer) -> dict[str, dict[str, int]]:
    """In how many cases of the own agency each lesson would have helped, or not: counts only."""
    viewer.require(Right.READ_LEARNING)
    last = (
        select(func.max(lesson_use.c.id))
        .where(lesson_use.c.agency_id == viewer.agency)
        .group_by(lesson_use.c.case_id, lesson_use.c.lesson_id)
    )
    query = (
        select(lesson_use.c.lesson_id, lesson_use.c.helped, func.count().label("cases"))
        .where(lesson_use.c.id.in_(last), lesson_use.c.agency_id == viewer.agency)
        .group_by(lesson_use.c.lesson_id, lesson_use.c.helped)
    )
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.lesson_id, {})[row.helped] = row.cases
    return found


def said_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """What was last said of each lesson on these cases, by case and lesson."""
    query = (
        select(lesson_use)
        .where(visible(viewer, lesson_use), lesson_use.c.case_id.in_(case_ids))
        .order_by(lesson_use.c.id)
    )
    return {(row["case_id"], row["lesson_id"]): row["helped"] for row in as_rows(connection.execute(query))}
