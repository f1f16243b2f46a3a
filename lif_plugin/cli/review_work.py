"""Reviews carried out: `reviews begin|stage|learnt|work`."""

from typing import Annotated, Any

import typer

from lif_plugin.cli.options import (
    AgencyId,
    AsRole,
    Db,
    Json,
    PartnershipId,
    as_day,
    at_desk,
    opened,
    person,
    today,
)
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import reviews
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.viewer import Role

ReviewId = Annotated[
    str, typer.Argument(metavar="REVIEW", help="The review's id, as `lif reviews work` gives it.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("begin")(begin)
    app.command("stage")(stage)
    app.command("learnt")(learnt)
    app.command("work")(work)


def begin(
    kind: Annotated[str, typer.Argument(help="The framework's id of its kind of review.")],
    agency: AgencyId,
    partnership: PartnershipId,
    title: Annotated[str, typer.Option("--title", help="What it is called; no child, no worker.")],
    link: Annotated[str | None, typer.Option("--link", help="The link that was decided with yes.")] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Begin a review of one of the framework's kinds; prints its id."""
    with at_desk(db, agency, role) as (desk, viewer):
        new = reviews.NewReview(partnership, kind, title, link)
        say(reviews.begin_review(desk, viewer, new))


def stage(
    review: ReviewId,
    reached: Annotated[ReviewStage, typer.Argument(help="The stage.")],
    agency: AgencyId,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    method: Annotated[
        str | None, typer.Option("--method", help="With the terms: the framework's method.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="What is written with it.")] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Write down that a review reached its next stage; the terms choose the method."""
    with at_desk(db, agency, role) as (desk, viewer):
        day = as_day(on, "--on") or today()
        reviews.reach_stage(desk, viewer, review, reached, day, method=method, note=note)
    say(f"{review} has reached {reached.value}.")


def learnt(
    review: ReviewId,
    item: Annotated[str, typer.Argument(help="The item's id.")],
    agency: AgencyId,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Keep that an item of the own agency was learnt in a review; where from stays in the agency."""
    with at_desk(db, agency, role) as (desk, viewer):
        reviews.learnt_in(desk, viewer, review, item)
    say("Kept within your agency.")


def work(agency: AgencyId, role: AsRole = Role.BOARD, db: Db = None, as_json: Json = False) -> None:
    """List the reviews that are carried out, with what each reached. Logged as a reading of the cases they are of."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        found = reviews.reviews_under_way(opened_app.desk, viewer)
        cases = [one.row["public_id"] for one in found if one.row["public_id"]]
        if cases:
            opened_app.read_log.record(viewer, "cli.reviews", cases)
    rows = [_shown(one) for one in found]
    if as_json:
        lines(rows)
        return
    columns = ("id", "kind", "title", "case", "method", "reached", "next")
    table("Reviews carried out", columns, [
        [row["id"], row["label"], row["title"], row["case"], row["method"],
         row["steps"][-1]["stage"] if row["steps"] else None, row["next"]]
        for row in rows
    ])  # fmt: skip


def _shown(one: reviews.UnderWay) -> dict[str, Any]:
    return {
        "id": one.row["id"],
        "kind": one.row["review_type"],
        "label": one.label,
        "framework": one.row["framework"],
        "title": one.row["title"],
        "case": one.row["ref"],
        "method": one.method,
        "methods": one.methods,
        "steps": [{"stage": at["step"], "day": iso(at["day"]), "note": at["note"]} for at in one.steps],
        "next": one.next.value if one.next else None,
        "learning": one.learning,
    }
