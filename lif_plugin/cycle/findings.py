"""Findings of an item, what they recommend, and a board's answer to a systems finding."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from lif_plugin.cycle.desk import CycleRefused, Desk, require_known
from lif_plugin.domain.framework import FACT_KINDS
from lif_plugin.domain.learning import ItemState, Nature
from lif_plugin.domain.smart import Letter, Proposed, failing_letters
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import AnswerRefused
from lif_plugin.store import learning
from lif_plugin.store.tables import board_response, finding, learning_item, recommendation

TOUCHED: Final = ("aim", "principle", "quality_component")
"""The kinds of fact of a framework that a finding can be about."""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A strength or a concern, with what shows it; it names no child and no worker.

    ``touches`` names aims, principles and quality components of the framework that it is about, as (kind, id).
    """

    nature: Nature
    theme: str
    text: str
    evidence: str
    touches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewRecommendation:
    """What a finding asks for: SMART, or with ``answering_body`` a systems finding that the body must answer."""

    text: str
    measure: str | None = None
    owner_agency: str | None = None
    owner_role: str | None = None
    due: int | None = None
    answering_body: str | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation that was recorded, with the letters of SMART that it does not reach yet."""

    id: str
    failing: tuple[Letter, ...]


def add_finding(desk: Desk, viewer: Viewer, item_id: str, new: NewFinding) -> str:
    """Add a finding to an item; gives its id. Raises `CycleRefused` if the item is closed, or nothing shows it."""
    viewer.require(Right.RECORD_LEARNING)
    if not new.evidence.strip():
        raise CycleRefused("A finding says what shows it.")
    with desk.store.write(viewer) as connection:
        item = desk.item(connection, viewer, item_id)
        if item.state is ItemState.CLOSED:
            raise CycleRefused("The item is closed.", hint="Open it again first, with a reason.")
        framework = desk.framework_of(connection, viewer, item.row["partnership_id"])
        for kind, entry in new.touches:
            if kind not in TOUCHED:
                raise CycleRefused(f"A finding is about {', '.join(TOUCHED)}, not {kind}.")
            require_known(
                kind.replace("_", " "), entry, (one.id for one in getattr(framework, FACT_KINDS[kind]))
            )
        return learning.add(
            connection,
            finding,
            viewer,
            item.row["partnership_id"],
            shared=item.row["shared"],
            learning_item_id=item_id,
            nature=new.nature.value,
            theme=new.theme,
            text=new.text,
            evidence=new.evidence,
            touches=orjson.dumps(new.touches).decode(),
        )


def recommend(desk: Desk, viewer: Viewer, finding_id: str, new: NewRecommendation) -> Recommended:
    """Record what a finding asks for; gives the letters of SMART that are not there yet, which hold nothing up.

    Raises `NotOurWord` for an answering body that the framework does not have.
    """
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, finding, finding_id)
        framework = desk.framework_of(connection, viewer, row["partnership_id"])
        if new.answering_body is not None:
            require_known("body", new.answering_body, (body.id for body in framework.governance_bodies))
        added = learning.add(
            connection,
            recommendation,
            viewer,
            row["partnership_id"],
            shared=row["shared"],
            finding_id=finding_id,
            kind="systems" if new.answering_body else "smart",
            text=new.text,
            measure=new.measure,
            owner_agency=new.owner_agency,
            owner_role=new.owner_role,
            due=new.due,
            answering_body=new.answering_body,
        )
    if new.answering_body is not None:
        return Recommended(added, ())
    day = numbered_day(new.due) if new.due else None
    proposed = Proposed(new.text, new.measure, new.owner_agency, new.owner_role, finding_id, day)
    return Recommended(added, failing_letters(proposed, desk.today()))


def answer_finding(
    desk: Desk, viewer: Viewer, recommendation_id: str, *, accepted: bool, reason: str, day: int
) -> str:
    """Write down a board's answer to a systems finding; a later one stands beside the earlier.

    Raises `AnswerRefused` without a reason, or where no board was asked.
    """
    viewer.require(Right.SPEAK_FOR_BODY)
    if not reason.strip():
        raise AnswerRefused("A board's answer says why.", hint="Give the reason, also for yes.")
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, recommendation, recommendation_id)
        if row["answering_body"] is None:
            raise AnswerRefused(
                "No board was asked this.", hint="Only a systems finding is answered by a board."
            )
        return learning.add(
            connection,
            board_response,
            viewer,
            row["partnership_id"],
            shared=row["shared"],
            recommendation_id=recommendation_id,
            body=row["answering_body"],
            accepted=accepted,
            reason=reason,
            day=day,
        )


def unanswered(desk: Desk, viewer: Viewer) -> list[dict[str, Any]]:
    """Systems findings whose board has not answered yet, that the viewer may read."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        return learning.unanswered(connection, viewer, desk.today())


def findings_of(desk: Desk, viewer: Viewer, item_id: str) -> list[dict[str, Any]]:
    """The findings of an item, in the order in which they were added. Raises `NotFound`."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        desk.row(connection, viewer, learning_item, item_id)
        return learning.rows_of(connection, finding, viewer, "learning_item", [item_id], desk.today())
