"""Finds triggers in care and around it: moves, missing episodes, exploitation, return interviews, leaving care."""

import re
from typing import Final

from lif_plugin.builtin.audit_triggers.trigger import Answer, Occasion, Trigger, Unsure, counted
from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

_MISSING: Final = "M"
_NOT_IN_TOUCH: Final = "NO"
_TEMPORARY: Final = re.compile(r"T\d")
"""Codes of a placement that is temporary: a move there and back is no change of home."""
_OTHER_CARER: Final = frozenset({"P", "B"})
_SAME_CARER: Final = frozenset({"L", "T", "U"})
"""How an episode of the looked-after return began: with another placement and carer, or with the same carer."""
_STARTED: Final = "S"
_FACTOR: Final = re.compile(r"\d{1,2}[A-F]?")
"""The form of a code of the factors found at an assessment; other needs have codes of another form."""


def moves(case: CaseView, trigger: Trigger) -> Answer:
    """So many moves: a placement that followed another, with another carer, and not for a short time only."""
    sure: list[Fact] = []
    maybe: list[Fact] = []
    before: Fact | None = None
    for placement in case.of("placement"):
        if _TEMPORARY.fullmatch(placement.evidence.code or ""):
            continue
        moved = _is_move(before, placement)
        before = placement
        if moved is not False:
            maybe.append(placement)
        if moved:
            sure.append(placement)
    return counted(case, trigger, sure, maybe, f"{trigger.count} placement moves within {trigger.span}")


def _is_move(before: Fact | None, placement: Fact) -> bool | None:
    """Whether a placement was a move; None where the record does not say.

    Where the source says how the episode began, that decides. Else each placement is one of its own, and it is a
    move if it began after another and that one had ended by then.
    """
    began = placement.detail.get("RNE")
    if began == _STARTED:
        return False
    if began in _OTHER_CARER:
        return True
    if began in _SAME_CARER:
        return False
    if before is None:
        return False
    if before.until_day is None:
        return None
    return before.until_day <= placement.evidence.occurred_day


def missing(case: CaseView, trigger: Trigger) -> Answer:
    """So many missing episodes; away without permission is not missing."""
    episodes = case.of("missing")
    sure = [one for one in episodes if one.evidence.code == _MISSING]
    maybe = [one for one in episodes if one.evidence.code in {_MISSING, None}]
    return counted(
        case, trigger, sure, maybe, f"{trigger.count} missing episodes began within {trigger.span}"
    )


def exploitation(case: CaseView, trigger: Trigger) -> Answer:
    """A factor of exploitation and a missing episode within the span of each other, whichever came first."""
    episodes = [one for one in case.of("missing") if one.evidence.code == _MISSING]
    factors = [one for one in case.of("need") if _FACTOR.fullmatch(one.evidence.code or "")]
    for factor in factors:
        if factor.evidence.code not in trigger.codes:
            continue
        for episode in episodes:
            first, last = sorted((factor.evidence, episode.evidence), key=lambda one: one.occurred_day)
            if last.occurred_day <= trigger.span.after(first.occurred_day):
                reason = (
                    f"An assessment found exploitation, and a missing episode began within {trigger.span}"
                )
                return [Occasion(last.key, last.occurred_day, reason, (first.key, last.key))], None
    assessed = any(one.until_day is not None for one in case.of("assessment"))
    if episodes and assessed and not factors:
        # A source may cover assessments without stating what they found.
        return [], Unsure.NOT_RECORDED
    return [], None


def refused(case: CaseView, trigger: Trigger) -> Answer:
    """So many return interviews that were offered and not accepted; a refusal without an offer is not known."""
    talks = [one for one in case.of("return_interview") if one.fields.get("accepted") == Tri.NO]
    sure = [one for one in talks if one.fields.get("offered") == Tri.YES]
    maybe = [one for one in talks if one.fields.get("offered") != Tri.NO]
    if "missing" not in case.covered and any(one.precision == Precision.PERIOD for one in talks):
        # A list of the last interview only states the same one again and again.
        return [], Unsure.NOT_COVERED if len(maybe) > 1 else None
    return counted(case, trigger, sure, maybe, f"{trigger.count} return interviews were refused")


def not_in_touch(case: CaseView, trigger: Trigger) -> Answer:
    """The newest return says that the care leaver is not in touch."""
    contacts = case.of("care_leaver_contact")
    if not contacts:
        return [], None
    newest = contacts[-1].evidence
    if newest.code is None:
        return [], Unsure.NOT_RECORDED
    if newest.code != _NOT_IN_TOUCH:
        return [], None
    reason = "The newest return says that the care leaver is not in touch"
    return [Occasion(newest.key, newest.occurred_day, reason, (newest.key,))], None
