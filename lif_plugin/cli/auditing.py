"""Audits as they are made: `audits open|share-out|list|show|answer|submit|send-back|close|withdraw|workload`."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, as_day, opened, person
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle.audits.answering import Saved, close_audit, save_answers, send_back, submit, withdraw
from lif_plugin.cycle.audits.opening import NewAudit, open_audit, share_out_members
from lif_plugin.cycle.audits.seeing import AuditSeen, see_audit
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_work import AuditState, Origin
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.store.audit_work import audits_where, workload

AuditId = Annotated[
    str, typer.Argument(metavar="AUDIT", help="The audit's id, as `lif audits list` gives it.")
]
Version = Annotated[
    int | None, typer.Option("--version", help="The version you saw; else the one that stands now.")
]
Due = Annotated[str, typer.Option("--due", help="The day it is due, e.g. 2026-04-30.")]
Why = Annotated[str, typer.Option("--why", help="The reason.")]


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (
        ("open", open_), ("share-out", share_out), ("list", list_), ("show", show),
        ("answer", answer), ("submit", submit_), ("send-back", send_back_), ("close", close), ("withdraw", withdraw_),
        ("workload", workload_),
    ):  # fmt: skip
        parent.command(name)(command)


def open_(
    agency: AgencyId,
    programme: Annotated[str, typer.Option("--programme", help="The framework's programme.", metavar="ID")],
    auditor: Annotated[str, typer.Option("--auditor", help="Who makes it, as they sign in.")],
    due: Due,
    case: Annotated[
        str | None, typer.Option("--case", help="The case's public id; none: the agency audits itself.")
    ] = None,
    tool: Annotated[str | None, typer.Option("--tool", help="Another tool than the programme's.")] = None,
    independent: Annotated[
        str | None,
        typer.Option("--independent", help="Who stands for it that the auditor is of another team."),
    ] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Open an audit of a case, or of the agency itself, and give it to an auditor of another team."""
    origin = Origin.NAMED if case else Origin.DUTY
    new = NewAudit(programme, auditor, due_day(due), origin, None, case, tool, independent)
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = open_audit(opened_app.desk, viewer, new)
        log_read(opened_app, viewer, "open", [made.public_id] if made.public_id else [])
    say(f"Opened: {made.id}")


