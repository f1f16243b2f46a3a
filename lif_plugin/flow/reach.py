"""What a source cannot answer, said once for each rule: the same for every case, so no case has a row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.reach import Beyond, Known, beyond_reach
from lif_plugin.domain.rule import ByPlugin
from lif_plugin.domain.worktime import day_number
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import reach as stored
from lif_plugin.store.reads import Connection
from lif_plugin.store.work import now_ms

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a source lets the running rules answer: those beyond it, those to ask, and what has to be written."""

    agency: str
    source: str
    beyond: Mapping[str, Beyond]
    ask: tuple[OwnedRule, ...]
    renewed: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def silent(self) -> dict[str, str]:
        """The reasons of the rules that are not asked at all, by rule."""
        return {rule: one.reason for rule, one in self.beyond.items() if not one.asked}

    @property
    def has_news(self) -> bool:
        """Whether what the source lets rules answer is no longer as it is written."""
        return bool(self.renewed or self.rows)

    def write(self, connection: Connection) -> None:
        """Write what changed."""
        if self.has_news:
            stored.save_beyond(connection, self.agency, self.source, self.renewed, self.rows)


def reach_of(
    connection: Connection,
    agency: Agency,
    source: str,
    known: Mapping[str, OwnedRule],
    running: Mapping[str, OwnedRule],
    covered: Mapping[str, int],
    as_of: date,
) -> Reach:
    """Find out what a source lets rules answer, beside what is written of it.

    What is written of a rule that is gone (a plugin that failed to load) stays as it was.
    """
    recorded = stored.recorded(connection, agency.id, source)
    knows = Known(covered.keys(), recorded)
    beyond = {
        name: found
        for name, entry in running.items()
        if (found := beyond_reach(entry.rule, knows)) is not None
    }
    ask = tuple(
        entry
        for name, entry in running.items()
        if not isinstance(entry.rule.template, ByPlugin)
        and entry.rule.template.kind in recorded
        and (name not in beyond or beyond[name].asked)
    )
    before = stored.beyond(connection, agency.id, source)
    wanted = {name: _row(agency, source, running[name], found, as_of) for name, found in beyond.items()}
    rows = tuple(row for name, row in wanted.items() if _differs(row, before.get(name)))
    ended = (name for name in before if name not in wanted and name in known)
    return Reach(agency.id, source, beyond, ask, (*(row["rule"] for row in rows), *ended), rows)


def _row(agency: Agency, source: str, entry: OwnedRule, found: Beyond, as_of: date) -> Row:
    rule = entry.rule
    return {
        "agency_id": agency.id,
        "source": source,
        "rule": rule.id,
        "about": found.about,
        "reason": found.reason,
        "lacking": ",".join(found.lacking),
        "plugin": entry.plugin,
        "rule_version": rule.version,
        "severity": rule.severity.value,
        "addressees": f",{','.join(role.value for role in rule.addressees)},",
        "message": f"{rule.title}: what is needed to tell is not in the data ({_words(found)}).",
        "remedy": "Nothing to do on this case. An export that holds it would let this be checked.",
        "authority": rule.authority,
        "as_of": day_number(as_of),
        "config_version": agency.version,
        "asked": found.asked,
        "raised_at": now_ms(),
    }


def _words(found: Beyond) -> str:
    named = (name.replace("_", " ").partition(".") for name in found.lacking)
    return ", ".join(f"{kind}: {field}" if field else kind for kind, _dot, field in named)


def _differs(row: Row, before: Row | None) -> bool:
    return before is None or any(before[name] != value for name, value in row.items() if name != "raised_at")
