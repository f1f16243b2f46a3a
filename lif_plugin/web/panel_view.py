"""What a case's panel shows, made from its stored results: pure, no request and no database.

The words gap and critical, a rule's id and its severity stay out of it: a panel says what the record does
not yet show, why, and what would close it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from lif_plugin.domain.prompt import AnswerKind, Lesson
from lif_plugin.domain.rule import Channel, Exemption, Rule, State
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.review_view import ReviewSeen
from lif_plugin.web.panel_audits import AuditNotice, AuditSeen
from lif_plugin.web.panel_steps import LessonSeen, ToDo
from lif_plugin.web.timer_words import Due
from lif_plugin.web.words import (
    ANSWERS,
    Called,
    day_in_words,
    moment_in_words,
    people_in_words,
    record_in_words,
)

Row = Mapping[str, Any]
_SHOWN: Final = {Channel.NOW, Channel.DIGEST, Channel.PANEL}
_FIRST: Final = (Channel.NOW, Channel.DIGEST, Channel.PANEL)


@dataclass(frozen=True, slots=True)
class Proof:
    """One record a point rests on."""

    what: str
    day: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is shown."""

    words: str
    reason: str | None
    text: str | None
    when: str
    by_me: bool
    kind: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a panel."""

    id: str
    message: str
    remedy: str
    authority: str
    day: str | None
    proofs: tuple[Proof, ...]
    as_of: str | None
    reasons: tuple[Exemption, ...]
    lessons: tuple[Lesson, ...]
    may_answer: bool
    people: str
    answer: Answered | None
    told_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """An answer for which nothing waited any more when it came, and the point that it was to."""

    message: str
    answer: Answered


@dataclass(frozen=True, slots=True)
class Panel:
    """A case's panel: what waits for an answer, what has one, and what there is nothing to do about.

    ``on_hold`` is told to all who read the case, ``reviews`` are shown to those who may see review links.
    """

    ref: str
    public_id: str
    source: str
    to_do: tuple[Point, ...]
    answered: tuple[Point, ...]
    earlier: tuple[Point, ...]
    resolved: tuple[Point, ...]
    unchecked: tuple[str, ...]
    audits: tuple[AuditNotice, ...] = ()
    on_hold: bool = False
    reviews: tuple[ReviewSeen, ...] = ()
    due: tuple[Due, ...] = ()
    to_do_for_child: tuple[ToDo, ...] = ()
    learnt: tuple[LessonSeen, ...] = ()
    audited: tuple[AuditSeen, ...] = ()
    late: tuple[LateAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the panel, and what is said to them."""

    viewer: Viewer
    zone: str
    rules: Mapping[str, Rule]
    lessons: Sequence[Lesson]
    called: Called = field(default_factory=Called)


def panel_of(case: Row, results: Sequence[Row], reader: Reader) -> Panel:
    """Sort a case's results (newest fact first) into the parts of its panel."""
    parts: dict[str, list[Row]] = {
        "to_do": [],
        "answered": [],
        "earlier": [],
        "resolved": [],
        "unchecked": [],
    }
    for row in results:
        place = _place(row)
        if place is not None:
            parts[place].append(row)
    parts["to_do"].sort(key=lambda row: _FIRST.index(Channel(row["delivery"])))
    points = {
        name: tuple(_point(row, reader) for row in rows)
        for name, rows in parts.items()
        if name != "unchecked"
    }
    return Panel(
        ref=case["ref"],
        public_id=case["public_id"],
        source=case["source"],
        audits=(),
        on_hold=False,
        reviews=(),
        due=(),
        to_do_for_child=(),
        learnt=(),
        audited=(),
        late=(),
        unchecked=tuple(sorted({_title(row, reader.rules) for row in parts["unchecked"]})),
        **points,
    )


def _place(row: Row) -> str | None:
    if row["ended_at"] is not None:
        return "resolved" if row["told"] and row["superseded_by"] is None else None
    if row["answer_kind"] is not None:
        return "answered"
    if row["state"] == State.CANNOT_TELL:
        return "unchecked"
    if row["state"] != State.GAP or row["delivery"] == Channel.OFF:
        return None
    if row["superseded_by"] is not None or row["delivery"] not in _SHOWN:
        return "earlier"
    return "to_do"


def _title(row: Row, rules: Mapping[str, Rule]) -> str:
    rule = rules.get(row["rule"])
    return rule.title if rule else "A check that is no longer made"


def _point(row: Row, reader: Reader) -> Point:
    rule = reader.rules.get(row["rule"])
    addressees = [Role(name) for name in row["addressees"].split(",") if name]
    return Point(
        id=row["id"],
        message=row["message"],
        remedy=row["remedy"],
        authority=row["authority"],
        day=day_in_words(row["occurred_day"]),
        proofs=tuple(
            Proof(record_in_words(part["kind"], reader.called), day_in_words(part["day"]), part["code"])
            for part in orjson.loads(row["evidence"])
        ),
        as_of=day_in_words(row["as_of"]),
        reasons=rule.exemptions if rule else (),
        lessons=tuple(lesson for lesson in reader.lessons if row["rule"] in lesson.rules),
        may_answer=reader.viewer.may_answer(frozenset(addressees)),
        people=people_in_words(addressees, reader.called.people),
        answer=_answered(row, rule, reader),
        told_elsewhere=row["superseded_by"] is not None,
    )


def late_answers(
    results: Sequence[Row], found: Mapping[str, Sequence[Row]], reader: Reader
) -> tuple[LateAnswer, ...]:
    """Put late answers (by the result's id) into words, with the point each was to."""
    return tuple(
        LateAnswer(row["message"], given)
        for row in results
        for one in found.get(row["id"], ())
        if (
            given := _answered(
                {f"answer_{name}": value for name, value in one.items()},
                reader.rules.get(row["rule"]),
                reader,
            )
        )
    )


def _answered(row: Row, rule: Rule | None, reader: Reader) -> Answered | None:
    if row["answer_kind"] is None:
        return None
    labels = {reason.code: reason.label for reason in rule.exemptions} if rule else {}
    kind = AnswerKind(row["answer_kind"])
    return Answered(
        words=ANSWERS[kind],
        reason=labels.get(row["answer_reason"], row["answer_reason"]),
        text=row["answer_text"],
        when=moment_in_words(row["answer_at"], reader.zone),
        by_me=row["answer_by"] == reader.viewer.subject,
        kind=kind.value,
        code=row["answer_reason"],
    )
