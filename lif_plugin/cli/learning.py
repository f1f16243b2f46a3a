"""Learning: `learning record|list|show|speak|route|tell|close|reopen|closure|said`."""

from dataclasses import asdict
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
from lif_plugin.cycle import impact, learning
from lif_plugin.cycle.desk import Desk, Item
from lif_plugin.cycle.origin import came_from, origins_of
from lif_plugin.domain.learning import ItemState, Nature, NotTold
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import learning_item

app = typer.Typer(
    help="What was learnt, and how it goes round the partnership's cycle. It names no child.",
    no_args_is_help=True,
)
ItemId = Annotated[
    str, typer.Argument(metavar="ITEM", help="The item's id, as `lif learning list` gives it.")
]


@app.command()
def record(
    agency: AgencyId,
    partnership: PartnershipId,
    source: Annotated[str, typer.Option("--source", help="The framework's source of learning.")],
    title: Annotated[str, typer.Option("--title", help="In a few words; no child, no worker.")],
    summary: Annotated[str, typer.Option("--summary", help="What was seen.")],
    theme: Annotated[str, typer.Option("--theme", help="What it is about.")],
    nature: Annotated[Nature, typer.Option("--nature", help="A strength or a concern.")] = Nature.CONCERN,
    on: Annotated[str | None, typer.Option("--on", help="The day of it; else today.")] = None,
    voice: Annotated[
        str | None, typer.Option("--voice", help="How a child's view began it, by the framework's id.")
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="Keep it within the agency.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Record something learnt; it goes the way that its framework gives its source."""
    day = as_day(on, "--on") or today()
    with opened(db) as opened_app:
        viewer = person(agency, role)
        new = learning.NewItem(partnership, source, title, summary, nature, theme, day, voice, not own)
        made = learning.record_item(opened_app.desk, viewer, new)
        found = _one(opened_app.desk, viewer, made)
    if as_json:
        lines([shown(found)])
    else:
        waiting = f"; waits for {', '.join(found.waiting)}" if found.waiting else ""
        say(f"Recorded as {made}: {found.state.value}{waiting}.")


@app.command("list")
def list_(
    agency: AgencyId,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="One partnership; else all.")
    ] = None,
    state: Annotated[ItemState | None, typer.Option("--state", help="Only in this state.")] = None,
    theme: Annotated[
        str | None, typer.Option("--theme", help="Only about this theme, or one that was merged into it.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List what was learnt: the agency's own, and what its partners share."""
    with opened(db) as opened_app:
        desk, viewer = opened_app.desk, person(agency, role)
        with opened_app.store.read(viewer) as connection:
            wanted = {"partnership_id": partnership, "theme": theme}
            rows = all_rows(connection, viewer, learning_item, desk.today(), **wanted)
            found = [one for one in desk.items(connection, viewer, rows) if state in {None, one.state}]
    if as_json:
        lines(shown(one) for one in found)
        return
    columns = ("id", "of", "day", "source", "title", "state", "waits for")
    table("Learning", columns, [
        (one.row["id"], one.row["agency_id"], iso(one.row["day"]), one.row["source_of_learning"], one.row["title"],
         one.state.value, ", ".join(one.waiting))
        for one in found
    ])  # fmt: skip


@app.command()
def show(
    item: ItemId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Show one item: where it stands on its routes, what bodies said, its actions and turns."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = _one(desk, viewer, item)
    if as_json:
        lines([shown(found)])
        return
    row = found.row
    say(
        f"{row['title']} ({row['nature']}, {row['theme']}), {iso(row['day'])}, from {row['source_of_learning']}."
    )
    say(row["summary"])
    waiting = f" It waits for {', '.join(found.waiting)}." if found.waiting else ""
    say(f"{found.state.value}, round {found.round}.{waiting}")
    if found.stage:
        say(f"Stage of {found.framework.id}: {found.stage}.")
    for name, route in (("Learning", found.learning_route), ("Evaluation", found.evaluation_route)):
        say(f"{name} route: {' → '.join(' + '.join(step) for step in route) if route else 'none chosen'}")
    words = [
        (iso(one["day"]), one["route"], one["round"], one["body"], one["verdict"], one["note"])
        for one in found.words
    ]
    table("What bodies said", ("day", "route", "round", "body", "verdict", "note"), words)
    acts = [
        (one["id"], one["text"], one["owner_agency"], iso(one["due"]), one["state"]) for one in found.actions
    ]
    table("Actions", ("id", "action", "owner", "due", "state"), acts)
    turns = [(iso(one["day"]), one["turn"], one["reason"], one["detail"]) for one in found.turns]
    table("Turns", ("day", "turn", "why", "how"), turns)


@app.command()
def speak(
    item: ItemId,
    body: Annotated[str, typer.Argument(help="The body that spoke.")],
    verdict: Annotated[Verdict, typer.Argument(help="What it said.")],
    agency: AgencyId,
    evaluation: Annotated[bool, typer.Option("--evaluation", help="On the evaluation route.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="The day of the meeting; else today.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why; needed where it does not go on.")] = None,
    back_to: Annotated[str | None, typer.Option("--back-to", help="With sent_back: who looks again.")] = None,
    attended: Annotated[int | None, typer.Option("--attended", help="How many came.")] = None,
    quorate: Annotated[
        bool | None, typer.Option("--quorate/--not-quorate", help="Whether enough came.")
    ] = None,
    method: Annotated[str | None, typer.Option("--method", help="How it was evaluated.")] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Write down what a body said of an item at its meeting."""
    route = "evaluation" if evaluation else "learning"
    word = learning.Word(
        route, body, verdict, as_day(on, "--on") or today(), note, back_to, attended, quorate, method
    )
    with opened(db) as opened_app:
        viewer = person(agency, role)
        learning.speak(opened_app.desk, viewer, item, word)
        _after(_one(opened_app.desk, viewer, item), as_json=as_json)


@app.command()
def route(
    item: ItemId,
    agency: AgencyId,
    learns: Annotated[
        list[str], typer.Option("--learning", metavar="BODY[,BODY]", help="A step; again for the next.")
    ],
    evaluates: Annotated[list[str], typer.Option("--evaluation", metavar="BODY[,BODY]", help="Likewise.")],
    why: Annotated[str, typer.Option("--why", help="Why this way; it is kept.")],
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Choose the routes of an item whose framework gives its source none."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        learning.choose_route(opened_app.desk, viewer, item, _steps(learns), _steps(evaluates), why)
        _after(_one(opened_app.desk, viewer, item), as_json=as_json)


@app.command()
def tell(
    item: ItemId,
    agency: AgencyId,
    how: Annotated[str | None, typer.Option("--how", help="How the child was told.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="The role of who told the child; else yours.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    reason: Annotated[NotTold | None, typer.Option("--reason", help="Or why that could not be.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Write down that the child whose view began an item was told what came of it, or why not."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        learning.tell_child(opened_app.desk, viewer, item, how, reason, by=by, day=as_day(on, "--on"))
        _after(_one(opened_app.desk, viewer, item), as_json=as_json)


@app.command()
def close(
    item: ItemId, agency: AgencyId, role: AsRole = Role.BOARD, db: Db = None, as_json: Json = False
) -> None:
    """Close an item that was evaluated as better on its evaluation route; else it says what is missing."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        learning.close_item(opened_app.desk, viewer, item)
        _after(_one(opened_app.desk, viewer, item), as_json=as_json)


@app.command()
def reopen(
    item: ItemId,
    agency: AgencyId,
    reason: Annotated[str, typer.Option("--reason", help="What shows that it got no better.")],
    role: AsRole = Role.BOARD,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Open an item again: a new round of evaluation begins."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        learning.reopen_item(opened_app.desk, viewer, item, reason)
        _after(_one(opened_app.desk, viewer, item), as_json=as_json)


@app.command()
def origin(
    item: ItemId,
    agency: AgencyId,
    nomination: Annotated[
        str | None, typer.Option("--nomination", help="Keep that it came from this nomination's case.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show which cases of the own agency an item came from; no partner sees it. This is logged as a reading of cases."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        if nomination is not None:
            came_from(opened_app.desk, viewer, item, nomination)
        found = origins_of(opened_app.desk, viewer, item)
        if found:
            opened_app.read_log.record(viewer, "cli.learning", [one["public_id"] for one in found])
    if as_json:
        lines(found)
    else:
        table(
            "Came from",
            ("case", "trigger", "why"),
            [(one["ref"], one["trigger"], one["reason"]) for one in found],
        )


@app.command()
def closure(
    agency: AgencyId,
    partnership: PartnershipId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Count how many items were closed of all that were recorded, and how many stand open, by state."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = impact.closure_of(desk, viewer, partnership)
    if as_json:
        lines([asdict(found)])
    else:
        say(f"{found.closed} of {found.recorded} closed.")
        table("Open", ("state", "items"), found.open.items())


@app.command()
def said(
    agency: AgencyId,
    partnership: PartnershipId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List what children's views began, what was done, and how the child was told: you said, we did."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = impact.you_said_we_did(desk, viewer, partnership)
    if as_json:
        lines(asdict(one) | {"told_on": iso(one.told_on)} for one in found)
    else:
        rows = [
            (one.said, "; ".join(one.done), one.told, one.told_by, iso(one.told_on), one.not_told)
            for one in found
        ]
        table("You said, we did", ("you said", "we did", "told", "by", "on", "not told, because"), rows)


def _one(desk: Desk, viewer: Viewer, item: str) -> Item:
    with desk.store.read(viewer) as connection:
        return desk.item(connection, viewer, item)


def _after(found: Item, *, as_json: bool) -> None:
    if as_json:
        lines([shown(found)])
        return
    waits = f", waits for {', '.join(found.waiting)}" if found.waiting else ""
    say(f"{found.state.value}{waits}.")


def _steps(given: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(body.strip() for body in step.split(",")) for step in given)


def shown(one: Item) -> dict[str, Any]:
    """An item as JSON Lines give it."""
    same = ("id", "agency_id", "partnership_id", "source_of_learning", "title", "summary", "nature", "theme",
            "voice_source", "route_basis", "shared")  # fmt: skip
    said = ("day", "route", "round", "body", "verdict", "back_to", "note", "method", "attended", "quorate")
    return {name: one.row[name] for name in same} | {
        "day": iso(one.row["day"]),
        "state": one.state.value,
        "stage": one.stage,
        "framework": one.framework.id,
        "round": one.round,
        "waiting": one.waiting,
        "learning_route": one.learning_route,
        "evaluation_route": one.evaluation_route,
        "words": [{name: word[name] for name in said} | {"day": iso(word["day"])} for word in one.words],
        "actions": [{"id": act["id"], "text": act["text"], "state": act["state"]} for act in one.actions],
        "turns": [
            {
                "day": iso(turn["day"]),
                "turn": turn["turn"],
                "reason": turn["reason"],
                "detail": turn["detail"],
            }
            for turn in one.turns
        ],
    }
