"""Plugins: what is installed here, and a working start for one's own: `plugins`, `plugins new`."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated, Any, Final

import typer

from lif_plugin.cli.options import Db, Json, opened
from lif_plugin.cli.output import lines, say, table
from lif_plugin.errors import BadSetting

app = typer.Typer(
    help="What is installed here, and a start for a plugin of one's own.", invoke_without_command=True
)
_FOLDER: Final = files("lif_plugin.cli") / "new_plugin"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PLACES: Final = {
    "pyproject.toml.txt": "pyproject.toml",
    "README.md.txt": "README.md",
    "scenarios.yaml.txt": "scenarios.yaml",
    "plugin.py.txt": "$name/__init__.py",
    "test_plugin.py.txt": "tests/test_$name.py",
}
"""Where each part of a new plugin goes."""


@app.callback()
def plugins(context: typer.Context, db: Db = None, as_json: Json = False) -> None:
    """Without a command: list plugins with their hooks, adapters and faults."""
    if context.invoked_subcommand is None:
        _list(db, as_json=as_json)


def _list(db: str | None, *, as_json: bool) -> None:
    with opened(db) as made:
        rows: list[dict[str, Any]] = [
            {"plugin": name, "hooks": made.plugins.hooks_of(name), "faults": []}
            for name in made.plugins.names
        ]
        by_name = {row["plugin"]: row for row in rows}
        for fault in made.plugins.faults:
            if fault.plugin not in by_name:
                by_name[fault.plugin] = {"plugin": fault.plugin, "hooks": [], "faults": []}
                rows.append(by_name[fault.plugin])
            by_name[fault.plugin]["faults"].append({"hook": fault.hook, "message": fault.message})
        adapters = [f"{adapter.name} – {adapter.title}" for adapter in made.adapters.values()]
        adapters += [f"{adapter.name} – {adapter.title} (live)" for adapter in made.live_adapters.values()]
    if as_json:
        lines(rows)
        return
    shown = [
        (row["plugin"], ", ".join(row["hooks"]), "; ".join(fault["message"] for fault in row["faults"]))
        for row in rows
    ]
    table("Plugins", ("plugin", "hooks", "faults"), shown)
    for adapter in adapters:
        say(f"adapter {adapter}")


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and _.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where its folder is made.")] = Path(),
) -> None:
    """Write a plugin that works: one rule, what it says of invented children, and a test that passes."""
    if not _NAME.fullmatch(name):
        raise BadSetting(f"{name!r} is no name of a plugin.", hint="Write it as north_visits.")
    words = {
        "name": name,
        "distribution": name.replace("_", "-"),
        "rule": f"{name.replace('_', '-').upper()}-01",
    }
    made = folder / words["distribution"]
    if made.exists():
        raise BadSetting(
            f"There is {made} already.", hint="Choose another name or folder; nothing was written."
        )
    for part, place in _PLACES.items():
        path = made / Template(place).substitute(words)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (_FOLDER / part).read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    say(f"{made} is written. Install it with `pip install {made}`, then see `lif plugins` and its README.md.")
