"""The timer of the example, as data."""

from typing import Final

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.threshold import Strength
from lif_plugin.domain.timer import Limit, Match, Step, Timer

from .rules import NATIONS

FIRST_VISIT: Final = Timer(
    id="EX-T1",
    title="Visit after serious harm",
    nations=NATIONS,
    strength=Strength.LOCAL,
    source="Practice standard 7 of the example",
    clock_start="the harm came to notice",
    allows="5 working days",
    steps=(
        Step("Visit the child", (Match("serious_harm"),), (Match("visit"),), Limit(5, Unit.WORKING_DAYS)),
    ),
)
