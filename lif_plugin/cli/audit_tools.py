"""The tools of audits: `audits tools list|show|check|add|retire`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.cli.options import (
    AgencyId,
    AnyAgency,
    AsRole,
    Db,
    Json,
    PartnershipId,
    at_desk,
    opened,
    person,
)
from lif_plugin.cli.output import document, iso, lines, say, table
from lif_plugin.cycle.audits.tools import KnownTool, add_tool, known_tools, retire_tool
from lif_plugin.domain.audit_form import data_of
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotFound
from lif_plugin.frameworks.audit_tools import check_tool, load_tool, tool_ids

app = typer.Typer(
    help="Tools of audits, the shipped ones and those a partnership brings itself.",
    invoke_without_command=True,
)
File = Annotated[
    Path, typer.Argument(help="The tool's file, .yaml, named by its id.", exists=True, dir_okay=False)
]
ToolId = Annotated[str, typer.Argument(metavar="TOOL", help="The tool's id.")]


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="tools")


@app.callback()
def tools(
    context: typer.Context,
    agency: AnyAgency = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Without a command: list them."""
    if context.invoked_subcommand is None:
        list_(agency, role, db, as_json=as_json)


@app.command("list")
def list_(
    agency: AnyAgency = None, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """List the tools of audits: with --agency also every version that its partnerships brought, the retired ones too."""
    rows = [_row(one) for one in _known(agency, role, db)]
    if as_json:
        lines(rows)
        return
    columns = ("tool", "version", "title", "for", "questions", "added_by", "retired_on")
    table("Tools of audits", columns, [[row[name] for name in columns] for row in rows])


@app.command("show")
def show(
    tool: ToolId,
    agency: AnyAgency = None,
    version: Annotated[int | None, typer.Option("--version", help="An earlier version.")] = None,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Show a tool as data, JSON: what its file says."""
    found = [
        one for one in _known(agency, role, db) if one.tool.id == tool and version in {None, one.tool.version}
    ]
    if not found:
        raise NotFound(
            f"There is no audit tool {tool!r} in this version.", hint="`lif audits tools list` lists them."
        )
    document(data_of(found[-1].tool))


@app.command("check")
def check(file: File) -> None:
    """Check a tool of your own, and name every slip by line and item."""
    faults = check_tool(file)
    for fault in faults:
        say(str(fault))
    say(f"{file.name}: {len(faults)} faults." if faults else f"{file.name} can be used.")
    raise typer.Exit(1 if faults else 0)


@app.command("add")
def add(
    file: File, agency: AgencyId, partnership: PartnershipId, role: AsRole = Role.QUALITY, db: Db = None
) -> None:
    """Bring a tool of your own to a partnership, or its next version; audits under way keep the one they have."""
    with at_desk(db, agency, role) as (desk, viewer):
        done = add_tool(desk, viewer, partnership, file)
    said = "is there from now on" if done.is_new else "was there already"
    say(f"{done.tool.title}, version {done.tool.version}, {said}.")
    if done.programmes:
        say(f"These programmes take it: {', '.join(done.programmes)}.")
    else:
        say(f"No programme takes it by itself: name it by `--tool {done.tool.id}`.")


@app.command("retire")
def retire(
    tool: ToolId,
    agency: AgencyId,
    why: Annotated[str, typer.Option("--why", help="The reason.")],
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Let no new audit take a tool that your agency brought; audits that have it keep it."""
    with at_desk(db, agency, role) as (desk, viewer):
        done = retire_tool(desk, viewer, tool, why)
    say(f"{done.tool.title} is retired. A later version brings it back.")


def _known(agency: str | None, role: Role, db: str | None) -> list[KnownTool]:
    if agency is None:
        # As they are shipped: nothing of this needs a database.
        return [KnownTool(load_tool(name)) for name in tool_ids()]
    with opened(db) as opened_app:
        viewer = person(agency, role)
        with opened_app.store.read(viewer) as connection:
            return known_tools(opened_app.desk, connection, viewer)


def _row(one: KnownTool) -> dict[str, Any]:
    return {
        "tool": one.tool.id,
        "version": one.tool.version,
        "title": one.tool.title,
        "for": one.tool.subject,
        "questions": len(list(one.tool.questions())),
        "grades": [grade.label for grade in one.tool.grades],
        "added_by": one.agency,
        "partnership": one.partnership,
        "retired_on": iso(one.retired_on),
        "why_retired": one.why,
    }
