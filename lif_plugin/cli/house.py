"""What is installed here: `plugins`."""

from typing import Any

import typer

from lif_plugin.cli.options import Db, Json, opened
from lif_plugin.cli.output import lines, say, table


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("plugins")(plugins)


def plugins(db: Db = None, as_json: Json = False) -> None:
    """List plugins with their hooks, adapters and faults."""
    with opened(db) as app:
        rows: list[dict[str, Any]] = [
            {"plugin": name, "hooks": app.plugins.hooks_of(name), "faults": []} for name in app.plugins.names
        ]
        by_name = {row["plugin"]: row for row in rows}
        for fault in app.plugins.faults:
            if fault.plugin not in by_name:
                by_name[fault.plugin] = {"plugin": fault.plugin, "hooks": [], "faults": []}
                rows.append(by_name[fault.plugin])
            by_name[fault.plugin]["faults"].append({"hook": fault.hook, "message": fault.message})
        adapters = [f"{adapter.name} – {adapter.title}" for adapter in app.adapters.values()]
        adapters += [f"{adapter.name} – {adapter.title} (live)" for adapter in app.live_adapters.values()]
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
