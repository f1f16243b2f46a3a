"""Training: courses offered from findings, who still lacks them, who came, and what they can do before, after and later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.cycle.desk import CycleRefused, Desk, Row
from lif_plugin.domain.training import Evaluated, Reached, Stage, evaluated, reached
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound, UnknownAgency
from lif_plugin.store import learning, partnerships
from lif_plugin.store.learning import rows_of
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import (
    finding,
    learning_item,
    training,
    training_answer,
    training_attendance,
    training_audience,
    training_need,
    training_question,
)

WIDEST: Final = 10
"""The most steps that a question's scale can have."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked of those trained, the same before, after and later, with its scale (both included)."""

    code: str
    text: str
    lowest: int = 1
    highest: int = 5


@dataclass(frozen=True, slots=True)
class NewTraining:
    """A course; ``audience`` are pairs of agency and role, ``day`` and ``later_on`` YYYYMMDD.

    ``finding`` is what it comes from; ``later_on`` is when it is asked again what those trained can do at work.
    """

    partnership: str
    title: str
    need: str
    day: int
    later_on: int
    audience: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A course with how far it got, what was answered, and whether the viewer's agency has still to ask later."""

    row: Row
    reached: tuple[Reached, ...]
    evaluated: tuple[Evaluated, ...]
    later_due: bool


def offer_training(desk: Desk, viewer: Viewer, new: NewTraining) -> str:
    """Offer a course to roles of agencies of the partnership; gives its id.

    Raises `UnknownAgency` for an agency outside it, `NotFound` for a finding that is not there, `CycleRefused`.
    """
    viewer.require(Right.RECORD_LEARNING)
    _check(new)
    with desk.store.write(viewer) as connection:
        desk.framework_of(connection, viewer, new.partnership)
        members = {row["agency_id"] for row in partnerships.members_of(connection, new.partnership)}
        for name, _role in new.audience:
            if name not in members:
                raise UnknownAgency(f"{name!r} does not belong to the partnership.")
        found = desk.row(connection, viewer, finding, new.finding) if new.finding else None
        if found is not None and found["partnership_id"] != new.partnership:
            raise NotFound("The finding is another partnership's.")
        item = desk.row(connection, viewer, learning_item, found["learning_item_id"]) if found else None
        made = learning.add(
            connection,
            training,
            viewer,
            new.partnership,
            learning_item_id=item["id"] if item else None,
            finding_id=new.finding,
            title=new.title,
            need=new.need,
            day=new.day,
            later_on=new.later_on,
        )
        for name, role in dict.fromkeys(new.audience):
            learning.add(
                connection,
                training_audience,
                viewer,
                new.partnership,
                training_id=made,
                for_agency=name,
                role=role,
            )
        for one in new.questions:
            asked: Row = {"code": one.code, "text": one.text, "lowest": one.lowest, "highest": one.highest}
            learning.add(connection, training_question, viewer, new.partnership, training_id=made, **asked)
    return made


def state_need(desk: Desk, viewer: Viewer, training_id: str, role: str, people: int) -> None:
    """Say how many people of a role of the own agency need a course; a later word counts instead."""
    _figure(desk, viewer, training_id, training_need, people, role=role)


def attend(desk: Desk, viewer: Viewer, training_id: str, role: str, people: int, day: int) -> None:
    """Write down how many people of a role of the own agency came for the first time on a day; never who."""
    _figure(desk, viewer, training_id, training_attendance, people, role=role, day=day)


