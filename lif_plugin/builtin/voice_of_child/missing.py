"""Return interviews: the talk that is due after a child was missing."""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import ENGLAND
from lif_plugin.domain.condition import AllOf, Is, Not
from lif_plugin.domain.rule import Channel, DueAfter, Exemption, Rule, Severity
from lif_plugin.domain.threshold import Slot, Strength, Threshold
from lif_plugin.domain.viewer import Role

VOC_21: Final = Rule(
    id="VOC-21",
    version=1,
    title="Return interview after a missing episode",
    message="After the missing episode that ended on {day} the record does not yet show a talk with the child.",
    remedy="If the talk took place, record when and what the child said. If it was offered and declined, say so.",
    authority=(
        "Statutory guidance on children who run away or go missing from home or care (2014): "
        "return interview within 72 hours"
    ),
    template=DueAfter(
        "missing",
        evidence="return_interview",
        hours=72,
        about=Is("code", ("M",)),
        met_when=Not(Is("held", ("no",))),
        declined_when=AllOf((Is("offered", ("yes",)), Is("accepted", ("no",)))),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=(Exemption("declined", "Offered, and the child declined"),),
    thresholds=(Threshold(Slot.HOURS, 72, 24, Strength.GUIDANCE),),
)
