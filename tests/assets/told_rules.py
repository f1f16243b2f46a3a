"""Rules that are told at once, to the worker or to the reviewing officer, and cases they find things in."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.condition import AgeUnder, AllOf, Is, Not
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import Channel, DueAfter, Exemption, FieldCheck, LastN, Rule, Severity
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import hookimpl
from tests.assets.world import missing

TALK: Final = Rule(
    id="TST-01",
    version=1,
    title="Talk after a missing episode",
    message="After {day} the record does not yet show a talk.",
    remedy="Record the talk.",
    authority="Made up for tests",
    template=DueAfter("missing", evidence="return_interview", hours=72),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=("england",),
    exemptions=(Exemption("declined", "Offered, and the child declined"),),
)
VIEW: Final = Rule(
    id="TST-02",
    version=1,
    title="Review without a view",
    message="The review on {day} does not yet show a view ({text}).",
    remedy="Correct the code.",
    authority="Made up for tests",
    template=FieldCheck("review", Is("code", ("PN4",))),
    addressees=(Role.IRO,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=("england",),
)
ALONE: Final = Rule(
    id="TST-03",
    version=1,
    title="Two visits running, seen and not alone",
    message="The visit on {day} and the one before it do not yet show that the child was seen alone.",
    remedy="If the child was seen alone, say so on the visit. If not, say why.",
    authority="Made up for tests",
    template=LastN(
        "visit",
        2,
        AllOf((Is("seen", ("yes",)), Is("alone", ("no",)), Not(AgeUnder(2)))),
        about=Is("code", ("CP",)),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=("england",),
    exemptions=(Exemption("declined", "The child did not want to be seen alone"),),
)


@hookimpl
def _rules() -> Sequence[Rule]:
    return (TALK, VIEW, ALONE)


PLUGINS: Final = (("told", SimpleNamespace(lif_rules=_rules)),)
LIVE: Final = Agency("elmshire", "Elmshire", go_live=20170401)
RULES: Final = {rule.id: rule for rule in (TALK, VIEW, ALONE)}
KINDS: Final = ("missing", "return_interview", "worker", "plan", "review")


def held(ref: str, actor: str | None = "W1", since: int = 20180101, until: int | None = None) -> Event:
    """A worker holds the case."""
    return Event("worker", ref, f"worker|{ref}|{since}", since, {"actor": actor}, {}, until)


def plan(ref: str, until: int | None = None) -> Event:
    """What keeps a case open."""
    return Event("plan", ref, f"plan|{ref}", 20180101, {"code": "CIN"}, {}, until)


def silent(ref: str, day: int, actor: str | None = "W1", since: int = 20180101) -> list[Event]:
    """An open case of a worker whose missing episode has no talk after it."""
    return [plan(ref), held(ref, actor, since), missing(ref, day, day)]
