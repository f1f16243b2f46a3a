"""What comes back about audits: `audits read-back|talk|concern|acknowledge|concerns|second|differences|settle-grade|agreement|report`."""

from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.auditing import AuditId, Due, Why, due_day, log_read
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, as_day, at_desk, opened, person
from lif_plugin.cli.output import lines, say, table
from lif_plugin.cycle.audits import concerns, journey, moderating
from lif_plugin.cycle.audits.report_book import about_lines, cells_of, columns_of, report_book, shown
from lif_plugin.cycle.audits.reporting import audit_report
from lif_plugin.domain.audit_report import ReportLevel
from lif_plugin.domain.viewer import Role
from lif_plugin.web.audit_words import moment

Text = Annotated[str, typer.Option("--text", help="In your own words.")]
Second = Annotated[str, typer.Argument(metavar="SECOND", help="The second reading's id.")]


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (
        ("read-back", read_back), ("talk", talk), ("concern", concern), ("acknowledge", acknowledge),
        ("concerns", concerns_), ("second", second), ("differences", differences), ("settle-grade", settle_grade),
        ("agreement", agreement), ("report", report),
    ):  # fmt: skip
        parent.command(name)(command)


def read_back(audit: AuditId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None) -> None:
    """Show a submitted audit to those who work with its case: what went well first, and no grade."""
    with opened(db) as app:
        viewer = person(agency, role)
        row = journey.read_back(app.desk, viewer, audit)
        log_read(app, viewer, "read_back", [row["public_id"]])
    say("Those who work with the case can read it.")


