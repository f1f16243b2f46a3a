"""Pilot: which rules' prompts are not told of a case, because an agency tries them with other teams first."""

from collections.abc import Mapping

from lif_plugin.domain.agency import Agency
from lif_plugin.hooks import CaseView
from lif_plugin.rules.registry import OwnedRule


def not_told(agency: Agency, running: Mapping[str, OwnedRule], case: CaseView) -> frozenset[str]:
    """The rules that ask about this case and tell nobody: whoever holds it is in none of a pilot's teams.

    A case that nobody is known to hold is in no team. Pilots of the agency, of a plugin and of a rule all count.
    """
    if not (
        agency.pilot
        or any(one.pilot for one in agency.rules.values())
        or any(one.pilot for one in agency.plugins.values())
    ):
        return frozenset()
    pilots = {
        rule_id: [teams for teams in _pilots(agency, rule_id, entry.plugin) if teams]
        for rule_id, entry in running.items()
    }
    holder = holder_of(case)
    return frozenset(
        rule_id
        for rule_id, limits in pilots.items()
        if any(holder not in _workers(agency, teams) for teams in limits)
    )


def _pilots(agency: Agency, rule_id: str, plugin: str) -> list[tuple[str, ...]]:
    rule, owner = agency.rules.get(rule_id), agency.plugins.get(plugin)
    return [agency.pilot, rule.pilot if rule else (), owner.pilot if owner else ()]


def _workers(agency: Agency, teams: tuple[str, ...]) -> set[str]:
    return {worker for team in teams for worker in agency.teams.get(team, ())}


def holder_of(case: CaseView) -> str | None:
    """Who holds a case on the day it is asked about, by the source's own id; of several the one since latest."""
    held = [
        (fact.occurred_at, str(fact.fields["actor"]), fact.evidence.key)
        for fact in case.of("worker")
        if fact.fields.get("actor")
        and fact.evidence.occurred_day <= case.as_of
        and (fact.until_day is None or fact.until_day > case.as_of)
    ]
    return max(held)[1] if held else None
