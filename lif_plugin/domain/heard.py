"""Whether what a partnership learns from heard the child: audits (VOC-28) and learning about a child (VOC-29).

These are about its own work, not about a case record, so no template of a rule asks them: they are read from what the
quality team wrote down. Domain guide, section 2.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.learning import Nature
from lif_plugin.domain.rule import Channel, Severity, State
from lif_plugin.domain.viewer import Role

SAID: Final = frozenset({"family_feedback", "feedback_said"})
"""The questions of the tools that take down what child or family said of the help."""
WHY_NOT: Final = frozenset({"feedback_why_not"})
"""The questions that take down why nobody asked them."""
VOICE: Final = "voice_of_child"
"""A strength of this theme holds a view; a concern may only say that there was none."""
LIVED: Final = frozenset({"lived_experience"})
FAMILY: Final = frozenset({"feedback", "family_feedback"})
"""Where the child has died, the family's view counts too."""


@dataclass(frozen=True, slots=True)
class WorkRule:
    """A rule about the partnership's own work: what it says, on what authority, told to whom and how."""

    id: str
    version: int
    title: str
    message: str
    remedy: str
    authority: str
    reads: tuple[str, ...]
    addressees: tuple[Role, ...] = (Role.QUALITY,)
    severity: Severity = Severity.WARNING
    delivery: Channel = Channel.DIGEST


HEARD: Final = "UN Convention on the Rights of the Child, article 12: the child's views"
VOC_28: Final = WorkRule(
    "VOC-28",
    1,
    "Audit closed without feedback of child or family, and without a reason",
    "This audit does not yet show what child or family said of the help, or why they were not asked.",
    "If they were asked, add what they said. If that could not be, say why.",
    HEARD,
    ("audit", "audit_answer"),
)
VOC_29: Final = WorkRule(
    "VOC-29",
    1,
    "Learning about a child without the child's view or lived experience",
    "This learning came from a child's case and does not yet show the child's view or what life is like for them.",
    "Add a finding on it, or say how a child's view began it. If the child has died, the family's view counts.",
    HEARD,
    ("learning_item", "finding"),
)
WORK_RULES: Final = (VOC_28, VOC_29)


def feedback_state(questions: Collection[str], answered: Mapping[str, str]) -> State:
    """VOC-28 for a closed audit: which questions its form has, and the answers that stand.

    Cannot tell where the form has none of the questions: an agency's own tool may ask in another way.
    """

    def given(which: Collection[str]) -> bool:
        return any(answered.get(question, "").strip() for question in which)

    if given(SAID):
        return State.MET
    if given(WHY_NOT):
        return State.EXPLAINED
    return State.CANNOT_TELL if SAID.isdisjoint(questions) else State.GAP


def learning_state(
    voice_source: str | None, findings: Collection[tuple[str, str]], *, died: bool | None
) -> State:
    """VOC-29 for learning that came from a child's case: how a view began it, the (nature, theme) of its findings.

    ``died`` None: the record does not say whether the child has died; then a family's view alone cannot be told.
    """
    themes = {theme for _nature, theme in findings}
    if voice_source is not None or (Nature.STRENGTH.value, VOICE) in findings or not LIVED.isdisjoint(themes):
        return State.MET
    if not FAMILY.isdisjoint(themes) and died is not False:
        return State.MET if died else State.CANNOT_TELL
    return State.CANNOT_TELL if VOICE in themes else State.GAP
