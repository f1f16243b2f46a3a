"""What is asked in an audit: the tool of its programme with the framework's tests in it, kept whole by its digest."""

from hashlib import sha256
from typing import Any

import orjson

from lif_plugin.cycle.audits.tools import known_tools, tool_named, tool_of_programme
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_form import data_of, form_of, tool_of
from lif_plugin.domain.audit_tool import Tool, part_of
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.in_force import terms
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_work
from lif_plugin.store.agencies import load_agency


def framework_of(desk: Desk, connection: Any, viewer: Viewer) -> Framework | None:
    """The framework that the viewer's agency works by today."""
    today = day_number(desk.today())
    return [framework for since, framework in frameworks_of(desk, connection, viewer) if since <= today][-1]


def frameworks_of(desk: Desk, connection: Any, viewer: Viewer) -> list[tuple[int, Framework | None]]:
    """Every framework that the viewer's agency works or worked by, each with its first day, in order of time."""
    agency = load_agency(connection, viewer.agency)
    return [
        (since, desk.framework(name) if name else None)
        for since, name in terms(agency.framework, agency.framework_from)
    ]


def asked_in(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    programme: str,
    tool_id: str | None = None,
    *,
    again: bool = False,
) -> Tool:
    """The tool of a programme (or another, by its id) with the framework's own tests.

    ``again``: for an audit that was made with this tool before, so that a retired one will do. Raises `ToolUnknown`.
    """
    known = known_tools(desk, connection, viewer)
    tool = tool_named(known, tool_id, retired=again) if tool_id else tool_of_programme(known, programme)
    return form_of(tool, framework_of(desk, connection, viewer), programme)


def part_asked(desk: Desk, connection: Any, viewer: Viewer, invitation: dict[str, Any]) -> Tool:
    """What a partner that was invited answers: its own part, in the version of the tool that the story is told with."""
    known = known_tools(desk, connection, viewer)
    told = [
        one.tool
        for one in known
        if (one.tool.id, one.tool.version) == (invitation["tool"], invitation["tool_version"])
    ]
    tool = told[0] if told else tool_named(known, invitation["tool"], retired=True)
    programme = invitation["programme"]
    return part_of(form_of(tool, framework_of(desk, connection, viewer), programme), leads=False)


def keep(connection: Any, viewer: Viewer, programme: str, tool: Tool) -> str:
    """Keep what is asked, once; gives its digest."""
    text = orjson.dumps(data_of(tool), option=orjson.OPT_SORT_KEYS)
    digest = sha256(text).hexdigest()
    audit_work.keep_form(connection, viewer, digest, tool.id, tool.version, programme, text.decode())
    return digest


def kept(connection: Any, viewer: Viewer, digest: str) -> Tool:
    """What was asked, as it was kept. Raises `NotFound`."""
    text = audit_work.form_text(connection, viewer, digest)
    if text is None:
        raise NotFound("What this audit asks is not kept.")
    return tool_of(orjson.loads(text))
