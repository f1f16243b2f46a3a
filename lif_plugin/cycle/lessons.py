"""Lessons: published from learning for the situations they are about, shown on cases in them, and asked after later.

A lesson is never sent: it stands on the panel of whoever opens the case. What is said of it stays in the own agency.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.cycle.learning import require_own
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.situation import Held, Learnt, Situation, applies
from lif_plugin.domain.theme import counted_as, label_of, touches
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.frameworks import framework_of
from lif_plugin.hooks import Plugins
from lif_plugin.store import learning, lessons
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.reads.facts import CaseFacts, facts_of
from lif_plugin.store.tables import learning_item, lesson


class Helped(StrEnum):
    """Whether a lesson would have helped if it had been applied then."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class NewLesson:
    """A lesson of an item: what others can take from it, its theme, and when it applies. It names no child."""

    item: str
    text: str
    situation: Situation
    theme: str | None = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class OnCase:
    """A lesson held against a case: whether it applies, why, and what was last said of it here.

    ``asked``: whether it can be said that it would have helped; a plugin's own lesson is not kept here.
    """

    lesson: Lesson
    standing: Standing
    why: tuple[str, ...]
    helped: Helped | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a lesson in the own agency's cases."""

    lesson: str
    text: str
    agency: str
    theme: str
    situation: dict[str, Any]
    yes: int
    no: int
    cannot_tell: int


def publish_lesson(desk: Desk, viewer: Viewer, new: NewLesson) -> str:
    """Publish a lesson of the own agency's item, for partners too unless it is kept; gives its id."""
    viewer.require(Right.RECORD_LEARNING)
    if not new.text.strip():
        raise CycleRefused("Say what others can take from it.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, learning_item, new.item)
        require_own(viewer, row)
        return learning.add(
            connection,
            lesson,
            viewer,
            row["partnership_id"],
            shared=new.shared and row["shared"],
            learning_item_id=new.item,
            text=new.text,
            theme=new.theme or row["theme"],
            situation=orjson.dumps(new.situation.parts()).decode(),
            day=day_number(desk.today()),
        )


def withdraw_lesson(desk: Desk, viewer: Viewer, lesson_id: str) -> None:
    """Show a lesson of the own agency on no case any more. Raises `NotFound`."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        if not lessons.withdraw(connection, viewer, lesson_id, day_number(desk.today())):
            raise NotFound("Your agency has published no such lesson, or it is withdrawn.")


def lessons_on_cases(
    desk: Desk, plugins: Plugins, connection: Any, viewer: Viewer, case_ids: Collection[int]
) -> Mapping[int, list[OnCase]]:
    """Which lessons apply to these cases, or cannot be told, as the plugins give them. Raises `NotAllowed`.

    A lesson whose theme the record does not touch, or whose situation it is not in, is left out.
    """
    facts = facts_of(connection, viewer, case_ids)
    kept, given = _given(desk, plugins, connection, viewer)
    if not given:
        return {case_id: [] for case_id in case_ids}
    rules = lessons.waiting_rules(connection, viewer, case_ids)
    said = lessons.said_of(connection, viewer, case_ids)
    return {
        case_id: [
            OnCase(one, standing, why, _helped(said.get((case_id, one.id))), one.id in kept)
            for one in given
            for standing, why in [_held(one, held, rules[case_id])]
            if standing is not Standing.UNMET
        ]
        for case_id, held in facts.items()
    }


def say_helped(desk: Desk, viewer: Viewer, case: str, lesson_id: str, helped: Helped) -> None:
    """Say whether a lesson would have helped in a case, had it been applied then; counted in the own agency.

    Raises `NotFound` for a case or a lesson that is not the viewer's to see.
    """
    viewer.require(Right.ANSWER)
    with desk.store.write(viewer) as connection:
        found = cases_by_public_id(connection, viewer, [case]).get(case)
        if found is None:
            raise NotFound("There is no such case, or it is not yours to see.")
        desk.row(connection, viewer, lesson, lesson_id)
        day = day_number(desk.today())
        lessons.add_use(connection, viewer, found["case_id"], lesson_id, helped.value, day)


def lessons_told(desk: Desk, viewer: Viewer) -> list[Told]:
    """Every lesson that stands, with in how many cases of the own agency it would have helped."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        rows = lessons.published(connection, viewer, desk.today())
        counts = lessons.use_counts(connection, viewer)
    return [
        Told(
            row["id"],
            row["text"],
            row["agency_id"],
            row["theme"],
            orjson.loads(row["situation"]),
            **{one.value: counts.get(row["id"], {}).get(one.value, 0) for one in Helped},
        )
        for row in rows
    ]


def _helped(said: str | None) -> Helped | None:
    return Helped(said) if said else None


def _given(
    desk: Desk, plugins: Plugins, connection: Any, viewer: Viewer
) -> tuple[frozenset[str], list[Lesson]]:
    """The published lessons' ids, and what plugins make of them: the lessons that say when they apply."""
    merges = lessons.merges(connection, viewer, desk.today())
    learnt = tuple(
        Learnt(
            row["id"],
            row["text"],
            f"{row['agency_name']}: {row['title']}",
            counted_as(row["theme"], merges.get(row["partnership_id"], {})),
            Situation.of(orjson.loads(row["situation"])),
        )
        for row in lessons.published(connection, viewer, desk.today())
    )
    agency = load_agency(connection, viewer.agency)
    framework = framework_of(agency, desk.today())
    answers = plugins.each("lif_lessons", Lesson, skip=agency.plugins_off, framework=framework, learnt=learnt)
    found = [one for _plugin, items in answers for one in items if one.situation is not None]
    return frozenset(one.id for one in learnt), found


def _held(one: Lesson, held: CaseFacts, rules: set[str]) -> tuple[Standing, tuple[str, ...]]:
    kinds = {row["kind"] for row in held.rows}
    if one.situation is None or held.reaches is None or not touches(one.theme or "", kinds, rules):
        return Standing.UNMET, ()
    facts = [
        Held(row["kind"], row["occurred_day"], row["until_day"], row["code"], row["born_on"])
        for row in held.rows
    ]
    found = applies(one.situation, facts, held.known, held.reaches)
    theme = (f"Theme: {label_of(one.theme)}.",) if one.theme else ()
    return found.standing, (*found.why, *theme)
