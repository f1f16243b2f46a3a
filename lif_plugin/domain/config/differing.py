"""What changes between two configurations, in plain words."""

from collections.abc import Mapping
from typing import Any

from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import write
from lif_plugin.domain.rule import Rule


def differences(before: Configuration, after: Configuration, rules: Mapping[str, Rule]) -> list[str]:
    """Say what changes, one sentence for each setting, in the order of their places."""
    old, new = _flat(write(before)), _flat(write(after))
    changed = (place for place in sorted({*old, *new}) if old.get(place) != new.get(place))
    return [_sentence(place, old.get(place), new.get(place), rules) for place in changed]


def _flat(value: Any, place: str = "") -> dict[str, Any]:
    """Every setting by the path of its keys; a list is one setting."""
    if not isinstance(value, Mapping):
        return {place: value}
    found: dict[str, Any] = {}
    for key, item in value.items():
        found |= _flat(item, f"{place}.{key}" if place else key)
    return found


def _sentence(place: str, old: Any, new: Any, rules: Mapping[str, Rule]) -> str:
    words = place.split(".")
    if words[0] == "rules" and len(words) > 2:
        rule = rules.get(words[1])
        return (
            f"{words[1]} ({rule.title}): {_of_rule(words[2:], old, new, rule)}"
            if rule
            else _plain(place, old, new)
        )
    if words[0] == "plugins" and words[-1] == "on":
        return f"Plugin {words[1]} is switched {'off' if new is False else 'on'}."
    return _plain(place, old, new)


def _of_rule(words: list[str], old: Any, new: Any, rule: Rule) -> str:
    match words:
        case ["on"]:
            return "switched off." if new is False else "switched on."
        case ["delivery"]:
            own = f"{rule.delivery} (as the rule has it)"
            return f"delivered {new or own} instead of {old or own}."
        case ["thresholds", slot]:
            bounds = rule.threshold(slot)
            own = f"{rule.set_to(bounds.slot)} (as the rule has it)" if bounds else "none"
            return f"{slot} {own if new is None else new} instead of {own if old is None else old}."
        case ["guard"]:
            return (
                f"asked only where {_said(new)} instead of {_said(old)}."
                if new
                else "asked of every case again."
            )
        case ["exemptions", code, "on"]:
            return f"the reason {code} is {'no longer' if new is False else 'again'} offered."
        case ["exemptions", code, "words", nation]:
            return f"in {nation} the reason {code} says {_said(new)} instead of {_said(old)}."
        case _:
            return f"{'.'.join(words)} {_said(new)} instead of {_said(old)}."


def _plain(place: str, old: Any, new: Any) -> str:
    return f"{place}: {_said(new)} instead of {_said(old)}."


def _said(value: Any) -> str:
    if value is None or value in ([], {}):
        return "nothing"
    match value:
        case True | False:
            return "yes" if value else "no"
        case list():
            return ", ".join(_said(item) for item in value)
        case Mapping():
            return " ".join(f"{key} {_said(item)}" for key, item in value.items())
        case str():
            return f"“{value}”"
        case _:
            return str(value)
