"""Reviews: `reviews list|show|decide|state`. Whoever runs them acts in a named role, as on the pages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AnyAgency, AsRole, Db, Json, as_day, opened, person, today
from lif_plugin.cli.output import lines, say, table
from lif_plugin.domain.clock import Milestone
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.review import Decision
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.review import Judgement, decide_review, state_review_day
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.store.reads.page import Window, key_of
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_page, reviews_where
from lif_plugin.store.work import now_ms

app = typer.Typer(
    help="Links of cases to reviews: what is proposed, and what people decided.", no_args_is_help=True
)
_PAGE: Final = 200
LinkId = Annotated[str, typer.Argument(help="The link's id, as `lif reviews list` gives it.")]


@app.command("list")
def list_(
    agency: AnyAgency = None,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only without a yes or a no.")] = False,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List review links, newest first. This is logged as a reading of cases."""
    wanted = ReviewFilter(decided=False if undecided else None)
    with opened(db) as opened_app:
        found = [
            (one, seen)
            for one in opened_app.agencies(agency)
            for seen in _seen(opened_app, person(one, role), wanted)
        ]
    if as_json:
        lines(shown(one, seen) for one, seen in found)
        return
    rows = [
        (seen.id, seen.label, seen.case_ref, seen.standing.value, _clocks(seen), _decided(seen))
        for _one, seen in found
    ]
    table("Reviews to consider", ("id", "review", "case", "criteria", "clocks", "decided"), rows)


@app.command()
def show(
    link: LinkId, agency: AgencyId, role: AsRole = Role.BOARD, db: Db = None, as_json: Json = False
) -> None:
    """Show one review link with its criteria, clocks and decisions. This is logged as a reading of a case."""
    with opened(db) as opened_app:
        seen = _one(opened_app, person(agency, role), link)
    _say(agency, seen, as_json=as_json)


@app.command()
def decide(
    link: LinkId,
    decision: Annotated[Decision, typer.Argument(help="What was decided.")],
    agency: AgencyId,
    recommended_by: Annotated[str, typer.Option("--recommended-by", help="Who recommended it.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept also for no.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of the decision; else today.")] = None,
    dissent: Annotated[str | None, typer.Option("--dissent", help="Who saw it otherwise, and why.")] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--criterion", help="NUMBER=met, unmet or cannot_tell; may be given again."),
    ] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Write down what was decided on a review link; earlier decisions stay."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        seen = _one(opened_app, viewer, link)
        judged = Judgement(
            decision,
            _day(on, "--on") or numbered_day(today()),
            recommended_by,
            decided_by,
            reason,
            dissent,
            dict(_answer(text, seen) for text in answers or ()),
        )
        after = decide_review(opened_app.store, viewer, link, judged, now_ms())
    _say(agency, after, as_json=as_json)


