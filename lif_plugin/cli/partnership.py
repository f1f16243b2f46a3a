"""Partnerships: `partnership make|move|join|leave|show`. The directory of who learns together; it holds nobody's data."""

from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, as_day, opened, operator, today
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle.desk import require_known
from lif_plugin.errors import NotFound
from lif_plugin.frameworks import load_framework
from lif_plugin.store import partnerships

app = typer.Typer(help="Partnerships: agencies that learn together by one framework.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="The partnership's id.")]


@app.command()
def make(
    partnership: Id,
    agency: AgencyId,
    name: Annotated[str, typer.Option("--name", help="What it is called.")],
    framework: Annotated[str, typer.Option("--framework", help="The framework's id.", metavar="ID")],
    plays: Annotated[str | None, typer.Option("--plays", help="Which of its agencies this one is.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="From when; else today.")] = None,
    db: Db = None,
) -> None:
    """Make a partnership with its first agency, or rename it and give it another framework."""
    load_framework(framework)
    with opened(db) as opened_app:
        opened_app.agency(agency)
        with opened_app.store.write(operator(agency)) as connection:
            partnerships.make_partnership(connection, partnership, name, framework)
    join(partnership, agency, plays, since, db=db)


@app.command()
def move(
    partnership: Id,
    agency: AgencyId,
    framework: Annotated[str, typer.Option("--framework", help="The new version's id.", metavar="ID")],
    since: Annotated[str, typer.Option("--from", help="The first day on which it holds.")],
    db: Db = None,
) -> None:
    """Let a partnership work by another version of its framework from a day; learning keeps the one it began on."""
    load_framework(framework)
    day = as_day(since, "--from") or today()
    with opened(db) as opened_app, opened_app.store.write(operator(agency)) as connection:
        mine = partnerships.partnerships_of(connection, agency, opened_app.desk.today())
        if partnership not in {row["id"] for row in mine}:
            raise NotFound("Your agency belongs to no such partnership.")
        partnerships.move_to_version(connection, partnership, framework, day)
    say(f"{partnership} works by {framework} from {iso(day)}.")


@app.command()
def join(
    partnership: Id,
    agency: AgencyId,
    plays: Annotated[str | None, typer.Option("--plays", help="Which of its agencies this one is.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="From when; else today.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="The last day; else open.")] = None,
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose", help="For what it reads the others, as tokens say it; again for more. Else anything."
        ),
    ] = None,
    db: Db = None,
) -> None:
    """Let an agency belong to a partnership: it reads what the others share, and they what it shares; never a case."""
    with opened(db) as opened_app:
        opened_app.agency(agency)
        with opened_app.store.write(operator(agency)) as connection:
            found = partnerships.partnership_of(connection, partnership)
            if plays is not None:
                known = (one.id for one in load_framework(found["framework"]).agencies)
                require_known("agency", plays, known)
            partnerships.join_partnership(
                connection, partnership, agency, as_day(since, "--since") or today(), plays,
                until=as_day(until, "--until"), purposes=purpose or None,
            )  # fmt: skip
    say(f"{agency} belongs to {partnership}.")


@app.command()
def leave(
    partnership: Id,
    agency: AgencyId,
    until: Annotated[str | None, typer.Option("--until", help="The last day; else today.")] = None,
    db: Db = None,
) -> None:
    """Let a membership end with a day: after it the agency sees nothing of the others. Its own rows stay its own."""
    with opened(db) as opened_app, opened_app.store.write(operator(agency)) as connection:
        partnerships.leave_partnership(connection, partnership, agency, as_day(until, "--until") or today())
    say(f"{agency} has left {partnership}.")


@app.command()
def show(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Show partnerships with their framework and agencies, and the days of each membership."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    with opened(db) as opened_app:
        for one in opened_app.agencies(agency):
            with opened_app.store.read(operator(one)) as connection:
                for found in partnerships.partnerships_of(connection, one, opened_app.desk.today()):
                    for member in partnerships.members_of(connection, found["id"]):
                        rows[found["id"], member["agency_id"]] = {
                            "partnership": found["id"], "name": found["name"], "framework": found["framework"],
                            "agency": member["agency_id"], "plays": member["plays"],
                            "since": iso(member["since"]), "until": iso(member["until"]),
                            "purposes": "; ".join(partnerships.purposes_of(member) or ["anything"]),
                        }  # fmt: skip
    if as_json:
        lines(rows.values())
    else:
        columns = ("partnership", "name", "framework", "agency", "plays", "since", "until", "purposes")
        table("Partnerships", columns, [list(row.values()) for row in rows.values()])