def share_out(
    of: Annotated[str, typer.Argument(metavar="DRAW", help="A draw's id, or with --sample a sample's.")],
    agency: AgencyId,
    programme: Annotated[str, typer.Option("--programme", help="The framework's programme.", metavar="ID")],
    auditor: Annotated[list[str], typer.Option("--auditor", help="An auditor; may be given again.")],
    due: Due,
    sample: Annotated[bool, typer.Option("--sample", help="The id is a sample's.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Open an audit for each case of a draw or sample that has none, evenly, never to the case's own team."""
    origin = Origin.SAMPLE if sample else Origin.PICK
    with opened(db) as opened_app:
        viewer = person(agency, role)
        done = share_out_members(opened_app.desk, viewer, origin, of, programme, auditor, due_day(due))
        log_read(opened_app, viewer, "share_out", [one.public_id for one in done.opened if one.public_id])
    for one in done.opened:
        say(f"Opened: {one.id}")
    if done.without_auditor:
        say(f"{len(done.without_auditor)} wait: of nobody it is shown that they are of another team.")


def list_(
    agency: AgencyId,
    state: Annotated[list[AuditState] | None, typer.Option("--state", help="Only in this state.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List audits, the first due first. This is logged as a reading of cases."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            rows = audits_where(connection, viewer, states=[one.value for one in state] if state else None)
        log_read(opened_app, viewer, "list", [row["public_id"] for row in rows if row["public_id"]])
    names = ("id", "programme", "ref", "drawn_as", "auditor", "due", "state", "grade", "version")
    if as_json:
        lines({**{name: row[name] for name in names}, "due": iso(row["due"])} for row in rows)
        return
    shown = [[iso(row[name]) if name == "due" else row[name] for name in names] for row in rows]
    table(
        "Audits",
        ("id", "programme", "case", "drawn as", "auditor", "due", "state", "grade", "version"),
        shown,
    )


def show(
    audit: AuditId, agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """Show one audit with its answers, what is missing, findings and what happened. This is logged."""
    with opened(db) as opened_app:
        viewer = person(agency, role)
        seen = see_audit(opened_app.desk, viewer, audit)
        log_read(opened_app, viewer, "show", seen.public_ids)
    if as_json:
        lines([_shown(seen)])
        return
    row = seen.row
    say(
        f"{seen.tool.title}, {row['programme']}: {row['state']}, due {iso(row['due'])}, version {row['version']}."
    )
    asked = [
        (one.id, one.text, _said(seen, one.id), seen.answered_before.get(one.id, Answer("")).value)
        for one in seen.asked
    ]
    table("What is asked", ("question", "text", "answer", "last time"), asked)
    table("Findings", ("id", "nature", "theme", "text"),
          [(one["id"], one["nature"], one["theme"], one["text"]) for one in seen.findings])  # fmt: skip
    table(
        "What happened",
        ("day", "what", "note"),
        [(iso(one["day"]), one["kind"], one["note"]) for one in seen.entries],
    )


def _said(seen: AuditSeen, question: str) -> str:
    given = seen.answers.get(question)
    return given.value if given else ""


def _shown(seen: AuditSeen) -> dict[str, Any]:
    names = ("id", "programme", "ref", "drawn_as", "auditor", "state", "grade", "version", "team")
    return {
        **{name: seen.row[name] for name in names},
        "due": iso(seen.row["due"]),
        "answers": {
            key: {"value": one.value, "evidence": one.evidence, "note": one.note}
            for key, one in seen.answers.items()
        },
        "asked": [one.id for one in seen.asked],
        "missing": [{"question": one.question, "field": one.field, "what": one.what} for one in seen.missing],
        "findings": [
            {name: one[name] for name in ("id", "nature", "theme", "text", "item_id")}
            for one in seen.findings
        ],
        "entries": [
            {"day": iso(one["day"]), "kind": one["kind"], "note": one["note"]} for one in seen.entries
        ],
    }


def answer(
    audit: AuditId,
    question: Annotated[str, typer.Argument(help="The question's id.")],
    value: Annotated[str, typer.Argument(help="The answer: a choice's id, words, a number, a day.")],
    agency: AgencyId,
    evidence: Annotated[str, typer.Option("--evidence", help="Where it is seen.")] = "",
    note: Annotated[str, typer.Option("--note", help="Anything else.")] = "",
    version: Version = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Answer one question of an audit."""
    given = {question: Answer(value, evidence, note)}
    _step(audit, agency, role, db, version, lambda app, by, at: save_answers(app.desk, by, audit, at, given))


def submit_(
    audit: AuditId, agency: AgencyId, version: Version = None, role: AsRole = Role.QUALITY, db: Db = None
) -> None:
    """Submit an audit: everything that is asked is answered, with its evidence and a grade."""
    _step(audit, agency, role, db, version, lambda app, by, at: submit(app.desk, by, audit, at))


def send_back_(
    audit: AuditId,
    agency: AgencyId,
    why: Why,
    version: Version = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Send a submitted audit back to its auditor, with a reason."""
    _step(audit, agency, role, db, version, lambda app, by, at: send_back(app.desk, by, audit, at, why))


def close(
    audit: AuditId, agency: AgencyId, version: Version = None, role: AsRole = Role.QUALITY, db: Db = None
) -> None:
    """Take a submitted audit as done."""
    _step(audit, agency, role, db, version, lambda app, by, at: close_audit(app.desk, by, audit, at))


def withdraw_(
    audit: AuditId,
    agency: AgencyId,
    why: Why,
    version: Version = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say that an audit is not to be made, and why."""
    _step(audit, agency, role, db, version, lambda app, by, at: withdraw(app.desk, by, audit, at, why))


def workload_(agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False) -> None:
    """Say how many audits each auditor has to make now, and when the first is due."""
    with opened(db) as opened_app, opened_app.store.read(person(agency, role)) as connection:
        rows = workload(connection, person(agency, role))
    if as_json:
        lines({**row, "first_due": iso(row["first_due"])} for row in rows)
        return
    table(
        "Auditors",
        ("auditor", "to make", "first due"),
        [(row["auditor"], row["open"], iso(row["first_due"])) for row in rows],
    )


def _step(
    audit: str,
    agency: str,
    role: Role,
    db: str | None,
    version: int | None,
    verb: Callable[[App, Viewer, int], Saved],
) -> None:
    with opened(db) as opened_app:
        viewer = person(agency, role)
        at = version if version is not None else see_audit(opened_app.desk, viewer, audit).row["version"]
        done = verb(opened_app, viewer, at)
        log_read(opened_app, viewer, "step", [done.public_id] if done.public_id else [])
    say(f"Saved; the audit is in version {done.version}.")


def log_read(opened_app: App, viewer: Viewer, what: str, public_ids: Iterable[str]) -> None:
    """Log whose case-level data was shown; nothing where no case was."""
    shown = sorted(set(public_ids))
    if shown:
        opened_app.read_log.record(viewer, f"cli.audits.{what}", shown)


def due_day(text: str) -> int:
    """The day an option names. Raises `BadSetting`."""
    day = as_day(text, "--due")
    if day is None:
        raise BadSetting("--due is not a date.", hint="Write it as 2026-04-30.")
    return day
