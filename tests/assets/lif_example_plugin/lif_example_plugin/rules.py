"""The rules of the example, as data."""

from typing import Final

from lif_plugin.domain.condition import Is
from lif_plugin.domain.rule import ByPlugin, Channel, Exemption, FieldCheck, Rule, Severity
from lif_plugin.domain.viewer import Role

NATIONS: Final = ("england", "scotland", "wales", "northern_ireland")

NOT_SEEN: Final = Rule(
    id="EX-01",
    version=1,
    title="Visit without the child",
    message="The visit on {day} does not yet show that the child was seen.",
    remedy="If the child was seen, record it. If not, say when they will be.",
    authority="Practice standard 4 of the example",
    template=FieldCheck("visit", Is("seen", ("no",))),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.PANEL,
    nations=NATIONS,
    exemptions=(Exemption("refused", "The child chose not to be seen"),),
)

DISAGREE: Final = Rule(
    id="EX-02",
    version=1,
    title="Two visits on one day say different things",
    message="Two visits are recorded on {day}, and they differ in whether the child was seen.",
    remedy="Keep the one that took place, or correct the date of the other.",
    authority="Recording standard 2 of the example",
    template=ByPlugin("visit"),
    addressees=(Role.DATA_TEAM,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=NATIONS,
)
