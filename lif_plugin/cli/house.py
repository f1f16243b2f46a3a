"""What runs here: `plugins`, `rules`."""

from typing import Any

import typer

from lif_plugin.cli.options import AnyAgency, Db, Json, opened
from lif_plugin.cli.output import lines, say, table


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("plugins")(plugins)
    app.command("rules")(rules)


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


def rules(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """List rules: running or not for an agency, and why."""
    with opened(db) as app:
        settings = app.agency(agency) if agency else None
        rows = []
        for owned in app.rules.values():
            rule = owned.rule
            reason = None
            if settings and settings.nation not in rule.nations:
                reason = f"not for {settings.nation}"
            elif settings and rule.id in settings.rules_off:
                reason = "switched off"
            elif settings and owned.plugin in settings.plugins_off:
                reason = f"plugin {owned.plugin} is switched off"
            rows.append({
                "id": rule.id, "version": rule.version, "title": rule.title, "plugin": owned.plugin,
                "template": type(rule.template).__name__, "kinds": sorted(rule.kinds), "authority": rule.authority,
                "addressees": [role.value for role in rule.addressees], "severity": rule.severity.value,
                "delivery": rule.delivery.value, "statutory": rule.statutory, "nations": list(rule.nations),
                "exemptions": [exemption.code for exemption in rule.exemptions],
                "supersedes": [covers.rule for covers in rule.covers],
                "status": "waiting" if reason else "running", "reason": reason,
            })  # fmt: skip
    if as_json:
        lines(rows)
    else:
        columns = ("id", "title", "template", "severity", "delivery", "status")
        table("Rules", columns, [[row[name] for name in columns] for row in rows])
