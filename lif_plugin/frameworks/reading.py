"""Reading a framework file: plain data out of YAML, with the line of every part kept for the faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lif_plugin.frameworks.faults import WHOLE_FILE, Fault

Parts = tuple[str | int, ...]

# The largest of the shipped files has 72 kB and six levels.
MAX_BYTES = 2_000_000
MAX_DEPTH = 20
PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one file, the line of every part of it, and what was wrong with reading it."""

    file: str
    data: Any
    lines: Mapping[Parts, int]
    faults: tuple[Fault, ...] = ()

    def fault(self, parts: Parts, problem: str, remedy: str, *, at: Parts | None = None) -> Fault:
        """Return a fault of the part at `parts`, placed on the line of `at` where that is more exact."""
        return Fault(self.file, self.line(parts if at is None else at), self.item(parts), problem, remedy)

    def line(self, parts: Parts) -> int | None:
        """Return the line of the part at `parts`, or of the nearest part around it."""
        for end in range(len(parts), -1, -1):
            if parts[:end] in self.lines:
                return self.lines[parts[:end]]
        return None

    def item(self, parts: Parts) -> str:
        """Return the path to a part by ids: `sources_of_learning[scr].learning_route[#2]`."""
        here, path = self.data, ""
        for part in parts:
            here = _inside(here, part)
            if isinstance(part, str):
                path += f".{part}"
            else:
                name = here.get("id") if isinstance(here, dict) else None
                path += f"[{name}]" if isinstance(name, str) else f"[#{part + 1}]"
        return path.lstrip(".") or WHOLE_FILE


def read_document(path: Path) -> Document:
    """Read the YAML file at `path`; what stops or disturbs the reading is in the document's faults."""
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return _unread(
            file, None, f"cannot be opened ({error.strerror})", "Check the name and the permissions."
        )
    if len(content) > MAX_BYTES:
        return _unread(
            file, None, f"is larger than {MAX_BYTES:,} bytes", "Check that it is a framework file."
        )
    loader = None
    try:
        loader = _Loader(content.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return _unread(file, None, "is empty", "Write a framework, or start from a shipped one.")
        return _document(file, loader, node)
    except UnicodeDecodeError:
        return _unread(file, None, "is not UTF-8 text", "Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        return _unread(file, line, f"is not YAML: {error.problem or error.context}", "Mend the line.")
    except yaml.YAMLError:
        return _unread(file, None, "is not YAML: a character that is not allowed", "Save it as plain text.")
    finally:
        if loader is not None:
            loader.dispose()


class _Loader(yaml.SafeLoader):
    """Safe YAML, further without aliases (a small file could unfold to gigabytes) and without dates.

    A date would otherwise become a Python date, and "2022" a text beside it; all stays text.
    """

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias (*name) is not allowed", mark)
        if self.depth == MAX_DEPTH:
            raise yaml.composer.ComposerError(
                None, None, f"more than {MAX_DEPTH} levels are not allowed", mark
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _document(file: str, loader: _Loader, root: yaml.Node) -> Document:
    lines: dict[Parts, int] = {}
    repeats: list[tuple[Parts, int]] = []

    def value_of(node: yaml.Node, parts: Parts) -> Any:
        lines.setdefault(parts, node.start_mark.line + 1)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in PLAIN_TAGS:
            mark: Any = node.start_mark
            raise yaml.constructor.ConstructorError(None, None, f"the tag {node.tag} is not allowed", mark)
        if isinstance(node, yaml.SequenceNode):
            return [value_of(item, (*parts, n)) for n, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return _scalar(loader, node)
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                repeats.append(((*parts, name), key.start_mark.line + 1))
                continue
            lines[(*parts, name)] = key.start_mark.line + 1
            found[name] = value_of(value, (*parts, name))
        return found

    document = Document(file, value_of(root, ()), lines)
    faults = tuple(
        Fault(file, line, document.item(parts), "is written twice", "Keep one of the two.")
        for parts, line in repeats
    )
    return Document(file, document.data, lines, faults)


def _scalar(loader: _Loader, node: yaml.Node) -> Any:
    try:
        return loader.construct_object(node)
    except ValueError as error:  # what the type written before a value (!!int x) makes of it
        mark: Any = node.start_mark
        raise yaml.constructor.ConstructorError(None, None, f"{error}", mark) from error


def _unread(file: str, line: int | None, problem: str, remedy: str) -> Document:
    return Document(file, None, {}, (Fault(file, line, WHOLE_FILE, problem, remedy),))


def _inside(here: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return here[part] if isinstance(here, list) and part < len(here) else None
    return here.get(part) if isinstance(here, dict) else None
