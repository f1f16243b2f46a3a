"""Maps what is in force for a child: child in need plans, protection plans with their reviews, pre-proceedings."""

from typing import Any, Final

from lif_adapter_cin.episode import Child, Episode, conference
from lif_adapter_cin.page import Block, Page
from lif_plugin.domain.record import Event, Rejected, Row

NEED: Final = "CIN"
PROTECTION: Final = "CP"
PRE_PROCEEDINGS: Final = "PP"
REVIEW: Final = "RCPC"
_DAYS_OF_PRE_PROCEEDINGS: Final = ("LBPSentDate", "InitialPPMeetingDate", "CourtAppDate", "LetterInitCPDate")


def need_plan(page: Page, child: Child, episode: Episode, block: Block) -> Row | Rejected:
    """CINPlanDates: a child in need plan, in force while it has no end."""
    start = page.start(block, "CINPlanStartDate")
    if isinstance(start, Rejected):
        return start
    key, seq = page.key(block, f"{episode.base}|{NEED}|{start}", "CINPlanStartDate")
    detail: dict[str, Any] = {}
    until = page.day(block, "CINPlanEndDate", detail, start)
    plan = _plan(child, key, start, {"code": NEED, "seq": seq}, detail, until)
    return Row(page.file, block.line, (plan,))


def protection_plan(page: Page, child: Child, episode: Episode, block: Block) -> Row | Rejected:
    """ChildProtectionPlans: a protection plan and the review conferences held on it.

    Its reason is the latest category of abuse; the first one and the number of earlier plans stand beside.
    """
    start = page.start(block, "CPPstartDate")
    if isinstance(start, Rejected):
        return start
    key, seq = page.key(block, f"{episode.base}|{PROTECTION}|{start}", "CPPstartDate")
    detail: dict[str, Any] = {}
    until = page.day(block, "CPPendDate", detail, start)
    latest, odd_latest, _ = page.coded(block, "LatestCategoryOfAbuse", "abuse_category", "reason")
    _, first, _ = page.coded(block, "InitialCategoryOfAbuse", "abuse_category")
    detail |= {**first, **odd_latest}
    _number(page, block, "NumberOfPreviousCPP", detail)
    fields = {"code": PROTECTION, **latest, "seq": seq}
    plan = _plan(child, key, start, fields, detail, until)
    return Row(page.file, block.line, (plan, *_reviews(page, child, block, key, detail)))


def _reviews(page: Page, child: Child, block: Block, key: str, detail: dict[str, Any]) -> list[Event]:
    """The review conferences of a plan, each day once."""
    held: dict[int, None] = {}
    odd: list[str] = []
    for item in page.listed(block, "Reviews", "CPPreviewDate"):
        day = page.days[item.text]
        if day:
            held[day] = None
        else:
            odd.append(item.text)
            page.note(item.line, "CPPreviewDate", "unreadable_date")
    if odd:
        detail["CPPreviewDate_raw"] = odd
    return [conference(child, f"{key}|{REVIEW}|{day}", day, REVIEW, "CPPreviewDate") for day in held]


def pre_proceedings(page: Page, child: Child, episode: Episode, block: Block) -> Row | Rejected:
    """PreProceedingsandFGDM: pre-proceedings until the decision to step down or to issue, with its outcome."""
    start = page.start(block, "PPStartDate")
    if isinstance(start, Rejected):
        return start
    key, seq = page.key(block, f"{episode.base}|{PRE_PROCEEDINGS}|{start}", "PPStartDate")
    detail: dict[str, Any] = {}
    until = page.day(block, "StepDecisionDate", detail, start)
    for element in _DAYS_OF_PRE_PROCEEDINGS:
        if day := page.day(block, element, detail):
            detail[element] = day
    for element in ("FGDMMeetingOffer", "FGDMMeetingFac"):
        detail |= page.coded(block, element, "yes_no")[1]
    _number(page, block, "ReviewMeetingsCount", detail)
    fields: dict[str, Any] = {"code": PRE_PROCEEDINGS, "seq": seq}
    # Its codes are not published yet: the text is kept as it is.
    if outcome := block.values.get("PPOutcome", "")[:20]:
        fields["outcome"] = outcome
    return Row(page.file, block.line, (_plan(child, key, start, fields, detail, until),))


def _plan(
    child: Child, key: str, start: int, fields: dict[str, Any], detail: dict[str, Any], until: int | None
) -> Event:
    return Event("plan", child.ref, f"plan|{key}", start, fields, detail, until)


def _number(page: Page, block: Block, element: str, detail: dict[str, Any]) -> None:
    text = block.values.get(element, "")
    if not text:
        return
    if text.isascii() and text.isdigit() and len(text) <= 2:
        detail[element] = int(text)
    else:
        detail[f"{element}_raw"] = text
        page.note(block.line, element, "out_of_range")
