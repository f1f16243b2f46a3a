"""Maps an episode of need: referral, primary need, closure, assessments with their factors, section 47 enquiries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lif_adapter_cin.page import Block, Page
from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.domain.record import Event, Rejected, Row

INITIAL: Final = "ICPC"
HELD: Final = Tri.YES.value
_DIED: Final = "RC2"
_NOTHING_FOUND: Final = "21"
_NOTHING_FURTHER: Final = "NFA"
_CONFERENCE: Final = "CONFERENCE"
_NO_CONFERENCE: Final = "NO_CONFERENCE"


@dataclass(frozen=True, slots=True)
class Child:
    """Whose record it is, and the day of death if the file states it."""

    ref: str
    died: int | None


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode: child and referral date, which make the key of all that is in it, and the day it was closed."""

    base: str
    closed: int | None


def referral(
    page: Page, child: Child, block: Block, enquiries: Sequence[Block]
) -> tuple[Row | Rejected, Episode]:
    """CINdetails: the referral, the case and its primary need until the closure, the closure, a conference before a move.

    A referral that led to nothing further opened no case. An episode without a referral date is refused, but what
    happened in it is kept.
    """
    start = page.start(block, "CINreferralDate")
    if isinstance(start, Rejected):
        return start, Episode(f"{child.ref}|-", page.days[block.values.get("CINclosureDate", "")] or None)
    base = f"{child.ref}|{start}"
    key, seq = page.key(block, base, "CINreferralDate")
    detail: dict[str, Any] = {}
    source, _, _ = page.coded(block, "ReferralSource", "referral_source", "code")
    outcome, raw, _ = page.coded(block, "ReferralNFA", "referral_outcome", "outcome")
    closed = page.day(block, "CINclosureDate", detail, start)
    fields = {**source, **outcome, "seq": seq}
    events = [Event("referral", child.ref, f"referral|{key}", start, fields, detail | raw)]
    if outcome.get("outcome") != _NOTHING_FURTHER:
        events.append(Event("case", child.ref, f"case|{key}", start, {"code": "CIN", "seq": seq}, {}, closed))
    need, _, _ = page.coded(block, "PrimaryNeedCode", "primary_need", "code")
    if need:
        events.append(
            Event("need", child.ref, f"need|{key}|primary", start, {**need, "seq": seq},
                  {"element": "PrimaryNeedCode"}, closed)
        )  # fmt: skip
    events += _closure(page, child, block, key, closed)
    held = page.day(block, "DateOfInitialCPC", detail)
    if held and held not in {page.days[one.values.get("DateOfInitialCPC", "")] for one in enquiries}:
        events.append(conference(child, f"{key}|transfer", held, INITIAL, "CINdetails"))
    return Row(page.file, block.line, tuple(events)), Episode(base, closed)


def _closure(page: Page, child: Child, block: Block, key: str, closed: int | None) -> list[Event]:
    """The closure, and the death of a child whose day of death the file does not state."""
    code, raw, _ = page.coded(block, "ReasonForClosure", "closure_reason", "code")
    if closed is None:
        if code and not block.values.get("CINclosureDate"):
            page.note(block.line, "ReasonForClosure", "end_without_date")
        return []
    events = [Event("closure", child.ref, f"closure|{key}", closed, code, raw)]
    if code.get("code") == _DIED and child.died is None:
        page.note(block.line, "ReasonForClosure", "no_death_date")
        events.append(
            Event("death", child.ref, f"death|{key}", closed, {}, {"element": "ReasonForClosure"},
                  precision=Precision.PERIOD)
        )  # fmt: skip
    return events


def assessment(page: Page, child: Child, episode: Episode, block: Block) -> Row | Rejected:
    """Assessments: from start to authorisation, or to the closure; each factor found is a need of that day."""
    start = page.start(block, "AssessmentActualStartDate")
    if isinstance(start, Rejected):
        return start
    key, seq = page.key(block, f"{episode.base}|A|{start}", "AssessmentActualStartDate")
    detail: dict[str, Any] = {}
    done = page.day(block, "AssessmentAuthorisationDate", detail, start)
    reviewed = page.day(block, "AssessmentInternalReviewDate", detail)
    if reviewed:
        detail["AssessmentInternalReviewDate"] = reviewed
    found = _factors(page, block, detail)
    until = _ended(done, start, episode, detail)
    fields: dict[str, Any] = {"seq": seq}
    events = [Event("assessment", child.ref, f"assessment|{key}", start, fields, detail, until)]
    day = done if done and done >= start else start
    events += [
        Event("need", child.ref, f"need|{key}|{code}", day, {"code": code, "seq": seq},
              {"element": "AssessmentFactors"}, day)
        for code in found if code != _NOTHING_FOUND
    ]  # fmt: skip
    return Row(page.file, block.line, tuple(events))


def _factors(page: Page, block: Block, detail: dict[str, Any]) -> list[str]:
    """The codes of the factors, each once; what is no code is kept as text in the detail."""
    codes = page.code("assessment_factors", "AssessmentFactors", "code")
    known: dict[str, None] = {}
    unknown: list[str] = []
    for item in page.listed(block, "FactorsIdentifiedAtAssessment", "AssessmentFactors"):
        fields, _, odd = codes[item.text]
        if odd:
            page.note(item.line, "AssessmentFactors", odd)
        if "code" in fields:
            known[fields["code"]] = None
        else:
            unknown.append(item.text)
    if known:
        detail["AssessmentFactors"] = list(known)
    if unknown:
        detail["AssessmentFactors_raw"] = unknown
    return list(known)


def section_47(page: Page, child: Child, episode: Episode, block: Block) -> Row | Rejected:
    """Section47: from the strategy discussion to the initial conference, or to the closure."""
    start = page.start(block, "S47ActualStartDate")
    if isinstance(start, Rejected):
        return start
    key, seq = page.key(block, f"{episode.base}|S47|{start}", "S47ActualStartDate")
    detail: dict[str, Any] = {}
    held = page.day(block, "DateOfInitialCPC", detail, start)
    target = page.day(block, "InitialCPCtarget", detail)
    if target:
        detail["InitialCPCtarget"] = target
    _, needless, _ = page.coded(block, "ICPCnotRequired", "yes_no")
    detail |= needless
    fields: dict[str, Any] = {"seq": seq}
    if held:
        fields["outcome"] = _CONFERENCE
    elif needless.get("ICPCnotRequired") == HELD:
        fields["outcome"] = _NO_CONFERENCE
    until = _ended(held, start, episode, detail)
    events = [Event("section_47", child.ref, f"section_47|{key}", start, fields, detail, until)]
    if held:
        events.append(conference(child, key, held, INITIAL, "Section47"))
    return Row(page.file, block.line, tuple(events))


def conference(child: Child, key: str, day: int, code: str, element: str) -> Event:
    """A conference that was held: initial (ICPC) or review (RCPC). Who took part is not in the census."""
    fields = {"code": code, "held": HELD}
    return Event("conference", child.ref, f"conference|{key}", day, fields, {"element": element})


def _ended(own: int | None, start: int, episode: Episode, detail: dict[str, Any]) -> int | None:
    """When something ended: its own end, else the closure of its episode, which ends what was still going on."""
    if own is None and episode.closed and episode.closed >= start:
        detail["ended_by"] = "CINclosureDate"
        return episode.closed
    return own
