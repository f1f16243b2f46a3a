"""From what plugins proposed to the rows that should stand: nominations, what cannot be told, review links."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from lif_plugin.domain.prompt import prompt_id
from lif_plugin.domain.worktime import day_number
from lif_plugin.flow.findings import Ground
from lif_plugin.flow.plugin_calls import Found

Row = dict[str, Any]
Changes = tuple[list[Row], list[Row]]
"""New rows, changed rows."""
LINK_DETAIL: Final = ("criteria", "clocks", "note", "defects", "recommended_by", "decided_by")
"""What a review link says beyond what is looked for in it."""


def nomination_rows(ground: Ground, found: Found, existing: Mapping[str, Row]) -> Changes:
    """Work out the nominations of one case; ``existing`` are those stored, by id.

    One that was picked stays, whatever becomes of its trigger.
    """
    rows = {}
    for plugin, item in found.nominations.get(ground.case_ref, ()):
        row = _row(ground, plugin, f"audit:{item.trigger}", item.reason, item.evidence_keys, item.subject)
        rows[row["id"]] = {
            **row,
            "trigger": item.trigger,
            "subject": item.subject,
            "day": item.day or day_number(ground.as_of),
            "authority": item.authority,
            "notice": item.notice,
        }
        if item.day is None and (before := existing.get(row["id"])):
            # Nobody says when it was met: the first time it was seen stands.
            rows[row["id"]]["day"] = before["day"] or rows[row["id"]]["day"]
    picked = {row_id for row_id, before in existing.items() if before["picked_in"] is not None}
    loose = {row_id: before for row_id, before in existing.items() if row_id in rows or row_id not in picked}
    return _merge(rows, loose, found.answered["lif_audits"], ground)


def unknown_rows(
    ground: Ground, found: Found, existing: Mapping[str, Row]
) -> tuple[list[Row], list[tuple[int, str]]]:
    """Work out what audit triggers cannot tell of one case: rows to write, and (case, plugin) to clear before.

    ``existing`` are the rows stored, by plugin; a plugin that gave no answer keeps what it said.
    """
    wanted: dict[str, Row] = {}
    for plugin, item in found.unknown.get(ground.case_ref, ()):
        wanted[plugin] = {
            "case_id": ground.case_id,
            "plugin": plugin,
            "agency_id": ground.agency.id,
            "not_covered": ",".join(item.not_covered),
            "not_recorded": ",".join(item.not_recorded),
        }
    gone = [
        plugin
        for plugin, before in existing.items()
        if before != wanted.get(plugin) and (plugin in found.answered["lif_audits"] or not ground.live_keys)
    ]
    new = [row for plugin, row in wanted.items() if plugin not in existing or plugin in gone]
    return new, [(ground.case_id, plugin) for plugin in gone]


def link_rows(ground: Ground, found: Found, existing: Mapping[str, Row]) -> Changes:
    """Work out the review links of one case; ``existing`` are those stored, by id."""
    rows = {}
    for plugin, item in found.links.get(ground.case_ref, ()):
        row = _row(ground, plugin, f"review:{item.review}", item.reason, item.evidence_keys, item.subject)
        shown = {name: getattr(item, name) for name in LINK_DETAIL}
        rows[row["id"]] = {
            **row,
            "review": item.review,
            "authority": item.authority,
            "subject": item.subject,
            "label": item.label,
            "day": item.day,
            "aware_at": item.aware_at,
            "detail": orjson.dumps(shown).decode(),
        }
    return _merge(rows, existing, found.answered["lif_review_links"], ground)


def _row(
    ground: Ground, plugin: str, what: str, reason: str, keys: tuple[str, ...], subject: str = ""
) -> Row:
    return {
        "case_id": ground.case_id,
        "id": prompt_id(ground.agency.id, ground.source, ground.case_ref, f"{plugin}:{what}", subject),
        "agency_id": ground.agency.id,
        "plugin": plugin,
        "reason": reason,
        "evidence": orjson.dumps(list(keys)).decode(),
        "raised_at": ground.now,
        "ended_at": None,
    }


def _merge(
    wanted: Mapping[str, Row], existing: Mapping[str, Row], answered: set[str], ground: Ground
) -> Changes:
    """What a plugin no longer returns ends if it gave an answer at all, or if the case is held no more."""
    new = [row for row_id, row in wanted.items() if row_id not in existing]
    changed = []
    for row_id, before in existing.items():
        row = wanted.get(row_id)
        if row is not None:
            if any(before[name] != value for name, value in row.items() if name != "raised_at"):
                changed.append({**before, **row, "raised_at": before["raised_at"]})
        elif before["ended_at"] is None and (before["plugin"] in answered or not ground.live_keys):
            changed.append({**before, "ended_at": ground.now})
    return new, changed
