"""Writes the story as Annex A: six months of events, open cases, and of visits and reviews the last one only."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from lif_adapter_annex_a.lists import lists

if TYPE_CHECKING:
    from tests.assets.story.told import Entry, Story

_YES = {True: "a) Yes", False: "b) No", None: ""}
_SEX = {"M": "a) Male", "F": "b) Female"}
_CATEGORY = {
    "NEG": "a) Neglect",
    "PHY": "b) Physical abuse",
    "SAB": "c) Sexual abuse",
    "EMO": "d) Emotional abuse",
}


def _last(entries: Iterable[dict[str, Any]], when: str = "day") -> dict[str, Any]:
    return max(entries, key=lambda one: one[when], default={})


def _six_months(story: "Story", day: date) -> bool:
    first = date(story.known_until.year - 1, story.known_until.month + 6, 30)
    return day > first


def _status(child: "Entry", closed: bool) -> str:
    if closed:
        return "Closed episode"
    codes = {one["code"] for one in child["plans"] or () if not one.get("end")}
    if child["care"]:
        return "Looked after child"
    if "CP" in codes:
        return "Child protection plan"
    return "Child in need plan" if codes else "Open assessment"


def rows(story: "Story") -> dict[str, list[tuple["Entry", dict[str, Any]]]]:
    """(child, cells by short column name) of each list."""
    found: dict[str, list[tuple[Entry, dict[str, Any]]]] = {number: [] for number in "345678"}
    for child, one in story.each("referrals"):
        if _six_months(story, one["day"]):
            found["3"].append(
                (child, {"referral": one["day"], "source": one["source"], "nfa": _YES[one["nfa"]]})
            )
        if not one["nfa"]:
            seen = [visit["day"] for visit in child["visits"] or () if visit.get("seen")]
            found["6"].append((child, {
                "start": one["day"], "need": one["need"], "seen": max(seen, default=None), "end": one["closed"],
                "reason": one["reason"], "status": _status(child, bool(one["closed"])),
            }))  # fmt: skip
    for child, one in story.each("assessments"):
        found["4"].append((child, {"start": one["start"], "seen": _YES[one["seen"]], "end": one["end"]}))
    for child, one in story.each("enquiries"):
        found["5"].append((child, {
            "start": one["start"], "unnecessary": _YES[not one["conference"]], "conference": one["conference"],
            "planned": _YES[one["plan"]],
        }))  # fmt: skip
    for child, one in story.each("plans"):
        if one["code"] == "CP":
            visit = _last(each for each in child["visits"] or () if each["of"] == one["id"])
            held = _last(each for each in child["conferences"] or () if each["of"] == one["id"])
            found["7"].append((child, {
                "start": one["start"], "latest": _CATEGORY[one["category"]], "visit": visit.get("day"),
                "alone": _YES[visit.get("alone")], "review": held.get("day"), "end": one["end"],
            }))  # fmt: skip
    for child, one in story.each("care"):
        away = _last((each for each in child["missing"] or () if each["code"] == "M"), "start")
        found["8"].append((child, {
            "start": one["start"], "need": one["need"], "status_start": one["start"], "status": one["status"],
            "review": _last(child["reviews"] or ()).get("day"), "visit": _last(child["visits"] or ()).get("day"),
            "end": one["end"], "reason": one["reason"], "placement_start": one["start"],
            "placement": one["placement"], "provider": one["provider"],
            "missing": len([each for each in child["missing"] or () if each["code"] == "M"]),
            "offered": _YES[away.get("offered")], "accepted": _YES[away.get("accepted")],
        }))  # fmt: skip
    return found


def write(story: "Story", folder: Path) -> Path:
    """Write the workbook, a sheet for each list that has a row."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, filled in rows(story).items():
        which = lists()[number]
        names = list(which.headings)
        sheet = book.create_sheet(which.name)
        sheet.append([which.headings[name] for name in names])
        for child, cells in filled:
            who = {
                "child": child["ref"],
                "gender": _SEX[child["sex"]],
                "ethnicity": "a) WBRI",
                "born": child["born"],
            }
            sheet.append([(who | cells).get(name) for name in names])
    path = folder / "annex_a.xlsx"
    book.save(path)
    return path
