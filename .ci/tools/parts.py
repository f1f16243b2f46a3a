"""The parts of the docs that are made from the code, each a function that returns Markdown."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from lif_plugin.builtin import BUILTIN
from lif_plugin.config import SETTINGS
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.rule import Rule
from lif_plugin.errors import LifError
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.hooks import Adapter, LiveAdapter, build_plugins, specs
from lif_plugin.hooks.live import Can


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Returns a Markdown table; a bar in a cell is escaped."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def sentence(doc: str | None) -> str:
    """Returns a docstring's first sentence or line, on one line."""
    first = " ".join((doc or "").split("\n\n")[0].split())
    return first.replace("``", "`")


def targets(makefile: str) -> str:
    """Returns the targets of make with what each is for."""
    found = re.findall(r"^([a-z]+):[^#\n]*## (.+)$", makefile, re.MULTILINE)
    return table(["Command", "What it does"], ([f"`make {name}`", what] for name, what in found))


def rooms(house: Path, contracts: Iterable[Mapping[str, Any]]) -> str:
    """Returns the rooms from the top floor to the ground, then those beside the floors."""
    floors = next(contract for contract in contracts if contract["type"] == "layers")
    names = re.findall(r"\w+", " ".join([*floors["layers"], *floors["exhaustive_ignores"]]))
    return table(["Room", "What belongs there"], _rooms(house, names))


