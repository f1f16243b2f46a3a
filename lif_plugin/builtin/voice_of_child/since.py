"""How long ago the child was last seen, while a plan or placement lasts.

One fact, one prompt: that a child has not been seen is told by the rule of the longest wait, not again for each
visit without the child.
"""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import (
    ENGLAND,
    EVERYWHERE,
    LOCAL_INTERVAL,
    ON_PROTECTION_PLAN,
    SEEN,
    TEN_WORKING_DAYS,
)
from lif_plugin.builtin.voice_of_child.reviews import SHORT_BREAKS
from lif_plugin.domain.rule import Channel, Covers, Exemption, GapSince, Link, Rule, Severity
from lif_plugin.domain.threshold import Slot, Strength, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span

_AGREED: Final = (
    Exemption("agreed_variation", "Another interval of visits has been agreed and is on record"),
)
_REMEDY: Final = (
    "If the child has been seen since, record the visit. If not, say when the child will be seen, or which other "
    "interval has been agreed."
)
_UNSEEN_VISITS: Final = Covers("VOC-01", Link.SINCE)

VOC_05: Final = Rule(
    id="VOC-05",
    version=1,
    title="Child on a protection plan not seen within the interval of visits",
    message="A visit at which the child is seen was due by {day}; the record does not yet show one.",
    remedy=_REMEDY,
    authority=f"{LOCAL_INTERVAL}: 10 working days",
    template=GapSince("plan", "visit", TEN_WORKING_DAYS, about=ON_PROTECTION_PLAN, met_when=SEEN),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    exemptions=_AGREED,
    supersedes=(_UNSEEN_VISITS, Covers("VOC-05L", Link.SINCE)),
    thresholds=(Threshold(Slot.LIMIT, 20),),
)

VOC_05C: Final = Rule(
    id="VOC-05C",
    version=1,
    title="Child on a protection plan not seen within the longest interval",
    message="By {day} {limit} had passed in which the record does not yet show that the child was seen.",
    remedy=_REMEDY,
    authority=f"{LOCAL_INTERVAL}: at the latest 4 weeks",
    template=GapSince("plan", "visit", Span(28), about=ON_PROTECTION_PLAN, met_when=SEEN),
    addressees=(Role.WORKER, Role.MANAGER),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    exemptions=_AGREED,
    supersedes=("VOC-05", _UNSEEN_VISITS, Covers("VOC-05L", Link.SINCE)),
    thresholds=(Threshold(Slot.LIMIT, 42),),
)

VOC_05L: Final = Rule(
    id="VOC-05L",
    version=1,
    title="Looked-after child not visited within the interval of visits",
    message="A visit at which the child is seen was due by {day}; the record does not yet show one.",
    remedy=_REMEDY,
    authority=(
        "Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), regulation 28: "
        "visits at intervals of not more than six weeks"
    ),
    template=GapSince("placement", "visit", Span(42), met_when=SEEN, exempt_when=SHORT_BREAKS),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=(
        Exemption("three_months", "Placed until 18 and in the placement for over a year: every three months"),
    ),
    supersedes=(_UNSEEN_VISITS,),
    statutory=True,
    thresholds=(Threshold(Slot.LIMIT, 42, 7, Strength.STATUTE),),
)

VOC_06: Final = Rule(
    id="VOC-06",
    version=1,
    title="Child on a protection plan seen by no agency for long",
    message="By {day} {limit} had passed in which no agency's record yet shows that the child was seen.",
    remedy="If anybody of any agency has seen the child since, record it. If not, say who will see the child, and when.",
    authority=f"{LOCAL_INTERVAL}; of all agencies together at the latest 6 weeks",
    template=GapSince("plan", "visit", Span(42), about=ON_PROTECTION_PLAN, met_when=SEEN, services=2),
    addressees=(Role.MANAGER,),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    supersedes=("VOC-05C", "VOC-05", _UNSEEN_VISITS, Covers("VOC-05L", Link.SINCE)),
    thresholds=(Threshold(Slot.LIMIT, 84),),
)

SINCE_RULES: Final = (VOC_05, VOC_05C, VOC_05L, VOC_06)
