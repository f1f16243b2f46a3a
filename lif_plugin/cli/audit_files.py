"""Audits beyond one case: `audits workbook|take|learn|again|compare|follow`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.auditing import AuditId, Due, due_day, log_read
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, PartnershipId, at_desk, opened, person
from lif_plugin.cli.output import document, iso, say, table
from lif_plugin.cycle.audits.again import beside, follow, open_again
from lif_plugin.cycle.audits.answering import submit
from lif_plugin.cycle.audits.finding import NewLearning, into_learning
from lif_plugin.cycle.audits.workbooks import take_workbook, write_workbook
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import UnreadableInput


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (
        ("workbook", workbook), ("take", take), ("learn", learn), ("again", again), ("compare", compare),
        ("follow", follow_),
    ):  # fmt: skip
        parent.command(name)(command)


def workbook(
    file: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.", dir_okay=False)],
    audits: Annotated[list[str], typer.Argument(metavar="AUDIT...", help="Audits: a sheet each.")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Write audits as an Excel workbook: what is asked, lists to choose from, last time's answers beside."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = write_workbook(opened_app.desk, viewer, audits)
        log_read(opened_app, viewer, "workbook", made.public_ids)
    file.write_bytes(made.content)
    say(f"Written: {file.name}, {len(made.audits)} audits. Fill it in, then `lif audits take`.")


def take(
    file: Annotated[Path, typer.Argument(help="The filled-in workbook.", exists=True, dir_okay=False)],
    agency: AgencyId,
    dry: Annotated[bool, typer.Option("--dry-run", help="Check it; write nothing.")] = False,
    send: Annotated[
        bool, typer.Option("--submit", help="Submit the audits too: nothing may be missing.")
    ] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Take a filled-in workbook back: all of it, or nothing and which cells to mend."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"{file.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    with opened(db) as opened_app:
        viewer = person(agency, role)
        back = take_workbook(opened_app.desk, viewer, file.name, content, dry=dry, whole=send)
        for audit, version in back.versions.items() if send else ():
            # One that waits for its concern is submitted once that is acknowledged.
            if audit not in back.concerns:
                submit(opened_app.desk, viewer, audit, version)
        if back.concerns and not dry:
            opened_app.tell_concerns(agency)
        log_read(opened_app, viewer, "take", back.public_ids)
    if as_json:
        document(asdict(back))
    else:
        for title, faults in (
            ("What to mend", back.faults),
            ("Still to be filled in", () if back.faults else back.missing),
        ):
            if faults:
                rows = [(one.sheet, one.cell, one.what, one.remedy) for one in faults]
                table(title, ("sheet", "cell", "what", "how"), rows)
        for sheet in back.unread:
            say(f"The sheet {sheet} is none of the form's and was not read.")
        if back.concerns:
            would = "would be told" if dry else "was told"
            say(
                f"What cannot wait {would} to the first on your agency's list; {len(back.concerns)} audits wait."
            )
        done = "would be taken" if dry and not back.faults else "taken"
        say(
            f"{0 if back.faults else back.answers} answers {done}{' and submitted' if send and back.versions else ''}."
        )
    if back.faults:
        raise typer.Exit(1)


def learn(
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING...", help="Findings of one theme and nature.")
    ],
    agency: AgencyId,
    partnership: PartnershipId,
    source: Annotated[
        str, typer.Option("--source", help="The framework's source of learning.", metavar="ID")
    ],
    title: Annotated[str, typer.Option("--title", help="What was learnt, in a line; no child, no worker.")],
    summary: Annotated[str, typer.Option("--summary", help="What was found; no child, no worker.")],
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Put findings of submitted audits into the learning cycle, with their figures as its evidence."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = into_learning(
            opened_app.desk, viewer, findings, NewLearning(partnership, source, title, summary)
        )
        log_read(opened_app, viewer, "learn", made.public_ids)
    say(f"Recorded: {made.item_id}. {made.evidence}")


def again(
    audit: AuditId,
    agency: AgencyId,
    auditor: Annotated[str, typer.Option("--auditor", help="Who makes it, as they sign in.")],
    due: Due,
    independent: Annotated[
        str | None,
        typer.Option("--independent", help="Who stands for it that the auditor is of another team."),
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Open the same audit once more, linked to the first."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = open_again(opened_app.desk, viewer, audit, auditor, due_day(due), independent)
        log_read(opened_app, viewer, "again", [made.public_id] if made.public_id else [])
    say(f"Opened: {made.id}")


def compare(
    audit: AuditId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Show an audit beside the one it repeats: better, the same, worse, or not to be told."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        seen = beside(opened_app.desk, viewer, audit)
        log_read(opened_app, viewer, "compare", [seen.public_id] if seen.public_id else [])
    if as_json:
        document({**asdict(seen), "is_better": seen.comparison.is_better})
        return
    table(
        "Question by question",
        ("question", "now"),
        [(key, course.value) for key, course in seen.comparison.questions],
    )
    say(f"The whole, {iso(seen.earlier_on)} to {iso(seen.submitted_on)}: {seen.comparison.grade.value}.")


def follow_(
    audit: AuditId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Let what came of the first audit answer to the second: no better opens learning and its actions again."""
    with at_desk(db, agency, role) as (desk, viewer):
        done = follow(desk, viewer, audit)
    if as_json:
        document(asdict(done))
        return
    say(f"{'Better' if done.is_better else 'No better'}: {len(done.reopened)} items opened again, "
        f"{len(done.actions)} actions taken up again, {len(done.under_way)} still on their way.")  # fmt: skip