def _rooms(house: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        for source, shown in (
            (house / name / "__init__.py", f"{name}/"),
            (house / f"{name}.py", f"{name}.py"),
        ):
            if source.exists():
                yield (
                    f"[`{shown}`](lif_plugin/{shown})",
                    sentence(ast.get_docstring(ast.parse(source.read_text()))),
                )


def _specs() -> Iterator[tuple[str, str, str]]:
    """Yields name, exact signature and docstring of every hook, in the order of the file."""
    for node in ast.parse(inspect.getsource(specs)).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("lif_"):
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            yield node.name, f"{node.name}({ast.unparse(node.args)}){returns}", ast.get_docstring(node) or ""


def hook_table() -> str:
    """Returns one line for each hook."""
    rows = ([f"`{signature}`", sentence(doc)] for _, signature, doc in _specs())
    return table(["Hook", "What it is for"], rows)


def hooks() -> str:
    """Returns a section for each hook: its exact signature and its promise."""
    return "\n\n".join(
        f"### {name}\n\n```python\ndef {signature}\n```\n\n{_prose(doc)}" for name, signature, doc in _specs()
    )


def _prose(doc: str) -> str:
    """Returns a docstring as Markdown: an indented block after `::` becomes a block of Python."""

    def block(found: re.Match[str]) -> str:
        return f":\n\n```python\n{textwrap.dedent(found[1]).strip()}\n```"

    return re.sub(r"::\n\n((?:    .*(?:\n|$)|\n)+)", block, doc.replace("``", "`")).strip()


def _all_errors() -> Iterator[type[LifError]]:
    """Yields every error there is, wherever in the house it is made."""
    homes = [
        "lif_plugin",
        *(
            module.name
            for module in pkgutil.iter_modules()
            # Tryton's is a distribution of its own, and half of it runs inside Tryton alone.
            if module.name.startswith("lif_adapter_") and module.name != "lif_adapter_tryton"
        ),
    ]
    for home in homes:
        for module in pkgutil.walk_packages(importlib.import_module(home).__path__, f"{home}."):
            # Alembic's environment and a program run when they are imported.
            if ".migrations." not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    waiting = [LifError]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting.extend(below)
        yield from (error for error in below if error.__module__.partition(".")[0] in homes)


def errors() -> str:
    """Returns every error with its code, what happened and what to do."""
    found = sorted(_all_errors(), key=lambda error: error.code)
    rows = ([f"`{error.code}`", sentence(error.__doc__), error.hint] for error in found)
    return table(["Code", "What happened", "What to do"], rows)


def kinds() -> str:
    """Returns the kinds of event with the typed fields of each."""
    rows = (
        [
            f"`{kind.name}`",
            kind.meaning,
            ", ".join(sorted(kind.fields)),
            "interval" if kind.interval else "moment",
        ]
        for kind in KINDS.values()
    )
    return table(["Kind", "What happened", "Typed fields", "Holds for"], rows)


def rules() -> str:
    """Returns the rules of the plugins that are shipped."""
    found = build_plugins(BUILTIN).each("lif_rules", Rule)
    rows = (
        [
            f"`{rule.id}`",
            rule.title,
            rule.severity.value,
            rule.delivery.value,
            ", ".join(role.value for role in rule.addressees),
            rule.authority,
            f"`{plugin}`",
        ]
        for plugin, owned in found
        for rule in owned
    )
    return table(["Rule", "Title", "Severity", "Delivery", "Who is told", "Authority", "Plugin"], rows)


def plugins() -> str:
    """Returns the plugins that are shipped with the hooks each uses; the adapters come in by entry points."""
    built = build_plugins(BUILTIN)
    rows = (
        [f"`{name}`", sentence(module.__doc__), ", ".join(f"`{hook}`" for hook in built.hooks_of(name))]
        for name, module in BUILTIN
    )
    return table(["Plugin", "What it does", "Hooks"], rows)


def adapters() -> str:
    """Returns the adapters of the plugins that are installed, ours among them."""
    found = build_plugins(discover=True)
    rows = (
        [
            f"`{adapter.name}`",
            adapter.title,
            ", ".join(sorted(adapter.can)) if isinstance(adapter, LiveAdapter) else Can.FILES.value,
            ", ".join(sorted(adapter.kinds)),
            f"`{plugin}`",
        ]
        for plugin, owned in found.each("lif_adapters", Adapter | LiveAdapter)
        for adapter in owned
    )
    return table(["Adapter", "What it reads", "Can", "Kinds of event", "Plugin"], rows)


def quirks(root: Path) -> str:
    """Returns what becomes of each quirk in each form, by the id of the test that shows it, and why some cannot occur."""
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    module = importlib.import_module("tests.contract.quirks")
    reasons: dict[str, int] = {}

    def cell(form: Any, quirk: str) -> str:
        if quirk in form.cannot:
            return f"– ({reasons.setdefault(form.cannot[quirk], len(reasons) + 1)})"
        return f"{form.cases[quirk].outcome} `{form.name}-{quirk}`".replace(" ", "_").replace("_`", " `", 1)

    rows = [
        [f"{said}", *(cell(form, quirk) for form in module.FORMS)] for quirk, said in module.QUIRKS.items()
    ]
    notes = "\n".join(f"{number}. {why}" for why, number in reasons.items())
    return f"{table(['Quirk', *(form.name for form in module.FORMS)], rows)}\n\n{notes}"


def frameworks() -> str:
    """Returns the frameworks that are shipped."""
    rows = (
        [f"`{one.id}`", one.title, one.area, one.nation]
        for one in (load_framework(framework_id) for framework_id in framework_ids())
    )
    return table(["Framework", "Title", "Area", "Nation"], rows)


def settings() -> str:
    """Returns every setting with what it means."""
    return table(["Setting", "What it means"], ([f"`{name}`", what] for name, what in SETTINGS.items()))


def cds_statements(root: Path) -> str:
    """Returns each statement of CDS Hooks, with the test that holds it or why there is nothing to hold."""
    said = tomllib.loads((root / "tests/assets/cds_statements.toml").read_text())["statement"]
    ours = [one for one in said if "whose" not in one]
    counted = f"{len(said)} statements: {len(ours)} to a service or to whoever defines a hook, {len(said) - len(ours)} to others."
    head = ["Under", "Word", "Statement", "Held by"]
    return f"{counted}\n\n{table(head, ([one['where'], one['word'], _said(one), _held_by(one)] for one in said))}"


def _said(statement: Mapping[str, str]) -> str:
    return f"(to the {statement['whose']}) {statement['says']}" if "whose" in statement else statement["says"]


def _held_by(statement: Mapping[str, str]) -> str:
    test = f"`{statement['test']}`" if "test" in statement else ""
    return ". ".join(part for part in (statement.get("not", ""), test) if part)


def live_settings(name: str) -> str:
    """Returns the settings of a connection with a live platform."""
    found = build_plugins(discover=True)
    adapters = (one for _plugin, owned in found.each("lif_adapters", Adapter | LiveAdapter) for one in owned)
    [adapter] = [one for one in adapters if isinstance(one, LiveAdapter) and one.name == name]
    rows = (
        [
            f"`{one.name}`",
            f"{one.meaning}{' (secret)' if one.secret else ''}",
            "required" if one.required else f"{one.default if one.default is not None else ''}",
        ]
        for one in adapter.settings
    )
    return table(["Setting", "What it means", "Default"], rows)


def commands() -> str:
    """Returns every command of `lif` with the first sentence of its help."""
    from lif_plugin.cli import app

    rows = _commands(get_command(app), "lif")
    return table(["Command", "What it does"], ([f"`{name}`", what] for name, what in rows))


def _commands(command: Any, name: str) -> Iterator[tuple[str, str]]:
    below = getattr(command, "commands", {})
    # Some do something by themselves, beside the commands below them.
    if not below or getattr(command, "invoke_without_command", False):
        yield name, sentence(command.help)
    for part, inner in below.items():
        yield from _commands(inner, f"{name} {part}")
