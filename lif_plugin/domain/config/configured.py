"""A rule as an agency has set it: its numbers, its delivery and its reasons."""

from dataclasses import replace

from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.rule import Exemption, Rule


def configured(rule: Rule, setting: RuleSetting, nation: str) -> Rule:
    """The rule by a setting; one whose number the rule no longer has, or may no longer have, stays as the rule has it.

    A stored setting was right when it was saved; a later version of the rule may know better, and a limit of
    statute is never loosened by what was stored before it was one.
    """
    template = rule.template
    for slot, value in setting.thresholds.items():
        bounds = rule.threshold(slot)
        if bounds is None or not bounds.least <= value <= bounds.most:
            continue
        if bounds.is_bound and value > rule.set_to(bounds.slot):
            continue
        template = bounds.in_template(template, value)
    return replace(
        rule,
        template=template,
        delivery=setting.delivery or rule.delivery,
        exemptions=_reasons(rule, setting, nation),
    )


def _reasons(rule: Rule, setting: RuleSetting, nation: str) -> tuple[Exemption, ...]:
    """The reasons in the rule's order with the agency's words; then those that it added."""
    own = {exemption.code: exemption.label for exemption in rule.exemptions}
    found = []
    for code in (*own, *(code for code in setting.exemptions if code not in own)):
        change = setting.exemptions.get(code)
        label = own.get(code) if change is None else change.words.get(nation) or own.get(code)
        if (change is None or change.on) and label:
            found.append(Exemption(code, label))
    return tuple(found)