def answer_training(
    desk: Desk,
    viewer: Viewer,
    training_id: str,
    stage: Stage,
    code: str,
    scores: Mapping[int, int],
    day: int,
) -> None:
    """Write down how many of the own agency's people gave a question each score, before, after or later.

    Raises `CycleRefused` for a score off the question's scale, a day that has not come or no people,
    `NotFound` for a question that the course does not ask.
    """
    viewer.require(Right.RECORD_LEARNING)
    if day > day_number(desk.today()):
        raise CycleRefused("That day has not come yet.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, training, training_id)
        asked = {one["code"]: one for one in _under(desk, connection, viewer, training_question, training_id)}
        if code not in asked:
            raise NotFound(f"The course asks: {', '.join(asked) or 'nothing'}.")
        on_scale = range(asked[code]["lowest"], asked[code]["highest"] + 1)
        if not scores or any(score not in on_scale or people < 1 for score, people in scores.items()):
            raise CycleRefused(
                f"Scores are from {on_scale[0]} to {on_scale[-1]}, each of at least one person."
            )
        for score, people in sorted(scores.items()):
            given: Row = {"code": code, "stage": stage.value, "score": score, "people": people, "day": day}
            learning.add(
                connection, training_answer, viewer, row["partnership_id"], training_id=training_id, **given
            )


def courses_of(desk: Desk, viewer: Viewer, partnership: str | None = None) -> list[Course]:
    """The courses that the viewer may read, the newest first, with reach and what was answered."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        rows = all_rows(connection, viewer, training, desk.today(), partnership_id=partnership)
        return courses(desk, connection, viewer, rows)


def later_due(desk: Desk, viewer: Viewer) -> list[Course]:
    """Courses of whose people in the viewer's agency it has still to be asked what they can do now."""
    return [one for one in courses_of(desk, viewer) if one.later_due]


def courses(desk: Desk, connection: Any, viewer: Viewer, rows: Sequence[Row]) -> list[Course]:
    """Rows of courses with what was kept of each: five statements for all of them."""
    ids, today = [row["id"] for row in rows], day_number(desk.today())
    audience, needs, came, questions, answers = (
        _grouped(rows_of(connection, table, viewer, "training", ids, desk.today()))
        for table in (
            training_audience,
            training_need,
            training_attendance,
            training_question,
            training_answer,
        )
    )
    found = []
    for row in rows:
        key = row["id"]
        attended: dict[tuple[str, str], int] = {}
        for one in came.get(key, ()):
            who = (one["agency_id"], one["role"])
            attended[who] = attended.get(who, 0) + one["people"]
        mine = any(name == viewer.agency for name, _role in attended)
        asked = any(
            one["stage"] == Stage.LATER and one["agency_id"] == viewer.agency for one in answers.get(key, ())
        )
        found.append(
            Course(
                row,
                tuple(
                    reached(
                        [(one["for_agency"], one["role"]) for one in audience.get(key, ())],
                        {(one["agency_id"], one["role"]): one["people"] for one in needs.get(key, ())},
                        attended,
                    )
                ),
                tuple(evaluated(questions.get(key, ()), answers.get(key, ()))),
                mine and not asked and today >= row["later_on"] and key in questions,
            )
        )
    return found


def _check(new: NewTraining) -> None:
    if not new.title.strip() or not new.need.strip() or not new.audience:
        raise CycleRefused("A course has a title, a need that it answers, and somebody it is for.")
    if new.later_on <= new.day:
        raise CycleRefused("The later evaluation comes after the course.")
    codes = [one.code for one in new.questions]
    if len(set(codes)) != len(codes):
        raise CycleRefused("Each question has a code of its own.")
    if any(not 0 < one.highest - one.lowest < WIDEST for one in new.questions):
        raise CycleRefused(f"A scale goes up, in at most {WIDEST} steps.")


def _figure(desk: Desk, viewer: Viewer, training_id: str, table: Any, people: int, **values: Any) -> None:
    viewer.require(Right.RECORD_LEARNING)
    if people < 1:
        raise CycleRefused("Give a number of people from 1.")
    if values.get("day", 0) > day_number(desk.today()):
        raise CycleRefused("That day has not come yet.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, training, training_id)
        learning.add(
            connection, table, viewer, row["partnership_id"], training_id=training_id, people=people, **values
        )


def _under(desk: Desk, connection: Any, viewer: Viewer, table: Any, training_id: str) -> list[Row]:
    return rows_of(connection, table, viewer, "training", [training_id], desk.today())


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["training_id"], []).append(row)
    return grouped