@app.command()
def state(
    link: LinkId,
    what: Annotated[Milestone, typer.Argument(help="Which day.")],
    agency: AgencyId,
    on: Annotated[
        str | None, typer.Option("--on", help="The day, e.g. 2026-03-27; without it, it is taken back.")
    ] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """State a day that a review's clocks start or stop on, or take it back."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        _one(opened_app, viewer, link)
        after = state_review_day(opened_app.store, viewer, link, what, _day(on, "--on"), now_ms())
    _say(agency, after, as_json=as_json)


def _seen(opened_app: App, viewer: Viewer, wanted: ReviewFilter) -> Iterator[ReviewSeen]:
    after = None
    while True:
        with opened_app.store.read(viewer) as connection:
            page = reviews_page(connection, viewer, wanted, Window(_PAGE, after=after))
            found = see_reviews(connection, viewer, page.rows, now_ms())
        _note(opened_app, viewer, found)
        yield from found
        if not page.has_next:
            return
        after = key_of(page.rows[-1])


def _one(opened_app: App, viewer: Viewer, link: str) -> ReviewSeen:
    with opened_app.store.read(viewer) as connection:
        rows = reviews_where(connection, viewer, ReviewFilter(ids=(link,)))
        found = see_reviews(connection, viewer, rows, now_ms())
    if not found:
        raise NotFound("There is no such review link.", hint="`lif reviews list` gives the ids.")
    _note(opened_app, viewer, found)
    return found[0]


def _note(opened_app: App, viewer: Viewer, found: Sequence[ReviewSeen]) -> None:
    shown_ids = {one.public_id for one in found}
    shown_ids |= {relative.public_id for one in found for relative in one.household}
    if shown_ids:
        opened_app.read_log.record(viewer, "cli.reviews", sorted(shown_ids))


def _day(text: str | None, option: str) -> date | None:
    number = as_day(text, option)
    return numbered_day(number) if number else None


def _answer(text: str, seen: ReviewSeen) -> tuple[str, Standing]:
    number, _, answer = text.partition("=")
    if not number.isdecimal() or not 1 <= int(number) <= len(seen.criteria) or answer not in set(Standing):
        raise BadSetting(
            "--criterion is a criterion's number, = and met, unmet or cannot_tell.",
            hint=f"This review has {len(seen.criteria)} criteria; `lif reviews show` numbers them.",
        )
    return seen.criteria[int(number) - 1].text, Standing(answer)


def _say(agency: str, seen: ReviewSeen, *, as_json: bool) -> None:
    if as_json:
        lines([shown(agency, seen)])
        return
    say(f"{seen.label}, case {seen.case_ref}: {seen.reason}.")
    say(f"Rests on: {seen.authority}.")
    if seen.withdrawn_at is not None:
        say("The record no longer shows what this rested on.")
    if seen.on_hold:
        say("Case under review: records on hold.")
    criteria = [
        (number, one.part.value, one.text, one.standing.value, one.because, "; ".join(one.defects))
        for number, one in enumerate(seen.criteria, 1)
    ]
    table(f"Criteria, together {seen.standing.value}",
          ("no", "list", "criterion", "by the record", "because", "known defects"), criteria)  # fmt: skip
    clocks = [
        (clock.rule.id, clock.rule.label, clock.state.value, clock.started.day if clock.started else None,
         clock.started.basis.value if clock.started else None, clock.due_on, clock.done_on)
        for clock in seen.clocks
    ]  # fmt: skip
    table("Clocks", ("id", "what", "state", "from", "by", "last day", "done"), clocks)
    decisions = [
        (
            one.decision.value,
            one.decided_on,
            one.recommended_by,
            one.decided_by,
            one.reason,
            one.dissent,
            one.by,
        )
        for one in seen.decisions
    ]
    table("Decisions", ("decision", "on", "recommended by", "decided by", "why", "seen otherwise", "written by"),
          decisions)  # fmt: skip


def _clocks(seen: ReviewSeen) -> str:
    said = (f"{one.rule.id} {one.state.value}{f' {one.due_on}' if one.due_on else ''}" for one in seen.clocks)
    return ", ".join(said)


def _decided(seen: ReviewSeen) -> str | None:
    return f"{seen.last.decision.value} {seen.last.decided_on}" if seen.last else None


def shown(agency: str, seen: ReviewSeen) -> dict[str, Any]:
    """A review link as JSON Lines give it."""
    same = ("id", "review", "label", "case_ref", "source", "reason", "authority", "plugin", "note", "defects", "is_old",
            "on_hold", "waiting", "recommended_by", "decided_by")  # fmt: skip
    return {name: getattr(seen, name) for name in same} | {
        "agency": agency,
        "case_id": seen.public_id,
        "incident_on": seen.day,
        "standing": seen.standing.value,
        "withdrawn": seen.withdrawn_at is not None,
        "household": [one.ref for one in seen.household],
        "criteria": [
            {"part": one.part.value, "text": one.text, "standing": one.standing.value, "because": one.because,
             "asked": one.asked, "defects": one.defects}
            for one in seen.criteria
        ],
        "clocks": [
            {"id": one.rule.id, "state": one.state.value, "due_on": one.due_on, "done_on": one.done_on,
             "started_on": one.started.day if one.started else None,
             "basis": one.started.basis.value if one.started else None, "calendar": one.edition}
            for one in seen.clocks
        ],
        "decisions": [
            {"decision": one.decision.value, "decided_on": one.decided_on, "recommended_by": one.recommended_by,
             "decided_by": one.decided_by, "reason": one.reason, "dissent": one.dissent, "by": one.by,
             "criteria": [
                 {"text": part.criterion.text, "shown": part.criterion.standing.value,
                  "answer": part.answer.value if part.answer else None}
                 for part in one.criteria
             ]}
            for one in seen.decisions
        ],
    }  # fmt: skip
