"""The story as events, every kind known in full: what any delivery's answers are compared with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lif_plugin.domain.kinds import KINDS, Tri
from lif_plugin.domain.record import Coverage, Event

if TYPE_CHECKING:
    from tests.assets.story.told import Story

FIRST = 20230401


def number(day: Any) -> int | None:
    """A day as YYYYMMDD."""
    return int(f"{day:%Y%m%d}") if day else None


def _tri(value: bool | None) -> Tri | None:
    return None if value is None else Tri.YES if value else Tri.NO


def coverage(story: "Story") -> tuple[Coverage, ...]:
    """Every kind, from the first day of the year to the last that is known."""
    last = number(story.known_until)
    assert last
    return tuple(Coverage(kind, FIRST, last) for kind in sorted(KINDS))


def events(story: "Story") -> Iterator[Event]:
    """Every fact of the story."""
    for child in story.children:
        yield _fact(
            "birth", child, child["ref"], child["born"], code=child["sex"], born_on=number(child["born"])
        )
    for child, one in story.each("referrals"):
        yield _fact("referral", child, one["id"], one["day"], code=str(one["source"]),
                    outcome="NFA" if one["nfa"] else "ACTION")  # fmt: skip
        if not one["nfa"]:
            yield _fact("case", child, one["id"], one["day"], one["closed"], code="CIN")
        yield _fact("need", child, one["id"], one["day"], one["closed"], code=one["need"])
        if one["closed"]:
            yield _fact("closure", child, one["id"], one["closed"], code=one["reason"])
    for child, one in story.each("assessments"):
        yield _fact("assessment", child, one["id"], one["start"], one["end"], seen=_tri(one["seen"]))
    for child, one in story.each("enquiries"):
        held = one["conference"]
        yield _fact("section_47", child, one["id"], one["start"], one["end"],
                    outcome="CONFERENCE" if held else "NO_CONFERENCE")  # fmt: skip
        if held:
            yield _fact("conference", child, one["id"], held, code="ICPC", held=Tri.YES)
    for child, one in story.each("conferences"):
        yield _fact("conference", child, one["id"], one["day"], code="RCPC", held=Tri.YES)
    for child, one in story.each("plans"):
        yield _fact(
            "plan", child, one["id"], one["start"], one["end"], code=one["code"], reason=one["category"]
        )
    for child, one in story.each("visits"):
        yield _fact("visit", child, one["id"], one["day"], code=one["code"], held=Tri.YES, seen=_tri(one["seen"]),
                    alone=_tri(one["alone"]))  # fmt: skip
    for child, one in story.each("care"):
        yield _fact("placement", child, one["id"], one["start"], one["end"], code=one["placement"])
        yield _fact("legal_status", child, one["id"], one["start"], one["end"], code=one["status"])
    for child, one in story.each("reviews"):
        yield _fact("review", child, one["id"], one["day"], code=one["code"], held=Tri.YES,
                    born_on=number(child["born"]))  # fmt: skip
    for child, one in story.each("missing"):
        yield _fact("missing", child, one["id"], one["start"], one["end"], code=one["code"])
        if one["offered"] is not None:
            yield _fact("return_interview", child, one["id"], one["end"], offered=_tri(one["offered"]),
                        accepted=_tri(one["accepted"]), held=_tri(one["accepted"]))  # fmt: skip
    for child, one in story.each("workers"):
        yield _fact("worker", child, one["id"], one["start"], one["end"], actor=one["actor"])


def _fact(kind: str, child: Any, key: str, day: Any, until: Any = None, **fields: Any) -> Event:
    start = number(day)
    assert start
    known = {name: value for name, value in fields.items() if value is not None}
    return Event(kind, child["ref"], f"{kind}|{key}", start, known, {}, number(until))
