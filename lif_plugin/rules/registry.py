"""The rules of an application: collected from its plugins, one owner for each id."""

from collections.abc import Mapping
from dataclasses import dataclass

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.config.configured import configured
from lif_plugin.domain.rule import Rule
from lif_plugin.errors import PluginFault
from lif_plugin.hooks import Plugins


@dataclass(frozen=True, slots=True)
class OwnedRule:
    """A rule and the plugin that returned it."""

    rule: Rule
    plugin: str


def collect_rules(plugins: Plugins) -> dict[str, OwnedRule]:
    """Collect rules from all plugins; an id that is taken is a fault of the later plugin."""
    owned: dict[str, OwnedRule] = {}
    for plugin, rules in plugins.each("lif_rules", Rule):
        for rule in rules:
            if rule.id in owned:
                plugins.record(
                    plugin, "lif_rules", PluginFault(f"Rule {rule.id} belongs to {owned[rule.id].plugin}.")
                )
            else:
                owned[rule.id] = OwnedRule(rule, plugin)
    return owned


def rules_of(agency: Agency, owned: Mapping[str, OwnedRule]) -> list[OwnedRule]:
    """The rules that run for an agency, as it has set them: of its nation, neither they nor their plugin switched off."""
    return [
        entry
        for rule_id, entry in as_set(agency, owned).items()
        if agency.nation in entry.rule.nations
        and rule_id not in agency.rules_off
        and entry.plugin not in agency.plugins_off
    ]


def as_set(agency: Agency, owned: Mapping[str, OwnedRule]) -> dict[str, OwnedRule]:
    """All rules as an agency has set them, those too that do not run for it."""
    return {
        rule_id: OwnedRule(configured(entry.rule, agency.rules[rule_id], agency.nation), entry.plugin)
        if rule_id in agency.rules
        else entry
        for rule_id, entry in owned.items()
    }


def rules_as_set(agency: Agency, rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """The same of rules alone: with the words and reasons of an agency."""
    owned = as_set(agency, {rule_id: OwnedRule(rule, "") for rule_id, rule in rules.items()})
    return {rule_id: entry.rule for rule_id, entry in owned.items()}
