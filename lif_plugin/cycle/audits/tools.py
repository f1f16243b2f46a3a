"""The tools there are for an audit: the shipped ones, and those a partnership brought itself, version by version."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_form import data_of, tool_of
from lif_plugin.domain.audit_tool import Tool
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.frameworks.audit_tools import ToolUnknown, load_tool, read_tool, tool_for, tool_ids
from lif_plugin.frameworks.faults import suggestion
from lif_plugin.store import audit_tools, learning
from lif_plugin.store.tables import audit_tool
from lif_plugin.store.work import hold_agency


@dataclass(frozen=True, slots=True)
class KnownTool:
    """A tool in one version: which agency added it to which partnership (None: it is shipped), and whether it is retired.

    ``retired_on`` YYYYMMDD; ``row`` is the id under which it is kept.
    """

    tool: Tool
    agency: str | None = None
    partnership: str | None = None
    retired_on: int | None = None
    why: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A tool that was brought, and the partnership's programmes that take it from now on; ``is_new`` unless it was there."""

    tool: Tool
    programmes: tuple[str, ...]
    is_new: bool


def known_tools(desk: Desk, connection: Any, viewer: Viewer) -> list[KnownTool]:
    """Every version of every tool that the viewer's agency may use or has used: shipped first, then by id and version."""
    rows = audit_tools.brought(connection, viewer, desk.today())
    return [KnownTool(load_tool(name)) for name in tool_ids()] + [
        KnownTool(
            tool_of(orjson.loads(row["content"])), row["agency_id"], row["partnership_id"], row["retired_on"],
            row["why_retired"], row["id"],
        )
        for row in rows
    ]  # fmt: skip


def latest(known: Iterable[KnownTool]) -> dict[str, KnownTool]:
    """Each tool in its latest version; a tool is retired when that one is."""
    return {one.tool.id: one for one in sorted(known, key=lambda one: one.tool.version)}


def tool_named(known: Iterable[KnownTool], tool_id: str, *, retired: bool = False) -> Tool:
    """A tool by its id in its latest version; a retired one only where an audit is done again. Raises `ToolUnknown`."""
    there = {key: one for key, one in latest(known).items() if retired or one.retired_on is None}
    if tool_id not in there:
        raise ToolUnknown(
            f"There is no audit tool {tool_id!r}.{suggestion(tool_id, sorted(there))}",
            hint=f"There are: {', '.join(sorted(there))}.",
        )
    return there[tool_id].tool


def tool_of_programme(known: Iterable[KnownTool], programme: str) -> Tool:
    """The tool of a programme: the partnership's own where one is for it, by the longest piece of its id, else a shipped one."""
    fitting = [
        (len(piece), one.tool.id, one.tool)
        for one in latest(known).values()
        if one.row is not None and one.retired_on is None
        for piece in one.tool.programmes
        if piece in programme
    ]
    return max(fitting)[-1] if fitting else tool_for(programme)


def add_tool(desk: Desk, viewer: Viewer, partnership: str, path: Path) -> Added:
    """Bring the tool in a file to a partnership; the same file again changes nothing. Audits under way keep theirs.

    Raises `ToolInvalid` with every fault by line and item, `NotFound` for another's partnership, `NotAllowed`, and
    `AuditRefused` for an id that is taken or a version that does not count up.
    """
    viewer.require(Right.DRAW_AUDITS)
    tool = read_tool(path)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        framework = desk.framework_of(connection, viewer, partnership)
        known = known_tools(desk, connection, viewer)
        same = any(one.tool == tool and one.partnership == partnership for one in known)
        if not same:
            _require_next(known, partnership, tool)
            content = orjson.dumps(data_of(tool), option=orjson.OPT_SORT_KEYS).decode()
            learning.add(
                connection, audit_tool, viewer, partnership, tool=tool.id, version=tool.version, content=content,
                retired_on=None, why_retired=None,
            )  # fmt: skip
            known = known_tools(desk, connection, viewer)
        takes = [one.id for one in framework.audit_programmes if tool_of_programme(known, one.id) == tool]
    return Added(tool, tuple(takes), not same)


def _require_next(known: Iterable[KnownTool], partnership: str, tool: Tool) -> None:
    before = latest(known).get(tool.id)
    if before is None:
        return
    if before.partnership != partnership:
        whose = "a shipped tool" if before.row is None else "a tool of another partnership of yours"
        raise AuditRefused(f"{tool.id} is the id of {whose}.", hint="Give yours an id of its own.")
    if tool.version <= before.tool.version:
        raise AuditRefused(
            f"{tool.id} is there in version {before.tool.version}, and what it asks is another.",
            hint=f"Count the version of the file up, to {before.tool.version + 1}.",
        )


def retire_tool(desk: Desk, viewer: Viewer, tool_id: str, why: str) -> KnownTool:
    """Let no new audit take a tool any more, and say why; audits that have it keep it. A later version brings it back.

    For the agency that added its latest version. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    viewer.require(Right.DRAW_AUDITS)
    if not why.strip():
        raise AuditRefused("Say in a sentence why it is retired.")
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        one = latest(known_tools(desk, connection, viewer)).get(tool_id)
        if one is None or one.row is None:
            raise NotFound("Your partnerships have brought no such tool.")
        if one.agency != viewer.agency:
            raise AuditRefused(f"{one.agency} added its latest version, and retires it.")
        if not audit_tools.retire(connection, viewer, one.row, day_number(desk.today()), why.strip()):
            raise AuditRefused("It is retired already.")
        return latest(known_tools(desk, connection, viewer))[tool_id]