def talk(
    audit: AuditId,
    agency: AgencyId,
    day: Annotated[
        str | None, typer.Option("--day", help="The day you propose; without it you agree to the worker's.")
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Propose a day for the reflective conversation, or agree to the one the worker proposed."""
    with opened(db) as app:
        viewer = person(agency, role)
        row = journey.set_talk(app.desk, viewer, audit, as_day(day, "--day"))
        log_read(app, viewer, "talk", [row["public_id"]])
    say("The day is kept.")


def concern(audit: AuditId, agency: AgencyId, text: Text, role: AsRole = Role.QUALITY, db: Db = None) -> None:
    """Say that a child may not be safe now: somebody is told at once, and the audit waits until they have looked."""
    with opened(db) as app:
        viewer = person(agency, role)
        raised = concerns.raise_concern(app.desk, viewer, audit, text)
        log_read(app, viewer, "concern", raised.public_ids)
        app.tell_concerns(agency)
    for step in raised.told:
        say(f"{step['name'] or step['role']} is told. The audit waits. Concern: {raised.id}")


def acknowledge(
    concern_id: Annotated[str, typer.Argument(metavar="CONCERN", help="The concern's id.")],
    agency: AgencyId,
    text: Text,
    role: AsRole = Role.MANAGER,
    db: Db = None,
) -> None:
    """Say that you have looked at a concern, and what is being done; the audit goes on."""
    with opened(db) as app:
        viewer = person(agency, role)
        done = concerns.acknowledge_concern(app.desk, viewer, concern_id, text)
        log_read(app, viewer, "acknowledge", done.public_ids)
    say("It is written down.")


def concerns_(
    agency: AgencyId,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those nobody has acknowledged.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List concerns with who was told and when; the next on the list is told first where it is time to."""
    with opened(db) as app:
        app.tell_concerns(agency)
        viewer = person(agency, role)
        with app.store.read(viewer) as connection:
            found = concerns.see_concerns(connection, viewer, waiting=waiting)
        log_read(app, viewer, "concerns", [key for one in found for key in one.public_ids])
    rows = [
        {
            "concern": one.id,
            "audit": one.audit_id,
            "case": one.row["ref"],
            "raised": moment(one.row["at"]),
            "told": ", ".join(f"{step['name'] or step['role']} {moment(step['at'])}" for step in one.told),
            "acknowledged": moment(one.row["acknowledged_at"]) if one.row["acknowledged_at"] else None,
        }
        for one in found
    ]
    if as_json:
        lines(rows)
        return
    table(
        "Concerns",
        ("concern", "audit", "case", "raised", "told", "acknowledged"),
        [list(row.values()) for row in rows],
    )


def second(
    agency: AgencyId,
    programme: Annotated[str, typer.Option("--programme", help="The framework's programme.", metavar="ID")],
    auditor: Annotated[list[str], typer.Option("--auditor", help="A second reader; may be given again.")],
    due: Due,
    since: Annotated[str, typer.Option("--from", help="Submitted from this day.")],
    until: Annotated[str, typer.Option("--to", help="To this day.")],
    share: Annotated[int, typer.Option("--share", help="Of a hundred how many.")] = 10,
    seed: Annotated[str | None, typer.Option("--seed", help="Draws the same again; else a new one.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Draw a share of submitted audits to be read again by somebody who sees nothing of the first reading."""
    days = (as_day(since, "--from") or 0, as_day(until, "--to") or 0)
    wanted = moderating.ToRead(programme, *days, share, tuple(auditor), due_day(due), seed)
    with opened(db) as app:
        viewer = person(agency, role)
        drawn = moderating.draw_second(app.desk, viewer, wanted)
        log_read(app, viewer, "second", [one.public_id for one in drawn.opened if one.public_id])
    say(f"Of {len(drawn.frame)} audits, by the seed {drawn.seed}:")
    for one in drawn.opened:
        say(f"Opened: {one.id}")
    if drawn.without_auditor:
        say(f"{len(drawn.without_auditor)} wait: of nobody it is shown that they are of another team.")


def differences(
    audit: Second, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Show where two readings graded differently, and what was agreed on."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = moderating.differences(desk, viewer, audit)
    rows = [(one.question, one.first, one.second, one.agreed) for one in found]
    columns = ("question", "first", "second", "agreed")
    if as_json:
        lines(dict(zip(columns, row, strict=True)) for row in rows)
        return
    table("Two readings", columns, rows)


def settle_grade(
    audit: Second,
    agency: AgencyId,
    question: Annotated[str, typer.Option("--question", help="The question.")],
    grade: Annotated[str, typer.Option("--grade", help="The grade both agree on.")],
    why: Why,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Keep the grade that two readers agreed on, beside both."""
    with opened(db) as app:
        viewer = person(agency, role)
        log_read(app, viewer, "agree", moderating.agree_grade(app.desk, viewer, audit, question, grade, why))
    say("It is kept with both.")


def agreement(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """Say how far two readings agree on the whole, by programme; a kappa only from twenty audits on."""
    with at_desk(db, agency, role) as (desk, viewer):
        found = moderating.agreement(desk, viewer)
    columns = ("programme", "read_twice", "same", "cohen", "fleiss")
    rows = [(one.programme, one.n, one.same, one.cohen, one.fleiss) for one in found]
    if as_json:
        lines(dict(zip(columns, row, strict=True)) for row in rows)
        return
    table("Read twice", columns, rows)


def report(
    agency: AgencyId,
    level: Annotated[ReportLevel, typer.Option("--level", help="For whom.")] = ReportLevel.SERVICE,
    quarter: Annotated[str | None, typer.Option("--quarter", help="Such as 2026-Q1; else this one.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="With --level team: which.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it as an Excel workbook.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Show what audits of a quarter show together; counts of a few are not shown, and nobody is named."""
    with at_desk(db, agency, role) as (desk, viewer):
        made = audit_report(desk, viewer, level, quarter, team)
    if out is not None:
        out.write_bytes(report_book(made))
        say(f"Written: {out.name}")
        return
    for name, value in about_lines(made):
        say(f"{name}: {value}")
    for title, groups in (
        ("Grades", made.grades), ("Over time", made.over_time), ("Themes", made.themes), ("Voice", made.voice),
    ):  # fmt: skip
        columns = columns_of(groups)
        rows = [(group.name, *cells_of(group, columns), shown(group.total)) for group in groups]
        table(title, ("", *columns, "all"), rows)
