"""The tools there are: list them, check a file, load one, and say which one a programme takes."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from lif_plugin.domain.audit_form import tool_of
from lif_plugin.domain.audit_tool import Tool
from lif_plugin.errors import LifError
from lif_plugin.frameworks.audit_tools.sense import sense_faults
from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import read_document
from lif_plugin.frameworks.shape import shape_faults

SHIPPED_TOOLS: Final = Path(__file__).parent
USUAL: Final = "case_file"
"""The tool of a programme that no other is for."""
_SCHEMA: Final = (SHIPPED_TOOLS / "tool.schema.json",)


class ToolInvalid(LifError):
    """The audit tool has faults."""

    code = "audit_tool_invalid"
    hint = "Mend every item named here, then load it again."

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"The audit tool has {len(self.faults)} faults:{listed}\n")


class ToolUnknown(LifError):
    """There is no audit tool with this id."""

    code = "audit_tool_unknown"
    hint = "`lif audits tools` lists them."


def tool_ids(folder: Path = SHIPPED_TOOLS) -> tuple[str, ...]:
    """The ids of the tools in a folder (the shipped ones): the names of their files, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def load_tool(tool_id: str, folder: Path = SHIPPED_TOOLS) -> Tool:
    """One tool, checked. Raises `ToolUnknown`, and `ToolInvalid` with every fault of its file."""
    known = tool_ids(folder)
    if tool_id not in known:
        raise ToolUnknown(
            f"There is no audit tool {tool_id!r}.{suggestion(tool_id, known)}",
            hint=f"There are: {', '.join(known)}.",
        )
    return read_tool(folder / f"{tool_id}.yaml")


def read_tool(path: Path) -> Tool:
    """The tool in the file at ``path``. Raises `ToolInvalid`."""
    faults = check_tool(path)
    if faults:
        raise ToolInvalid(faults)
    return tool_of(read_document(path).data)


def check_tool(path: Path) -> tuple[Fault, ...]:
    """Every fault of the file at ``path``, in the order of its lines; none means that it can be used."""
    document = read_document(path)
    found = list(document.faults)
    if document.data is not None or not found:
        found += shape_faults(document, _SCHEMA)
    # What a thing means is looked at once it has its shape.
    if not found:
        found += sense_faults(document)
        if document.data["id"] != path.stem:
            found.append(
                document.fault(("id",), f"is not the file's name, {path.stem!r}", "Give both the same name.")
            )
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.line or 0, fault.item)))


def tool_for(programme: str, folder: Path = SHIPPED_TOOLS) -> Tool:
    """The tool of a programme, by its id: the one with the longest piece of it, else the usual one."""
    fitting = [
        (len(piece), name)
        for name in tool_ids(folder)
        for piece in load_tool(name, folder).programmes
        if piece in programme
    ]
    return load_tool(max(fitting)[1] if fitting else USUAL, folder)
