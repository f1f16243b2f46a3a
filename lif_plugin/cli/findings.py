"""Findings: `findings add|list|recommend|answer|unanswered`."""

from typing import Annotated, Any

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, as_day, at_desk, opened, person, today
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import findings
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.store.reads.learning import rows_with
from lif_plugin.store.tables import board_response, recommendation

app = typer.Typer(
    help="Findings of an item, what they ask for, and what boards answer.", no_args_is_help=True
)


@app.command()
def add(
    item: Annotated[str, typer.Argument(help="The item's id.")],
    agency: AgencyId,
    text: Annotated[str, typer.Option("--text", help="What was found; no child, no worker.")],
    evidence: Annotated[str, typer.Option("--evidence", help="What shows it.")],
    theme: Annotated[str, typer.Option("--theme", help="What it is about.")],
    nature: Annotated[Nature, typer.Option("--nature", help="A strength or a concern.")] = Nature.CONCERN,
    touches: Annotated[
        list[str] | None,
        typer.Option(
            "--touches", metavar="KIND=ID", help="An aim, principle or quality_component; again for more."
        ),
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Add a finding to an item, with what shows it; prints its id."""
    new = findings.NewFinding(nature, theme, text, evidence, tuple(_touched(one) for one in touches or ()))
    with at_desk(db, agency, role) as (desk, viewer):
        say(findings.add_finding(desk, viewer, item, new))


@app.command("list")
def list_(
    item: Annotated[str, typer.Argument(help="The item's id.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List the findings of an item with what they recommend and what boards answered."""
    with opened(db) as opened_app:
        desk, viewer = opened_app.desk, person(agency, role)
        found = findings.findings_of(desk, viewer, item)
        with opened_app.store.read(viewer) as connection:
            asked = rows_with(
                connection, viewer, recommendation, "finding_id", [one["id"] for one in found], desk.today()
            )
            ids = [one["id"] for one in asked]
            said = rows_with(connection, viewer, board_response, "recommendation_id", ids, desk.today())
    answers: dict[str, list[dict[str, Any]]] = {}
    for one in said:
        answers.setdefault(one["recommendation_id"], []).append(_dated(one))
    wanted: dict[str, list[dict[str, Any]]] = {}
    for one in asked:
        wanted.setdefault(one["finding_id"], []).append(_dated(one) | {"answers": answers.get(one["id"], [])})
    if as_json:
        lines({**one, "recommendations": wanted.get(one["id"], [])} for one in found)
        return
    columns = ("id", "nature", "theme", "finding", "evidence")
    table(
        "Findings",
        columns,
        [(one["id"], one["nature"], one["theme"], one["text"], one["evidence"]) for one in found],
    )
    rows = [
        (one["id"], one["kind"], one["text"], one["owner_agency"] or one["answering_body"], one["due"],
         "; ".join(f"{'accepted' if a['accepted'] else 'rejected'}: {a['reason']}" for a in one["answers"]))
        for finding in found for one in wanted.get(finding["id"], [])
    ]  # fmt: skip
    table("What they ask for", ("id", "kind", "text", "owner or body asked", "due", "answered"), rows)


@app.command()
def recommend(
    finding: Annotated[str, typer.Argument(help="The finding's id.")],
    agency: AgencyId,
    text: Annotated[str, typer.Option("--text", help="What is to be done, or what the board is asked.")],
    measure: Annotated[str | None, typer.Option("--measure", help="How anybody will know.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="The agency that is to do it.")] = None,
    owner_role: Annotated[str | None, typer.Option("--owner-role", help="The role, never a person.")] = None,
    due: Annotated[str | None, typer.Option("--due", help="By when.")] = None,
    ask: Annotated[
        str | None, typer.Option("--ask", help="A systems finding: the body that must answer.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Record what a finding asks for; says which letters of SMART are not there yet."""
    new = findings.NewRecommendation(text, measure, owner, owner_role, as_day(due, "--due"), ask)
    with at_desk(db, agency, role) as (desk, viewer):
        made = findings.recommend(desk, viewer, finding, new)
    if as_json:
        lines([{"id": made.id, "failing": {one.letter: one.sentence for one in made.failing}}])
        return
    say(made.id)
    for letter in made.failing:
        say(f"{letter.letter}: {letter.sentence}")


@app.command()
def answer(
    recommendation_id: Annotated[
        str, typer.Argument(metavar="RECOMMENDATION", help="The systems finding's id.")
    ],
    agency: AgencyId,
    accepted: Annotated[bool, typer.Option("--accept/--reject", help="What the board answers.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; also for yes.")],
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    role: AsRole = Role.BOARD,
    db: Db = None,
) -> None:
    """Write down a board's answer to a systems finding; an earlier one stays beside it."""
    day = as_day(on, "--on") or today()
    with opened(db) as opened_app:
        viewer = person(agency, role)
        say(findings.answer_finding(
            opened_app.desk, viewer, recommendation_id, accepted=accepted, reason=reason, day=day
        ))  # fmt: skip


@app.command()
def unanswered(agency: AgencyId, role: AsRole = Role.BOARD, db: Db = None, as_json: Json = False) -> None:
    """List systems findings that no board has answered yet, the oldest first."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = findings.unanswered(desk, viewer)
    if as_json:
        lines(_dated(one) for one in found)
    else:
        rows = [(one["id"], one["agency_id"], one["answering_body"], one["text"]) for one in found]
        table("Waiting for an answer", ("id", "of", "body asked", "asks"), rows)


def _touched(text: str) -> tuple[str, str]:
    kind, given, entry = text.partition("=")
    if not given:
        raise BadSetting("--touches is a kind, = and an id.", hint="For example aim=keep_children_safe.")
    return kind, entry


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    # A column whose name SQL quotes has a name of a type of its own.
    named = {str(name): value for name, value in row.items()}
    return named | {name: iso(named[name]) for name in ("day", "due") if name in named}
