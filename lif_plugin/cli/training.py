"""Training: `training offer|need|attend|answer|list|due`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, as_day, at_desk, today
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle import training
from lif_plugin.domain.training import Stage
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

app = typer.Typer(
    help="Courses from findings: who lacks them, who came, and what they can do before, after and later. Never who.",
    no_args_is_help=True,
)
CourseId = Annotated[
    str, typer.Argument(metavar="COURSE", help="The course's id, as `lif training list` gives it.")
]
RoleName = Annotated[str, typer.Argument(metavar="ROLE", help="A role, in the agency's own words.")]


@app.command()
def offer(
    agency: AgencyId,
    partnership: PartnershipId,
    title: Annotated[str, typer.Option("--title", help="What it is called.")],
    need: Annotated[str, typer.Option("--need", help="What it answers.")],
    later: Annotated[str, typer.Option("--later", help="When it is asked again what people can do.")],
    audience: Annotated[
        list[str], typer.Option("--for", metavar="AGENCY:ROLE", help="For whom; again for another.")
    ],
    question: Annotated[
        list[str] | None, typer.Option("--ask", metavar="CODE:TEXT", help="Asked on a scale of 1 to 5.")
    ] = None,
    finding: Annotated[str | None, typer.Option("--finding", help="The finding it comes from.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Offer a course to roles of agencies; prints its id."""
    new = training.NewTraining(
        partnership, title, need, as_day(on, "--on") or today(), as_day(later, "--later") or 0,
        tuple(_pair(one, "--for") for one in audience),
        tuple(training.Question(*_pair(one, "--ask")) for one in question or ()), finding,
    )  # fmt: skip
    with at_desk(db, agency, role) as (desk, viewer):
        say(training.offer_training(desk, viewer, new))


@app.command()
def need(
    course: CourseId,
    who: RoleName,
    people: Annotated[int, typer.Argument(help="How many of the agency need it.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say how many people of a role of the own agency need a course; the last word counts."""
    with at_desk(db, agency, role) as (desk, viewer):
        training.state_need(desk, viewer, course, who, people)
    say("Kept.")


@app.command()
def attend(
    course: CourseId,
    who: RoleName,
    people: Annotated[int, typer.Argument(help="How many came for the first time.")],
    agency: AgencyId,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write down how many people of a role of the own agency came; never who."""
    with at_desk(db, agency, role) as (desk, viewer):
        day = as_day(on, "--on") or today()
        training.attend(desk, viewer, course, who, people, day)
    say("Kept.")


@app.command()
def answer(
    course: CourseId,
    stage: Annotated[Stage, typer.Argument(help="When it was asked.")],
    code: Annotated[str, typer.Argument(help="The question's code.")],
    scores: Annotated[
        list[str], typer.Argument(metavar="SCORE:PEOPLE...", help="How many gave each score, as 4:7.")
    ],
    agency: AgencyId,
    on: Annotated[str | None, typer.Option("--on", help="The day; else today.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write down how many people of the own agency gave a question each score."""
    given = {
        _number(score): _number(people) for score, people in (_pair(one, "SCORE:PEOPLE") for one in scores)
    }
    with at_desk(db, agency, role) as (desk, viewer):
        day = as_day(on, "--on") or today()
        training.answer_training(desk, viewer, course, stage, code, given, day)
    say("Kept.")


@app.command("list")
def list_(
    agency: AgencyId,
    partnership: Annotated[
        str | None, typer.Option("--partnership", help="One partnership; else all.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List courses with who lacks them in each agency and role, and what changed for those who came."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = training.courses_of(desk, viewer, partnership)
    if as_json:
        lines(_shown(one) for one in found)
        return
    for one in found:
        say(f"{one.row['title']}, {iso(one.row['day'])} ({one.row['id']})")
        rows = [(at.agency, at.role, at.need, at.attended, at.lacking) for at in one.reached]
        table("Who it is for", ("agency", "role", "need it", "came", "lack it"), rows)
        asked = [(at.text, *_means(at), at.change, at.lasting) for at in one.evaluated]
        table("What they can do", ("asked", "before", "after", "later", "change", "lasting"), asked)


@app.command()
def due(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """List courses whose people in the own agency have still to be asked what they can do now."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = training.later_due(desk, viewer)
    rows = [
        {"id": one.row["id"], "title": one.row["title"], "due": iso(one.row["later_on"])} for one in found
    ]
    if as_json:
        lines(rows)
    else:
        table("To be asked now", ("id", "title", "due"), [list(row.values()) for row in rows])


def _means(at: Any) -> list[float | None]:
    means = {one.stage: one.mean for one in at.answers}
    return [means.get(stage) for stage in Stage]


def _shown(one: training.Course) -> dict[str, Any]:
    same = {
        name: one.row[name] for name in ("id", "agency_id", "partnership_id", "title", "need", "finding_id")
    }
    return same | {
        "day": iso(one.row["day"]),
        "later_on": iso(one.row["later_on"]),
        "later_due": one.later_due,
        "reached": [asdict(at) | {"lacking": at.lacking} for at in one.reached],
        "evaluated": [asdict(at) for at in one.evaluated],
    }


def _pair(given: str, option: str) -> tuple[str, str]:
    first, colon, second = given.partition(":")
    if not (first and colon and second):
        raise BadSetting(f"{option} is two parts.", hint="Write them with a colon between.")
    return first, second


def _number(given: str) -> int:
    if not given.isascii() or not given.isdecimal():
        raise BadSetting("A score and its people are whole numbers.", hint="Write them as 4:7.")
    return int(given)
