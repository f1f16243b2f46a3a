"""What the data lets be told: `reach`."""

from typing import Any

import typer

from lif_plugin.cli.options import AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import lines, table
from lif_plugin.store.reads.unanswered import rules_beyond
from lif_plugin.store.reads.voice import voice_coverage


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("reach")(reach)


def reach(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Say how much of the child's voice each source's fields hold, and which rules cannot tell for it, and why."""
    fields: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    with opened(db) as app:
        for one in app.agencies(agency):
            viewer = operator(one)
            with app.store.read(viewer) as connection:
                fields += [{"agency": one, **row} for row in voice_coverage(connection, viewer)]
                rules += [{"agency": one, **row} for row in rules_beyond(connection, viewer)]
    if as_json:
        lines({"of": "field", **row} for row in fields)
        lines({"of": "rule", **row} for row in rules)
        return
    table(
        "Voice coverage: of the rows, how many record it; of these, how many show the child",
        ("agency", "source", "what it shows", "field", "rows", "recorded", "showing the child"),
        [
            (
                row["agency"], row["source"], row["meaning"], _name(row), row["rows"],
                _of(row["recorded"], row["rows"]), _of(row["showing"], row["recorded"]),
            )
            for row in fields
        ],
    )  # fmt: skip
    columns = ("agency", "source", "rule", "reason", "lacking", "about", "cases")
    table("Rules that cannot tell", columns, [
        [", ".join(row[name]) if name == "lacking" else row[name] for name in columns] for row in rules
    ])  # fmt: skip


def _name(row: dict[str, Any]) -> str:
    return f"{row['kind']}.{row['field']}" if row["field"] else str(row["kind"])


def _of(part: int, whole: int) -> str:
    """A share in words that keep what it is a share of; of nothing there is none."""
    return f"{part:,} of {whole:,} ({100 * part / whole:.0f}%)" if whole else f"{part:,} of 0"
