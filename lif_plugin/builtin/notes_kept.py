"""Rules on what is kept of notes beside their readings: how like an earlier section is, and when a note was written.

Reads ``note``: the reading's likeness where ``purpose`` is child_views and ``joint`` is not yes (VOC-14); ``written_on`` (VOC-30).
"""

from collections.abc import Iterator
from typing import Final

from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.reading import CHILD_VIEWS, SEE_CHILD, shared
from lif_plugin.domain.rule import ByPlugin, Channel, Exemption, Rule, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span, Unit, last_day
from lif_plugin.domain.worktime import OutsideCalendar
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

EVERYWHERE: Final = ("england", "scotland", "wales", "northern_ireland")
NEARLY_THE_SAME: Final = 0.9
"""From how much of two sections shared the later one counts as copied forward."""
CONTACT_IN: Final = Span(2, Unit.WORKING_DAYS)
OTHER_IN: Final = Span(5, Unit.WORKING_DAYS)

VOC_14: Final = Rule(
    id="VOC-14",
    version=1,
    title="Section for the child's view nearly the same as an earlier one",
    message="The section for the child's view of {day} is nearly the same as an earlier one; it does not yet show what the "
    "child said or showed since.",
    remedy="If the child said the same again, write when and how. If not, hear the child anew.",
    authority="UN Convention on the Rights of the Child, article 12: the child's views",
    template=ByPlugin("note"),
    addressees=(Role.QUALITY,),
    severity=Severity.WARNING,
    delivery=Channel.OFF,
    nations=EVERYWHERE,
    exemptions=(Exemption("said_again", "The child said the same again"),),
)
VOC_30: Final = Rule(
    id="VOC-30",
    version=1,
    title="Note written later than two working days after a contact, five after anything else",
    message="The note of {day} was written later than the time that is set for it.",
    remedy="Nothing to do on this case: only the team's figure counts it.",
    authority="Local standard for writing notes; there is no national figure",
    template=ByPlugin("note", also=("visit",), needs=("written_on",)),
    # Nobody is told of one note: it is counted for a team.
    addressees=(Role.QUALITY,),
    severity=Severity.INFO,
    delivery=Channel.OFF,
    nations=EVERYWHERE,
)


def copied_forward(case: CaseView) -> Iterator[Finding]:
    """VOC-14, about each section that is nearly the same as an earlier one of this child.

    A section for several children together is not compared: a household shares it.
    """
    earlier: list[tuple[Fact, str]] = []
    for fact in case.of("note"):
        reading = fact.reading
        own = fact.fields.get("purpose") == CHILD_VIEWS and fact.fields.get("joint") != "yes"
        if not own or reading is None or reading.empty:
            continue
        if reading.likeness is None:
            yield _about(VOC_14, fact, State.CANNOT_TELL, (fact,), "not_recorded")
            continue
        found = [(other, shared(mine, reading.likeness)) for other, mine in earlier]
        alike = [other for other, much in found if much is not None and much >= NEARLY_THE_SAME]
        if alike:
            yield _about(VOC_14, fact, State.GAP, (alike[-1], fact))
        elif any(much is None for _other, much in found):
            yield _about(VOC_14, fact, State.CANNOT_TELL, (fact,), "not_recorded")
        earlier.append((fact, reading.likeness))


def written_late(case: CaseView, contact_days: frozenset[int]) -> Iterator[Finding]:
    """VOC-30, about each note; one of a contact if it says so or if a visit stands on its day."""
    for fact in case.of("note"):
        day, purpose = fact.evidence.occurred_day, fact.fields.get("purpose")
        written = fact.fields.get("written_on")
        if written is None:
            yield _about(VOC_30, fact, State.CANNOT_TELL, (fact,), "not_recorded")
            continue
        is_contact = purpose == SEE_CHILD or (purpose is None and day in contact_days)
        try:
            _due, last = last_day(day, CONTACT_IN if is_contact else OTHER_IN, case.calendar)
        except OutsideCalendar:
            yield _about(VOC_30, fact, State.CANNOT_TELL, (fact,), "outside_calendar")
            continue
        if written > last:
            yield _about(VOC_30, fact, State.GAP, (fact,))


def _about(
    rule: Rule, fact: Fact, state: State, proof: tuple[Fact, ...], reason: str | None = None
) -> Finding:
    evidence = tuple(one.evidence for one in proof)
    return Finding(rule.id, fact.evidence.key, state, fact.evidence.occurred_day, evidence, reason)


KEPT_RULES: Final = (VOC_14, VOC_30)
