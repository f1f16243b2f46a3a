"""Maps the lists of help and protection: contacts, referrals, assessments, enquiries, need, protection plans."""

from typing import Any, Final

from lif_adapter_annex_a.line import Line
from lif_plugin.domain.kinds import Tri

_DIED: Final = "RC2"
_CLOSED: Final = "CLOSED"
_REFERRED: Final[dict[str | None, str]] = {"yes": "NFA", "no": "ACTION"}
_SEEN: Final[dict[str | None, dict[str, str]]] = {
    "alone": {"seen": Tri.YES, "alone": Tri.YES},
    "seen": {"seen": Tri.YES},
    "company": {"alone": Tri.NO},
    "unseen": {"seen": Tri.NO, "alone": Tri.NO},
    "apart": {"seen": Tri.NOT_APPLICABLE, "alone": Tri.NOT_APPLICABLE},
}
"""What an answer says of seen and of alone. "Not alone" leaves open whether the child was seen at all."""


def contacts(line: Line) -> None:
    """List 1: somebody was in touch about the child."""
    day = line.start("contact")
    key, seq = line.key(day, column="contact")
    line.add("contact", key, day, {**line.coded("source", "referral_source"), "seq": seq})


def referrals(line: Line) -> None:
    """List 3: the child was referred; outcome NFA where nothing further was done, else ACTION."""
    day = line.start("referral")
    key, seq = line.key(day, column="referral")
    fields: dict[str, Any] = {**line.coded("source", "referral_source"), "seq": seq}
    nothing_further = line.answer("nfa")
    if nothing_further in _REFERRED:
        fields["outcome"] = _REFERRED[nothing_further]
    line.add("referral", key, day, fields)


def assessments(line: Line) -> None:
    """List 4: an assessment until it was authorised, and whether the child was seen during it."""
    start = line.start("start")
    key, seq = line.key(start, column="start")
    fields = {**_SEEN.get(line.answer("seen", "seen"), {}), "seq": seq}
    # What follows is often a phrase of the case system; it is kept where it is neither yes nor no.
    support = line.text("support")
    line.add("assessment", key, start, fields, {"SUPPORT": support}, line.end("end", start))


def enquiries(line: Line) -> None:
    """List 5: a section 47 enquiry from its strategy discussion, and the initial conference if one was held.

    The list does not say when an enquiry ended. With a conference it had ended by that day; where a
    conference was found unnecessary it is over, and its first day stands for the unknown last one.
    """
    start = line.start("start")
    key, seq = line.key(start, column="start")
    held = line.day("conference")
    unnecessary = line.answer("unnecessary")
    planned = line.answer("planned")
    until = max(held, start) if held else start if unnecessary == "yes" else None
    detail = {"CONFERENCE_UNNECESSARY": unnecessary}
    if held is None and until is not None:
        detail["END"] = "not_recorded"
    enquiry: dict[str, Any] = {"seq": seq}
    if held or unnecessary == "yes":
        enquiry["outcome"] = "CONFERENCE" if held else "NO_CONFERENCE"
    line.add("section_47", key, start, enquiry, detail, until)
    if held:
        outcome = {"yes": {"outcome": "CP"}, "no": {"outcome": "NO_PLAN"}}.get(planned or "", {})
        fields = {"code": "ICPC", "held": Tri.YES, **outcome, "seq": seq}
        line.add("conference", f"ICPC|{key}", held, fields)


def need(line: Line) -> None:
    """List 6: a case and its need until closure, the plan where the status says so, and when the child was last seen.

    A status that says closed without a day leaves open when: then no case is stated, neither open nor ended.
    """
    start = line.start("start")
    key, seq = line.key(start, column="start")
    until = line.end("end", start)
    status = line.answer("status", "status")
    if until or status != _CLOSED:
        line.add("case", key, start, {**({"code": status} if status else {}), "seq": seq}, {}, until)
    need_code = {**line.coded("need", "primary_need"), "seq": seq}
    line.add("need", f"CIN|{key}", start, need_code, {"STATUS": status}, until)
    if status == "CIN":
        line.add("plan", f"CIN|{key}", start, {"code": "CIN", "seq": seq}, {"START": "CIN Start Date"}, until)
    if seen := line.day("seen"):
        line.add("visit", f"last_seen|{line.child}|{seen}", seen, {"seen": Tri.YES, "held": Tri.YES})
    reason = line.coded("reason", "closure_reason")
    if until:
        line.add("closure", f"CIN|{key}", until, reason)
        if reason.get("code") == _DIED:
            line.add("death", f"6|{line.child}", until, {})
    elif reason:
        died = reason.get("code") == _DIED
        line.reading.note(line.number, "reason", "no_death_date" if died else "reason_without_date")


def protection_plans(line: Line) -> None:
    """List 7: a child protection plan, its last statutory visit and its latest review conference."""
    start = line.start("start")
    key, seq = line.key(start, column="start")
    latest = line.answer("latest", "category")
    fields: dict[str, Any] = {"code": "CP", "seq": seq, **({"reason": latest} if latest else {})}
    detail = {"INITIAL_CATEGORY": line.answer("initial", "category")}
    line.add("plan", f"CP|{key}", start, fields, detail, line.end("end", start))
    if visit := line.day("visit"):
        answers = _SEEN.get(line.answer("alone", "alone"), {})
        line.add("visit", f"CP|{key}|{visit}", visit, {"code": "CP", "held": Tri.YES, **answers})
    if review := line.day("review"):
        line.add("conference", f"RCPC|{key}|{review}", review, {"code": "RCPC", "held": Tri.YES})
