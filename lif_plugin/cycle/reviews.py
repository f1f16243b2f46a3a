"""Reviews carried out: begun by a framework's kind of review, walked stage by stage, and what is learnt in them."""

from dataclasses import dataclass
from typing import Any

from lif_plugin.cycle.desk import CycleRefused, Desk, Row, require_known
from lif_plugin.cycle.learning import require_own
from lif_plugin.domain.review import Decision
from lif_plugin.domain.review_work import ReviewStage, methods_for, next_stage
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.flow.review_view import see_reviews
from lif_plugin.store import review_work
from lif_plugin.store.partnerships import partnerships_of
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_where
from lif_plugin.store.tables import learning_item
from lif_plugin.store.work import now_ms


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review that begins: of a link that people decided on with yes, or of no single case."""

    partnership: str
    review_type: str
    title: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A review with what it reached: ``label`` is what its framework calls its kind, ``next`` None when it is out."""

    row: Row
    label: str
    method: str | None
    methods: tuple[str, ...]
    steps: tuple[Row, ...]
    next: ReviewStage | None
    learning: tuple[str, ...]


def begin_review(desk: Desk, viewer: Viewer, new: NewReview) -> str:
    """Begin a review of one of the framework's kinds; gives its id.

    Raises `NotOurWord` for a kind it does not have, `NotFound` for a link that is not there, `CycleRefused` where
    people have not decided yes, or it is under way already.
    """
    viewer.require(Right.DECIDE_REVIEW)
    if not new.title.strip():
        raise CycleRefused("A review has a title; no child, no worker.")
    with desk.store.write(viewer) as connection:
        framework = desk.framework_of(connection, viewer, new.partnership)
        require_known("kind of review", new.review_type, (one.id for one in framework.review_types))
        case_id = _case_of(connection, viewer, new.link) if new.link else None
        return review_work.begin(
            connection,
            viewer,
            case_id=case_id,
            link_id=new.link,
            framework=framework.id,
            review_type=new.review_type,
            title=new.title,
        )


def reach_stage(
    desk: Desk,
    viewer: Viewer,
    review_id: str,
    stage: ReviewStage,
    day: int,
    *,
    method: str | None = None,
    note: str | None = None,
) -> None:
    """Write down that a review reached its next stage; the terms choose one of the methods offered for its kind.

    Raises `CycleRefused` out of order, on a day before the stage before or to come, or where the terms name no method
    although some are offered; `NotOurWord` for one that is not offered.
    """
    viewer.require(Right.DECIDE_REVIEW)
    with desk.store.write(viewer) as connection:
        one = _one(desk, connection, viewer, review_id)
        if stage is not one.next:
            wanted = f"Next is {one.next.value}." if one.next else "It has reached its last."
            raise CycleRefused(f"A review cannot reach {stage.value} now.", hint=wanted)
        if day > day_number(desk.today()) or (one.steps and day < one.steps[-1]["day"]):
            raise CycleRefused("Give a day from the stage before up to today.")
        if stage is not ReviewStage.TERMS and method is not None:
            raise CycleRefused("The method is chosen with the terms.")
        if stage is ReviewStage.TERMS and one.methods and method is None:
            raise CycleRefused("Choose a method.", hint=f"Offered: {', '.join(one.methods)}.")
        if method is not None:
            require_known("method for this kind of review", method, one.methods)
        review_work.add_step(
            connection, viewer, review_id, step=stage.value, day=day, method=method, note=note or None
        )


def learnt_in(desk: Desk, viewer: Viewer, review_id: str, item_id: str) -> None:
    """Keep that an item of the own agency was learnt in a review; where from stays in the agency."""
    viewer.require(Right.DECIDE_REVIEW)
    with desk.store.write(viewer) as connection:
        _one(desk, connection, viewer, review_id)
        require_own(viewer, desk.row(connection, viewer, learning_item, item_id))
        review_work.add_learning(connection, viewer, review_id, item_id)


def reviews_under_way(desk: Desk, viewer: Viewer) -> list[UnderWay]:
    """The reviews of the own agency, the newest first; whoever shows them logs their cases. Raises `NotAllowed`."""
    with desk.store.read(viewer) as connection:
        return _seen(desk, connection, viewer, review_work.reviews(connection, viewer))


def kinds_of_review(desk: Desk, viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """The kinds of review that each of the agency's partnerships carries out, by their framework."""
    with desk.store.read(viewer) as connection:
        return {
            row["id"]: tuple(kind.id for kind in desk.framework(row["framework"]).review_types)
            for row in partnerships_of(connection, viewer.agency, desk.today())
        }


def _case_of(connection: Any, viewer: Viewer, link_id: str) -> int:
    rows = reviews_where(connection, viewer, ReviewFilter(ids=(link_id,)))
    if not rows:
        raise NotFound("There is no such review link, or it is not yours to see.")
    seen = see_reviews(connection, viewer, rows, now_ms())[0]
    if seen.last is None or seen.last.decision is not Decision.YES:
        raise CycleRefused("People have not decided that this review is to be held.")
    if review_work.reviews(connection, viewer, link_id=link_id):
        raise CycleRefused("This review is under way already.")
    return seen.case_id


def _one(desk: Desk, connection: Any, viewer: Viewer, review_id: str) -> UnderWay:
    rows = review_work.reviews(connection, viewer, review_id)
    if not rows:
        raise NotFound("There is no such review, or it is not yours to see.")
    return _seen(desk, connection, viewer, rows)[0]


def _seen(desk: Desk, connection: Any, viewer: Viewer, rows: list[Row]) -> list[UnderWay]:
    ids = [row["id"] for row in rows]
    steps = review_work.steps_of(connection, viewer, ids)
    learning = review_work.learning_of(connection, viewer, ids)
    found = []
    for row in rows:
        framework = desk.framework(row["framework"])
        kind = next(one for one in framework.review_types if one.id == row["review_type"])
        mine = steps.get(row["id"], [])
        found.append(
            UnderWay(
                row,
                kind.label,
                next((one["method"] for one in mine if one["method"]), None),
                tuple(sorted(methods_for(framework, kind))),
                tuple(mine),
                next_stage([ReviewStage(one["step"]) for one in mine]),
                tuple(learning.get(row["id"], ())),
            )
        )
    return found
