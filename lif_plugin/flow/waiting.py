"""Which prompts of a case wait for somebody, as audit triggers see them: told, unanswered, and still found."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from lif_plugin.domain.prompt import OpenPrompt
from lif_plugin.domain.rule import Severity, State
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.flow.deliver import PUSHED


def waiting_prompts(
    stored: Iterable[Mapping[str, Any]],
    found: Collection[tuple[str, str]],
    asked: Collection[str],
    live_keys: Collection[str],
    asked_on: tuple[date, str],
) -> tuple[OpenPrompt, ...]:
    """The stored results of a case that wait, oldest first.

    ``found`` are the (rule, subject) pairs that are gaps now, of the rules that were ``asked``: what the record
    has come to show meanwhile waits no longer. Of other rules, what is stored counts. ``asked_on``: the day the
    question is asked for, and the agency's zone.
    """
    as_of, zone = day_number(asked_on[0]), asked_on[1]
    made = [
        OpenPrompt(
            row["rule"],
            row["subject"],
            Severity(row["severity"]),
            _since(row, as_of, zone),
            tuple(item["key"] for item in orjson.loads(row["evidence"]) if item["key"] in live_keys),
        )
        for row in stored
        if _waits(row) and (row["rule"] not in asked or (row["rule"], row["subject"]) in found)
    ]
    return tuple(sorted(made, key=lambda prompt: (prompt.since, prompt.rule, prompt.subject)))


def _waits(row: Mapping[str, Any]) -> bool:
    return (
        row["state"] == State.GAP
        and row["delivery"] in PUSHED
        and row["told"]
        and row["superseded_by"] is None
        and row["ended_at"] is None
        and row["answer_kind"] is None
    )


def _since(row: Mapping[str, Any], as_of: int, zone: str) -> int:
    """The day it was raised; the fact's own day where the agency's today lies before the clock."""
    raised = day_number(local_day(row["raised_at"], zone))
    fallback = row["occurred_day"] or as_of
    return raised if raised <= as_of else min(fallback, as_of)
