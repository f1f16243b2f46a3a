"""What a CommCare record does not yet show of a visit, as a rule.

It stands here and not among the built-in ones because it rests on what a map can say: that there is a place for whether
the child was seen, and that nothing is entered there. Other rules read a map's facts as they read anybody's.
"""

from collections.abc import Sequence
from typing import Final

from lif_adapter_commcare.kinds import SEEN_NOT_RECORDED
from lif_plugin.domain.condition import Is, Missing, Not
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, Rule, Severity
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import hookimpl

VISIT: Final = Rule(
    id="CCH-01",
    version=1,
    title="Visit without an entry on whether the child was seen",
    message="The visit of {day} does not yet show whether the child was seen.",
    remedy="If the child was seen, enter that. If not, say why, and when the child will be seen.",
    authority=(
        "Child Protection Minimum Standards in Humanitarian Action (2019), standard 18: case management; "
        "the visit as the record itself states it"
    ),
    template=FieldCheck("visit", Is("outcome", (SEEN_NOT_RECORDED,)), exempt_when=Not(Missing("reason"))),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    # CommCare serves many countries; no nation whose law our other rules rest on keeps its children's record in it.
    nations=("elsewhere",),
    exemptions=(
        Exemption("refused", "The child did not want to be seen"),
        Exemption("not_safe", "Seeing the child would not have been safe"),
        Exemption("away", "The child was away"),
        Exemption("seen_elsewhere", "The child was seen elsewhere, and it will be added to the record"),
    ),
)


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rule on visits."""
    return (VISIT,)
