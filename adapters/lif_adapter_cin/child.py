"""Maps who a child is: birth, death, disabilities; and takes the child's record apart into its rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lif_adapter_cin import episode, plans
from lif_adapter_cin.episode import Child, Episode
from lif_adapter_cin.page import LONGEST_REF, Block, Page
from lif_adapter_kit.xml import Element
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event, Rejected, Row

_NO_DISABILITY: Final = "NONE"
# What is no code still tells two needs apart, but a key has its bounds.
_LONGEST_TEXT: Final = 40

Mapper = Callable[[Page, Child, Episode, Block], Row | Rejected]

MAPPERS: Final[Mapping[str, Mapper]] = {
    "Assessments": episode.assessment,
    "Section47": episode.section_47,
    "CINPlanDates": plans.need_plan,
    "ChildProtectionPlans": plans.protection_plan,
    "PreProceedingsandFGDM": plans.pre_proceedings,
}
"""Which function maps which block of an episode."""


@dataclass(frozen=True, slots=True)
class _Who:
    """The blocks that say who a child is, read as one."""

    identifiers: Block
    characteristics: Block

    @property
    def ref(self) -> str:
        return self.identifiers.values.get("LAchildID", "")


def rows(page: Page, record: Element) -> Iterator[Row | Rejected]:
    """The rows of a child's record: the child, then each episode and its blocks in the order of the file."""
    whole = page.read(record, "Child")
    who = _Who(_first(page, whole, "ChildIdentifiers"), _first(page, whole, "ChildCharacteristics"))
    if not 0 < len(who.ref) <= LONGEST_REF:
        yield from _refused(page, whole, "child_too_long" if who.ref else "no_child")
        return
    detail: dict[str, Any] = {}
    child = Child(who.ref, page.day(who.identifiers, "PersonDeathDate", detail))
    yield _identity(page, child, who, record.line, detail)
    for element in whole.held.get("CINdetails", ()):
        block = page.read(element, "CINdetails")
        blocks = [(name, page.read(inner, name)) for name, inner in _inside(block)]
        row, one = episode.referral(page, child, block, [b for name, b in blocks if name == "Section47"])
        yield row
        for name, inside in blocks:
            yield MAPPERS[name](page, child, one, inside)


def _inside(block: Block) -> list[tuple[str, Element]]:
    """The blocks of an episode in the order of the file."""
    found = [(name, element) for name, elements in block.held.items() for element in elements]
    return sorted(found, key=lambda pair: pair[1].line)


def _first(page: Page, whole: Block, name: str) -> Block:
    """A block that a child has once; an empty one where it is missing."""
    found = whole.held.get(name, [])
    if len(found) > 1:
        page.note(found[1].line, name, "doubled_element")
    return page.read(found[0], name) if found else Block(name, whole.line, whole.element)


def _refused(page: Page, whole: Block, reason: str) -> Iterator[Rejected]:
    """Every row of a child that cannot be told."""
    yield page.refuse(whole, "LAchildID", reason)
    for element in whole.held.get("CINdetails", ()):
        block = page.read(element, "CINdetails")
        yield page.refuse(block, "LAchildID", reason)
        for name, inner in _inside(block):
            yield page.refuse(Block(name, inner.line, inner), "LAchildID", reason)


def _identity(page: Page, child: Child, who: _Who, line: int, detail: dict[str, Any]) -> Row:
    """Birth with sex and ethnicity, death, and each disability for the period."""
    block = who.identifiers
    key, seq = page.key(block, f"{child.ref}|-", "LAchildID")
    needs, known = _disabilities(page, child, who.characteristics, key, seq)
    born = page.day(block, "PersonBirthDate", detail)
    events = []
    if born:
        sex, _, _ = page.coded(block, "Sex" if block.values.get("Sex") else "GenderCurrent", "sex", "code")
        _, ethnicity, odd = page.code("ethnicity", "Ethnicity")[
            who.characteristics.values.get("Ethnicity", "")
        ]
        if odd:
            page.note(who.characteristics.line, "Ethnicity", odd)
        detail |= ethnicity
        if known:
            detail["Disability"] = known
        fields = {**sex, "born_on": born, "seq": seq}
        events.append(Event("birth", child.ref, f"birth|{key}", born, fields, detail))
    if child.died:
        events.append(Event("death", child.ref, f"death|{key}", child.died, {"seq": seq}, {}))
    return Row(page.file, line, (*events, *needs))


def _disabilities(
    page: Page, child: Child, block: Block, key: str, seq: int
) -> tuple[list[Event], list[str]]:
    """A need for each disability, and all codes as known; "none" is no need."""
    codes = page.code("disability", "Disability", "code")
    events: dict[str, Event] = {}
    known: list[str] = []
    first, scope = page.period.first_day, page.period.scope
    for item in page.listed(block, "Disabilities", "Disability"):
        fields, _, odd = codes[item.text]
        if odd:
            page.note(item.line, "Disability", odd)
        name = fields.get("code", item.text)[:_LONGEST_TEXT]
        known.append(name)
        if name != _NO_DISABILITY and name not in events:
            events[name] = Event(
                "need",
                child.ref,
                f"need|{key}|{name}|{scope}",
                first,
                {**fields, "seq": seq},
                {"element": "Disability"},
                precision=Precision.PERIOD,
            )
    return list(events.values()), known
