"""Review: people write down what was decided on a review link, and the days its clocks count from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson

from lif_plugin.domain.clock import Milestone, last_day
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.review import Decision
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import OutsideCalendar, day_number, local_day
from lif_plugin.errors import DecisionRefused, NotFound
from lif_plugin.flow.hold import release
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.store import reviews
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_where
from lif_plugin.store.work import Store, hold_agency

NAME_AT_MOST: Final = 200
TEXT_AT_MOST: Final = 4000
_TEXTS: Final = (
    ("recommended_by", "who recommended it", NAME_AT_MOST),
    ("decided_by", "who decided it", NAME_AT_MOST),
    ("reason", "the reason", TEXT_AT_MOST),
    ("dissent", "the dissent", TEXT_AT_MOST),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What people decided of a link: all of it stays, also for no.

    ``answers`` are theirs to criteria, by the criterion's words. ``dissent`` is who saw it otherwise, and why.
    """

    decision: Decision
    decided_on: date
    recommended_by: str
    decided_by: str
    reason: str
    dissent: str | None = None
    answers: Mapping[str, Standing] = field(default_factory=dict)


def decide_review(store: Store, viewer: Viewer, link_id: str, judged: Judgement, now: int) -> ReviewSeen:
    """Keep a decision on a review link; earlier ones stay beside it.

    Yes puts the case's records on hold; no lets go what waited, unless another review still holds them.
    Raises `NotAllowed`, `NotFound` (also for what is not the viewer's to see), `DecisionRefused`.
    """
    viewer.require(Right.DECIDE_REVIEW)
    with store.write(viewer) as connection:
        # Whoever removes facts of this case must see the hold, or be done before it.
        hold_agency(connection, viewer.agency)
        link = _link(connection, viewer, link_id, now)
        zone = load_agency(connection, viewer.agency).zone
        _check(judged, link, local_day(now, zone))
        reviews.add_decision(connection, _row(viewer, link, judged, now))
        release(connection, viewer.agency, link.case_id, now)
        return _link(connection, viewer, link_id, now)


def state_review_day(
    store: Store, viewer: Viewer, link_id: str, milestone: Milestone, day: date | None, now: int
) -> ReviewSeen:
    """Keep a day that a clock starts or stops on, for every link of the same incident; None takes it back.

    Raises `NotAllowed`, `NotFound`, `DecisionRefused` for a day that has not come or no clock of the link asks for.
    """
    viewer.require(Right.DECIDE_REVIEW)
    with store.write(viewer) as connection:
        link = _link(connection, viewer, link_id, now)
        agency = load_agency(connection, viewer.agency)
        if milestone not in link.milestones:
            named = ", ".join(one.value for one in link.milestones) or "none"
            raise DecisionRefused("No clock of this review asks for that day.", hint=f"It asks for: {named}.")
        if day is not None:
            if milestone is not Milestone.PUBLICATION_PLANNED:
                _check_day(day, local_day(now, agency.zone), "That day", milestone.value)
            _check_counted(link, milestone, day, agency.nation)
        reviews.add_day(
            connection,
            {
                "agency_id": viewer.agency,
                "case_id": link.case_id,
                "subject": link.subject,
                "milestone": milestone.value,
                "day": day_number(day) if day else None,
                "by": viewer.subject,
                "at": now,
            },
        )
        return _link(connection, viewer, link_id, now)


def _link(connection: Any, viewer: Viewer, link_id: str, now: int) -> ReviewSeen:
    rows = reviews_where(connection, viewer, ReviewFilter(ids=(link_id,)))
    if not rows:
        raise NotFound("There is no such review link, or it is not yours to see.")
    return see_reviews(connection, viewer, rows, now)[0]


def _row(viewer: Viewer, link: ReviewSeen, judged: Judgement, now: int) -> dict[str, Any]:
    seen = [{"criterion": one, "answer": judged.answers.get(one.text)} for one in link.criteria]
    return {
        "agency_id": viewer.agency,
        "case_id": link.case_id,
        "link_id": link.id,
        "decision": judged.decision.value,
        "decided_on": day_number(judged.decided_on),
        "recommended_by": judged.recommended_by,
        "decided_by": judged.decided_by,
        "reason": judged.reason,
        "dissent": judged.dissent or None,
        "criteria": orjson.dumps(seen).decode(),
        "by": viewer.subject,
        "roles": ",".join(sorted(viewer.roles)),
        "at": now,
    }


def _check(judged: Judgement, link: ReviewSeen, today: date) -> None:
    """Raise `DecisionRefused`, with the `field` to mend among its facts."""
    for field_name, what, most in _TEXTS:
        text = getattr(judged, field_name) or ""
        if not text.strip() and field_name != "dissent":
            raise DecisionRefused(f"Say {what}.", hint="It is kept also for no.", field=field_name)
        if len(text) > most:
            said = f"What is written for {what} is longer than {most:,} characters."
            raise DecisionRefused(said, hint="Shorten it.", field=field_name)
        if "\x00" in text:
            raise DecisionRefused("A character cannot be kept.", hint="Type the text anew.", field=field_name)
    _check_day(judged.decided_on, today, "The day of the decision", "decided_on")
    if judged.answers.keys() - {one.text for one in link.criteria}:
        raise DecisionRefused(
            "An answer is to a criterion that this review does not have.",
            hint="Look at the review again; its criteria may have changed.",
            field="criteria",
        )


def _check_day(day: date, today: date, what: str, field_name: str) -> None:
    if day > today:
        raise DecisionRefused(f"{what} has not come yet.", hint="Give a day up to today.", field=field_name)


def _check_counted(link: ReviewSeen, milestone: Milestone, day: date, nation: str) -> None:
    """Refuse a day from which no last day could be counted, so that every page can show it."""
    calendar = nation_calendar(nation)
    try:
        calendar.is_working_day(day)
        for clock in link.clocks:
            if clock.rule.starts is milestone:
                last_day(clock.rule, day, calendar)
    except OutsideCalendar as error:
        raise DecisionRefused(
            "That day lies outside the calendar.",
            hint=f"Give a day from {calendar.first}.",
            field=milestone.value,
        ) from error
