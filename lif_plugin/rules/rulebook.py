"""The rules of an agency as it has set them, and which of them a change of some facts can give another result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import ByPlugin
from lif_plugin.rules.guards import kinds_asked
from lif_plugin.rules.registry import OwnedRule, as_set, rules_of

HOLDER = "worker"
"""The kind that says who holds a case, and so whether its team tries a rule."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """``known`` are all rules as an agency has set them, ``running`` those that run for it, by id.

    ``by_select`` are those running that a template's select answers. ``reading``: for a kind, the rules that a change
    of such a fact has asked again.
    """

    known: Mapping[str, OwnedRule]
    running: Mapping[str, OwnedRule]
    by_select: frozenset[str]
    reading: Mapping[str, frozenset[str]]

    def touched_by(self, kinds: Iterable[str]) -> frozenset[str]:
        """The rules whose results can change when facts of these kinds did."""
        return frozenset().union(*(self.reading.get(kind, frozenset()) for kind in kinds))


class Rulebooks:
    """Keeps the rulebook of each agency until its settings change."""

    def __init__(self, rules: Mapping[str, OwnedRule]) -> None:
        self._rules = rules
        self._made: dict[str, tuple[Agency, Rulebook]] = {}
        self._guard = Lock()

    def of(self, agency: Agency) -> Rulebook:
        """The rulebook of an agency by these settings."""
        with self._guard:
            kept = self._made.get(agency.id)
            if kept is None or kept[0] != agency:
                kept = self._made[agency.id] = (agency, rulebook_of(agency, self._rules))
            return kept[1]


def rulebook_of(agency: Agency, owned: Mapping[str, OwnedRule]) -> Rulebook:
    """Work out the rulebook of an agency."""
    running = {entry.rule.id: entry for entry in rules_of(agency, owned)}
    families = _families(running)
    reading: dict[str, set[str]] = {}
    for rule_id, entry in running.items():
        for kind in _kinds(agency, entry):
            reading.setdefault(kind, set()).update(families[rule_id])
    sets = {kind: frozenset(rules) for kind, rules in reading.items()}
    by_select = (name for name, entry in running.items() if not isinstance(entry.rule.template, ByPlugin))
    return Rulebook(as_set(agency, owned), running, frozenset(by_select), sets)


def _kinds(agency: Agency, entry: OwnedRule) -> frozenset[str]:
    """The kinds that a rule's results depend on: what it reads, what its guard asks, and who tries it first."""
    rule, owner = agency.rules.get(entry.rule.id), agency.plugins.get(entry.plugin)
    kinds = entry.rule.kinds
    if rule is not None and rule.guard is not None:
        kinds |= kinds_asked(rule.guard)
    if agency.pilot or (rule is not None and rule.pilot) or (owner is not None and owner.pilot):
        kinds |= {HOLDER}
    return kinds


def _families(running: Mapping[str, OwnedRule]) -> dict[str, set[str]]:
    """Each rule with those that may tell the same fact in its place, or it in theirs, however far that goes."""
    families = {rule_id: {rule_id} for rule_id in running}
    for rule_id, entry in running.items():
        for covers in entry.rule.covers:
            if covers.rule in families and covers.rule not in families[rule_id]:
                joined = families[rule_id] | families[covers.rule]
                families |= dict.fromkeys(joined, joined)
    return families
