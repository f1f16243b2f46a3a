"""What the rules answer of each delivery, and whether that is what they answer of the story itself."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.condition import AgeUnder, Condition, Is, Missing, Shown, parts_of
from lif_plugin.domain.record import Delivery
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.template import ByPlugin, conditions_of
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.store.tables import case_record, event, out_of_reach
from lif_plugin.store.work import Store
from tests.assets.story import truth
from tests.assets.story.told import DELIVERIES, Story, load, says
from tests.assets.world import World, adapter

TRUTH = "story"
GAP, CANNOT_TELL, MET, NOTHING = "gap", "cannot_tell", "met", "–"
_WORST = (GAP, CANNOT_TELL, "explained", "not_applicable")
Place = tuple[str, str, int | None]
"""A child, a rule, and the day of what a result is about; none where it is about the whole case."""


class Answers:
    """What the rules say of one delivery: states by place, the children it knows, and the facts of each."""

    def __init__(self, world: World) -> None:
        self.states: dict[Place, str] = {
            (row["ref"], row["rule"], row["occurred_day"]): row["state"] for row in world.results()
        }
        self.children = {row["ref"] for row in world.rows(select(case_record).where(_mine(world)))}
        self.kinds: dict[str, set[str]] = {ref: set() for ref in self.children}
        facts = select(event.c.kind, case_record.c.ref).join(case_record, case_record.c.id == event.c.case_id)
        for row in world.rows(facts.where(event.c.live, _mine(world)).distinct()):
            self.kinds[row["ref"]].add(row["kind"])
        silent = select(out_of_reach.c.rule, out_of_reach.c.about).where(
            out_of_reach.c.agency_id == world.agency.id
        )
        self.silent = {row["rule"]: row["about"] for row in world.rows(silent)}

    def of(self, child: str, rule: str) -> dict[int | None, str]:
        """A rule's states for a child, by day; one that cannot tell for the whole source has no day."""
        found = {
            day: state for (ref, name, day), state in self.states.items() if (ref, name) == (child, rule)
        }
        about = self.silent.get(rule)
        if rule in self.silent and (about is None or about in self.kinds.get(child, ())):
            found.setdefault(None, CANNOT_TELL)
        return found

    def cell(self, child: str, rule: Rule) -> str:
        """One word for a rule and a child: the state that most needs somebody."""
        found = set(self.of(child, rule.id).values())
        worst = next((state for state in _WORST if state in found), None)
        if worst is not None:
            return worst
        return MET if rule.template.kind in self.kinds.get(child, ()) else NOTHING


def _mine(world: World) -> Any:
    return case_record.c.agency_id == world.agency.id


def ask(store: Store, folder: Path) -> tuple[dict[str, Answers], Mapping[str, Rule]]:
    """Import the story in every shape, each for an agency of its own; what the rules answer, and the rules."""
    story = load()
    found: dict[str, Answers] = {}
    rules: Mapping[str, Rule] = {}
    for name, (reader, path) in _written(story, folder):
        agency = Agency(name.replace(" ", "_"), name)
        with World(store, agency) as world:
            options = ExamineOptions(20240402, *_period(name))
            import_files(world.store, world.receiver, reader, [path], agency.id, options)
            world.drain()
            found[name] = Answers(world)
            rules = {key: entry.rule for key, entry in world.rules.items()}
    return found, rules


def _period(name: str) -> tuple[int | None, int | None]:
    """What is said at the import. A report and a census say themselves how far back they go."""
    first = truth.FIRST if name.startswith(("ssda903", "dfe")) else None
    return first, truth.number(load().known_until)


def _written(story: Story, folder: Path) -> Iterator[tuple[str, tuple[Adapter, Path]]]:
    delivery = Delivery("made", "story", truth.coverage(story), "declared", ("made.csv",))
    yield TRUTH, (adapter(list(truth.events(story)), delivery), Path("made.csv"))
    for name, told in DELIVERIES.items():
        inside = folder / name.replace(" ", "_")
        inside.mkdir()
        yield name, (told.adapter, told.write(story, inside))


def needs(rule: Rule) -> dict[str, set[str]]:
    """The kinds and fields a rule must know to answer; what only exempts is not needed."""
    template = rule.template
    found: dict[str, set[str]] = {template.kind: set()}
    if isinstance(template, ByPlugin):
        return found | {kind: set() for kind in template.also}
    if hasattr(template, "evidence"):
        found[template.evidence] = set()
    exempt = getattr(template, "exempt_when", None)
    for condition, kind in conditions_of(template):
        if condition is not None and condition is not exempt:
            _needs(condition, kind, found)
    return found


def _needs(condition: Condition, kind: str, found: dict[str, set[str]]) -> None:
    for part in parts_of(condition):
        match part:
            case Is(column=column) | Missing(column=column):
                found.setdefault(kind, set()).add(column)
            case AgeUnder():
                found.setdefault("birth", set()).add("born_on")
            case Shown(kind=other, when=when):
                found.setdefault(other, set())
                if when is not None:
                    _needs(when, other, found)


def can_say(name: str, rule: Rule) -> bool:
    """Whether a delivery has everything a rule must know, by what is written of the standards."""
    known = says()[name]["kinds"]
    return all(kind in known and fields <= set(known[kind]) for kind, fields in needs(rule).items())


def problems(name: str, own: Answers, story: Answers, rules: Mapping[str, Rule]) -> list[str]:
    """Where a delivery's answers are not those of the story: what it says falsely, or leaves out in silence."""
    found = []
    for child in sorted(own.children):
        for rule in rules.values():
            there, true = own.of(child, rule.id), story.of(child, rule.id)
            gaps = {day for day, state in there.items() if state == GAP}
            due = {day for day, state in true.items() if state == GAP}
            where = f"{name}: {rule.id} of {child}"
            if gaps - due:
                found.append(f"{where} asks for what was recorded: {sorted(map(str, gaps - due))}")
            if can_say(name, rule):
                if there != true:
                    found.append(f"{where} says {there}, the story {true}")
            elif due - gaps and CANNOT_TELL not in there.values():
                found.append(f"{where} leaves out {sorted(map(str, due - gaps))} and does not say so")
    return found


def table(answers: Mapping[str, Answers], rules: Mapping[str, Rule]) -> str:
    """Prompt by delivery, as Markdown; a rule that asks nothing of a child in the story is left out."""
    names = [TRUTH, *DELIVERIES]
    lines = [f"| child | rule | {' | '.join(names)} |", f"| --- | --- |{' --- |' * len(names)}"]
    for child in sorted(answers[TRUTH].children):
        for rule in sorted(rules.values(), key=lambda one: one.id):
            said = [
                answers[name].cell(child, rule) if child in answers[name].children else NOTHING
                for name in names
            ]
            if said[0] != NOTHING:
                lines.append(
                    f"| {child} | {rule.id} | {' | '.join(cell.replace('_', ' ') for cell in said)} |"
                )
    return "\n".join(lines)
