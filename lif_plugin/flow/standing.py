"""Standing: in which of its five states each running rule is for each of some cases."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lif_plugin.domain.rule import ByPlugin, GapSince, LastN, State
from lif_plugin.flow.evaluation import Held
from lif_plugin.hooks import CaseView
from lif_plugin.rules.evaluate import count_asked

Row = Mapping[str, Any]
WORST: Final = (State.GAP, State.CANNOT_TELL, State.EXPLAINED, State.NOT_APPLICABLE)
"""Of what a rule says of several facts of a case, the first of these is the case's; met is what is none of them."""


def facts_asked(connection: Any, held: Held) -> dict[str, Counter[int]]:
    """How many facts of each case each rule that is asked looks at, by rule; read where the cases were read."""
    return {
        entry.rule.id: Counter(one.case_id for one in _found(held, entry.rule.id))
        if isinstance(entry.rule.template, GapSince)
        else count_asked(connection, entry.rule, held.case_set)
        for entry in held.reach.ask
    }


def _found(held: Held, rule_id: str) -> Iterable[Any]:
    return (one for raw in held.raw.values() for one in raw if one.rule == rule_id)


def count_states(
    held: Held, results: Mapping[int, Mapping[str, Row]], asked: Mapping[str, Mapping[int, int]]
) -> Counter[tuple[str, State]]:
    """Count the cases that hold something in each state of each running rule."""
    counts: Counter[tuple[str, State]] = Counter()
    for case_id, view in held.views.items():
        if not view.facts:
            continue
        said: dict[str, set[str]] = {}
        for row in results.get(case_id, {}).values():
            if row["ended_at"] is None:
                said.setdefault(row["rule"], set()).add(row["state"])
        for rule_id in held.running:
            looked_at = asked.get(rule_id, {}).get(case_id, 0)
            counts[rule_id, _state(held, view, rule_id, said.get(rule_id, set()), looked_at)] += 1
    return counts


def _state(held: Held, view: CaseView, rule_id: str, said: set[str], looked_at: int) -> State:
    for state in WORST:
        if state in said:
            return state
    template = held.running[rule_id].rule.template
    beyond = held.reach.beyond.get(rule_id)
    if beyond is not None and not looked_at:
        in_question = beyond.about is None or bool(view.of(beyond.about))
        return State.CANNOT_TELL if in_question else State.NOT_APPLICABLE
    if isinstance(template, ByPlugin):
        return State.MET if view.of(template.kind) else State.NOT_APPLICABLE
    needed = template.n if isinstance(template, LastN) else 1
    return State.MET if looked_at >= needed else State.NOT_APPLICABLE
