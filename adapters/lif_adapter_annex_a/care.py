"""Maps the lists of care and of leaving it: looked-after children, care leavers, adoption."""

from typing import Any, Final

from lif_adapter_annex_a import values
from lif_adapter_annex_a.line import Line
from lif_plugin.domain.kinds import Precision, Tri

_DIED: Final = "E2"
_INTERVIEW: Final[dict[str | None, dict[str, str]]] = {
    "happened": {"offered": Tri.YES, "accepted": Tri.YES},
    "absent": {"offered": Tri.YES, "accepted": Tri.YES, "held": Tri.NO, "reason": "not_present"},
    "declined": {"offered": Tri.YES, "accepted": Tri.NO, "reason": "declined"},
    "again": {"offered": Tri.NO, "reason": "missing_again"},
    "contact": {"offered": Tri.NO, "reason": "no_contact"},
    "other": {"offered": Tri.NO, "reason": "other"},
}
_STEPS: Final = ("decision", "order", "match", "early", "placing", "adopted", "reversed")


def looked_after(line: Line) -> None:
    """List 8: legal status, placement and need as they are now or were at the end, and what last took place."""
    start = line.start("start")
    until = line.end("end", start)
    key, seq = line.key(start, column="start")
    line.add("need", f"CLA|{key}", start, {**line.coded("need", "primary_need"), "seq": seq}, {}, until)
    _holding(line, "legal_status", "status", "status_start", "legal_status", until)
    provider = line.coded("provider", "placement_provider", "PROVIDER")
    _holding(line, "placement", "placement", "placement_start", "placement_type", until, provider)
    _last_times(line)
    _return_interview(line)
    reason = line.coded("reason", "episode_end_reason")
    if until:
        line.add("closure", f"CLA|{key}", until, reason)
        if reason.get("code") == _DIED:
            line.add("death", f"8|{line.child}", until, {})
    elif reason:
        died = reason.get("code") == _DIED
        line.reading.note(line.number, "reason", "no_death_date" if died else "reason_without_date")


def _holding(line: Line, kind: str, column: str, since: str, codes: str, until: int | None,
             detail: dict[str, Any] | None = None) -> None:  # fmt: skip
    """A status or placement from its own start until the child ceased to be looked after; none without a start."""
    start = line.day(since)
    if start is None:
        return
    if until is not None and until < start:
        line.reading.note(line.number, since, "ends_before_start")
    line.add(kind, f"{line.child}|{start}", start, line.coded(column, codes), detail, until)


def _last_times(line: Line) -> None:
    """The last review, visit, contact of the reviewing officer, health assessment and dental check."""
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "review": ("review", {"held": Tri.YES}),
        "visit": ("visit", {"code": "CLA", "held": Tri.YES}),
        "officer": ("visit", {"code": "IRO"}),
        "health": ("health_check", {"code": "health_assessment"}),
        "dental": ("health_check", {"code": "dental_check"}),
    }
    for column, (kind, fields) in kinds.items():
        if day := line.day(column):
            line.add(kind, f"{column}|{line.child}|{day}", day, dict(fields))


def _return_interview(line: Line) -> None:
    """Whether a talk was offered and accepted after the last missing episode, whose day the list does not give."""
    first, second = line.answer("offered", "interview"), line.answer("accepted", "interview")
    fields: dict[str, str] = {}
    for answer, name in ((first, "offered"), (second, "accepted")):
        fields |= _INTERVIEW.get(answer, {})
        if answer in {"yes", "no"}:
            fields[name] = answer
    if not fields:
        return
    text = line.text("missing")
    if not text.isdigit():
        text = ""
    last = line.reading.last_day
    line.add(
        "return_interview",
        f"{line.child}|{last}",
        last,
        fields,
        {"MISSING_IN_12_MONTHS": text},
        None,
        Precision.PERIOD,
    )


def care_leavers(line: Line) -> None:
    """List 9: whether a care leaver is in touch on the day of the report, where they live and what they do."""
    last = line.reading.last_day
    touch = line.answer("touch", "touch")
    text = line.text("touch")
    contact = line.day("contact")
    key, seq = line.key(last, column="touch")
    detail = {
        "LATEST_CONTACT": contact,
        "ELIGIBILITY": line.answer("eligibility", "eligibility"),
        "ACCOMMODATION": _coded_or_text(line, "accommodation"),
        "SUITABILITY": line.answer("suitability", "suitability"),
        "ACTIVITY": _coded_or_text(line, "activity"),
    }
    fields: dict[str, Any] = {"seq": seq}
    if touch:
        fields["code"] = touch
    if text != touch and text:
        fields["code_raw"] = text
    line.add("care_leaver_contact", key, last, fields, detail, None, Precision.PERIOD)
    if touch == "DIED":
        line.add("death", f"9|{line.child}", last, {}, {}, None, Precision.PERIOD)


def _coded_or_text(line: Line, column: str) -> str | None:
    text = line.text(column)
    if not text:
        return None
    code = values.code_of(text, column)
    if code is None:
        line.reading.note(line.number, column, "unknown_code")
        line.odd[f"{column}_raw"] = text
    return code


def adoption(line: Line) -> None:
    """List 10: the steps towards adoption that have a day; a placing lasts until the decision is reversed."""
    days = {step: line.day(step) for step in _STEPS}
    reason = line.coded("reason", "placed_ceased_reason", "reason")
    for step, day in days.items():
        if day is None:
            continue
        key, seq = line.key(step, day, column=step)
        until = days["reversed"] if step == "placing" else None
        line.add(
            "adoption_step",
            key,
            day,
            {"code": step, **(reason if step == "reversed" else {}), "seq": seq},
            {},
            until,
        )
