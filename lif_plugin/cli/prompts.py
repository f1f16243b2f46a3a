"""What the rules found: `prompts`."""

from collections.abc import Iterator
from typing import Annotated, Any

import orjson
import typer

from lif_plugin.app import App
from lif_plugin.cli.options import AnyAgency, Db, Json, opened, operator
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.store.reads.page import Window, key_of
from lif_plugin.store.reads.prompts import PromptFilter, prompts_page

_PAGE = 1000


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("prompts")(prompts)


def prompts(
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule; may be given again.")
    ] = None,
    agency: AnyAgency = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only what waits for a person.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List every result, whatever its state and delivery, with its why. This is logged as a reading of cases."""
    wanted = PromptFilter(rules=tuple(rule) if rule else None, open=True if only_open else None)
    with opened(db) as app:
        rows = (row for one in app.agencies(agency) for row in _prompts(app, one, wanted))
        if as_json:
            lines(rows)
            return
        shown = [
            (row["rule"], row["state"], row["delivery"], row["case_ref"], row["occurred_on"], row["message"])
            for row in rows
        ]
    table("Prompts", ("rule", "state", "delivery", "case", "day", "message"), shown[:200])
    if len(shown) > 200:
        say(f"{len(shown):,} in all; the first 200 are shown. Use --json for the rest.")


def _prompts(app: App, agency: str, wanted: PromptFilter) -> Iterator[dict[str, Any]]:
    viewer = operator(agency)
    after = None
    while True:
        with app.store.read(viewer) as connection:
            page = prompts_page(connection, viewer, wanted, Window(_PAGE, after=after))
        app.read_log.record(viewer, "cli.prompts", sorted({row["public_id"] for row in page.rows}))
        for row in page.rows:
            yield _shown(agency, row)
        if not page.has_next:
            return
        after = key_of(page.rows[-1])


def _shown(agency: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "rule": row["rule"],
        "rule_version": row["rule_version"],
        "state": row["state"],
        "delivery": row["delivery"],
        "superseded_by": row["superseded_by"],
        "severity": row["severity"],
        "agency": agency,
        "source": row["source"],
        "case_ref": row["ref"],
        "case_id": row["public_id"],
        "occurred_on": iso(row["occurred_day"]),
        "message": row["message"],
        "remedy": row["remedy"],
        "evidence": orjson.loads(row["evidence"]),
        "authority": row["authority"],
        "reason": row["reason"],
        "addressees": row["addressees"].strip(",").split(","),
        "as_of": iso(row["as_of"]),
        "answer": row["answer_kind"],
        "ended": row["ended_at"] is not None,
    }
