"""Lessons: `lessons publish|list|withdraw|case|helped`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, at_desk, opened, person
from lif_plugin.cli.output import lines, say, table
from lif_plugin.cycle import lessons
from lif_plugin.domain.situation import Situation
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.store.reads.cases import cases_named

app = typer.Typer(
    help="What was learnt, for cases it may apply to; shown when a case is opened, never sent.",
    no_args_is_help=True,
)
LessonId = Annotated[
    str, typer.Argument(metavar="LESSON", help="The lesson's id, as `lif lessons list` gives it.")
]
CaseName = Annotated[str, typer.Argument(metavar="CASE", help="The case's reference or public id.")]


@app.command()
def publish(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item it was learnt from.")],
    text: Annotated[str, typer.Argument(help="What others can take from it; no child, no worker.")],
    agency: AgencyId,
    event: Annotated[
        list[str] | None, typer.Option("--event", help="A kind of event; again for another.")
    ] = None,
    within: Annotated[int | None, typer.Option("--within", help="Days since the event.")] = None,
    youngest: Annotated[int | None, typer.Option("--from-age", help="Years.")] = None,
    oldest: Annotated[int | None, typer.Option("--to-age", help="Years.")] = None,
    plan: Annotated[
        list[str] | None, typer.Option("--plan", help="A plan's code; again for another.")
    ] = None,
    theme: Annotated[str | None, typer.Option("--theme", help="Its theme; else the item's.")] = None,
    own: Annotated[bool, typer.Option("--own", help="Keep it within the agency.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Publish a lesson of an item for the situations it is about; prints its id."""
    situation = Situation(tuple(event or ()), within, youngest, oldest, tuple(plan or ()))
    new = lessons.NewLesson(item, text, situation, theme, not own)
    with at_desk(db, agency, role) as (desk, viewer):
        say(lessons.publish_lesson(desk, viewer, new))


@app.command("list")
def list_(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """List the lessons that stand, with in how many cases of the agency each would have helped."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = [asdict(one) for one in lessons.lessons_told(desk, viewer)]
    if as_json:
        lines(found)
        return
    columns = ("lesson", "agency", "theme", "text", "yes", "no", "cannot_tell")
    table("Lessons; would have helped", columns, [[one[name] for name in columns] for one in found])


@app.command()
def withdraw(lesson: LessonId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None) -> None:
    """Show a lesson of the agency on no case any more."""
    with at_desk(db, agency, role) as (desk, viewer):
        lessons.withdraw_lesson(desk, viewer, lesson)
    say("Withdrawn.")


@app.command()
def case(
    name: CaseName, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Say which lessons apply to a case and why, and of which the record cannot tell. Logged as a reading of the case."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        found = _case(opened_app, viewer, name)
        with opened_app.store.read(viewer) as connection:
            held = lessons.lessons_on_cases(
                opened_app.desk, opened_app.plugins, connection, viewer, [found["case_id"]]
            )
    rows = [
        {
            "lesson": one.lesson.id,
            "text": one.lesson.text,
            "from": one.lesson.source,
            "applies": one.standing.value,
            "why": list(one.why),
            "helped": one.helped.value if one.helped else None,
        }
        for one in held[found["case_id"]]
    ]
    if as_json:
        lines(rows)
        return
    columns = ("lesson", "text", "from", "applies", "why", "helped")
    table("Lessons", columns, [[_cell(row[name]) for name in columns] for row in rows])


@app.command()
def helped(
    lesson: LessonId,
    name: CaseName,
    answer: Annotated[lessons.Helped, typer.Argument(help="Whether it would have helped.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say whether a lesson would have helped in a case, had it been applied then; counted in the agency."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        found = _case(opened_app, viewer, name)
        lessons.say_helped(opened_app.desk, viewer, found["public_id"], lesson, answer)
    say("Kept within your agency.")


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def _case(opened_app: App, viewer: Viewer, name: str) -> dict[str, Any]:
    with opened_app.store.read(viewer) as connection:
        found = cases_named(connection, viewer, name)
    if len(found) != 1:
        raise NotFound("The reference names no single case.", hint="Give the case's public id.")
    opened_app.read_log.record(viewer, "cli.lessons", [found[0]["public_id"]])
    return found[0]
