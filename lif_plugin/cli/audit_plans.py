"""What is to be audited: `audits sample|repeat-sample|plan`."""

from dataclasses import asdict
from typing import Annotated

import typer

from lif_plugin.cli.auditing import log_read
from lif_plugin.cli.months import month_of, written_month
from lif_plugin.cli.options import AgencyId, AsRole, Db, Json, at_desk, opened, person
from lif_plugin.cli.output import document, iso, lines, say, table
from lif_plugin.cycle.audits.planning import PlanLine, keep_plan, plan_of, propose_plan
from lif_plugin.cycle.audits.sampling import Method, NewSample, draw_sample, repeat_sample
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

_WORDS = {
    "on_event": "comes when something happens",
    "continuous": "goes on always",
    "unturned": "the framework gives no months: say --every",
}


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (("sample", sample), ("repeat-sample", repeat), ("plan", plan)):
        parent.command(name)(command)


def sample(
    agency: AgencyId,
    programme: Annotated[str, typer.Option("--programme", help="The framework's programme.", metavar="ID")],
    title: Annotated[str, typer.Option("--title", help="What the sample is for.")],
    method: Annotated[Method, typer.Option("--method", help="How it is drawn.")] = Method.RANDOM,
    size: Annotated[int, typer.Option("--size", help="Cases at most.", min=0)] = 0,
    nominated: Annotated[
        int, typer.Option("--nominated", help="Nominated cases at most, beside them.", min=0)
    ] = 0,
    seed: Annotated[str | None, typer.Option(help="A text to draw by; else one is made and printed.")] = None,
    case: Annotated[
        list[str] | None, typer.Option("--case", help="Purposive: a case's public id; may be given again.")
    ] = None,
    why: Annotated[str | None, typer.Option("--why", help="Purposive: why these cases.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Draw a sample of cases; it is kept with its frame, method, size, seed and who was left out."""
    new = NewSample(programme, title, method, size, nominated, seed, tuple(case or ()), why)
    with opened(db) as opened_app:
        viewer = person(agency, role)
        made = draw_sample(opened_app.desk, viewer, new)
        log_read(
            opened_app, viewer, "sample", [one.public_id for drawn in made.members.values() for one in drawn]
        )
    rows = [
        {"part": part, "place": place, "case_ref": one.ref, "stratum": one.stratum}
        for part, drawn in made.members.items()
        for place, one in enumerate(drawn, 1)
    ]
    left_out = [
        {"part": part, "reason": reason.value, "count": count}
        for (part, reason), count in sorted(made.exclusions.items())
    ]
    if as_json:
        document({"id": made.id, "seed": made.seed, "as_of": iso(made.as_of), "frame": dict(made.frames), "members": rows,
                  "excluded": left_out})  # fmt: skip
        return
    table(title, ("part", "place", "case", "stratum"), [list(row.values()) for row in rows])
    for one in left_out:
        say(f"Left out of the {one['part']} part: {one['count']}, {str(one['reason']).replace('_', ' ')}.")
    sizes = ", ".join(f"{count:,} {part}" for part, count in made.frames.items())
    say(f"Seed {made.seed}. Frame: {sizes}. Sample {made.id}.")


def repeat(
    sample_id: Annotated[str, typer.Argument(metavar="SAMPLE")],
    agency: AgencyId,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Draw again from a sample's kept frame and seed, and say whether it gives the same cases."""
    with at_desk(db, agency, role) as (desk, viewer):
        done = repeat_sample(desk, viewer, sample_id)
    if as_json:
        document(asdict(done))
        return
    say(
        f"Seed {done.seed}, method {done.method}: {'the same' if done.same else 'OTHER'} {done.picked} cases."
    )


def plan(
    agency: AgencyId,
    first: Annotated[str, typer.Option("--from", help="The first of twelve months, e.g. 2026-04.")],
    every: Annotated[
        list[str] | None,
        typer.Option(
            "--every", help="PROGRAMME=MONTHS, where the framework's word gives none; may be given again."
        ),
    ] = None,
    quota: Annotated[
        int | None, typer.Option("--quota", help="Audits a month; else as the agency has set.", min=0)
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it; a month that stands stays as it is.")
    ] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show a year of the framework's audit programmes, month by month, beside what was done; with --keep, keep it."""
    start = month_of(first) or 0
    with opened(db) as opened_app:
        viewer = person(agency, role)
        proposal = propose_plan(opened_app.desk, viewer, start, dict(map(_every, every or ())), quota)
        kept = keep_plan(opened_app.desk, viewer, proposal) if keep else None
        stands = plan_of(opened_app.desk, viewer, start, start + 99)
    shown = stands if keep else [PlanLine(one, 0, 0) for one in proposal.months]
    rows = [
        {"month": written_month(one.planned.month), "programme": one.planned.programme, "scope": one.planned.scope,
         "lead": one.planned.lead, "quota": one.planned.quota, "opened": one.opened, "submitted": one.submitted}
        for one in sorted(shown, key=lambda one: (one.planned.month, one.planned.programme))
    ]  # fmt: skip
    if as_json:
        lines(rows)
        return
    table("Forward plan", ("month", "programme", "what", "lead", "audits", "opened", "submitted"),
          [list(row.values()) for row in rows])  # fmt: skip
    for one in proposal.unplanned:
        say(f"{one.programme} ({one.word or 'no word'}): {_WORDS[one.rhythm.value]}.")
    if kept is not None:
        say(f"{kept[0]} months kept, {kept[1]} stood already.")


def _every(text: str) -> tuple[str, int]:
    programme, _, months = text.partition("=")
    if not months.isdigit():
        raise BadSetting("--every is not PROGRAMME=MONTHS.", hint="Write it as thematic_audits=3.")
    return programme, int(months)
