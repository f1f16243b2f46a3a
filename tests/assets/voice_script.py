"""What the voice rules should find in a folder of the Standard Safeguarding Dataset, by csv and datetime alone.

Written from the text of the rules, without a line of the product: what its answers are held against.
"""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

Row = dict[str, str]
Told = tuple[str, date | None, str]
"""Child, day, and gap or cannot_tell; no day where it is so of the whole source."""
VISITS = {
    "ssd_cin_visits": ("cinv", "cin", "cin_plan_id"),
    "ssd_cp_visits": ("cppv", "cp", "cp_plan_id"),
    "ssd_cla_visits": ("clav", "cla", "cla_id"),
}
BANK_HOLIDAYS = {
    date(2023, 1, 2), date(2023, 4, 7), date(2023, 4, 10), date(2023, 5, 1), date(2023, 5, 8), date(2023, 5, 29),
    date(2023, 8, 28), date(2023, 12, 25), date(2023, 12, 26), date(2024, 1, 1), date(2024, 3, 29), date(2024, 4, 1),
}  # fmt: skip
ONE = timedelta(days=1)


def day(text: str) -> date | None:
    return None if not text or text.startswith("1900") else date.fromisoformat(text[:10])


def working_days(after: date, until: date) -> int:
    """Working days after one day, up to and with another."""
    days = (after + ONE * n for n in range(1, (until - after).days + 1))
    return sum(one.weekday() < 5 and one not in BANK_HOLIDAYS for one in days)


class Folder:
    """A folder of CSV files. ``n_is_blank``: the case system writes N where nothing was recorded of a visit."""

    def __init__(self, folder: Path, as_of: date, *, n_is_blank: bool) -> None:
        self.folder, self.as_of, self.n_is_blank = folder, as_of, n_is_blank
        self.born = {row["pers_person_id"]: day(row["pers_dob"]) for row in self.rows("ssd_person")}
        self.plans = [
            (row["cppl_person_id"], start, day(row["cppl_cp_plan_end_date"]))
            for row in self.rows("ssd_cp_plans")
            if (start := day(row["cppl_cp_plan_start_date"]))
        ]
        self.visits = sorted(self._visits())

    def rows(self, name: str) -> list[Row]:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def _visits(self) -> Iterable[tuple[str, date, str, bool | None, bool | None]]:
        """Child, day, table, seen, alone."""
        owners = {
            "cin_plan_id": {
                row.get("cinp_cin_plan_id") or row["cin_plan_id"]: row["cinp_person_id"]
                for row in self.rows("ssd_cin_plans")
            },
            "cp_plan_id": {
                row["cppl_cp_plan_id"]: row["cppl_person_id"] for row in self.rows("ssd_cp_plans")
            },
            "cla_id": {row["clae_cla_id"]: row["clae_person_id"] for row in self.rows("ssd_cla_episodes")},
        }
        for table, (prefix, code, join) in VISITS.items():
            for row in self.rows(table):
                child = row.get(f"{prefix}_person_id") or owners[join][row[f"{prefix}_{join}"]]
                seen, alone = (
                    {"Y": True, "N": None if self.n_is_blank else False}.get(
                        row[f"{prefix}_{code}_visit_{what}"]
                    )
                    for what in ("seen", "seen_alone")
                )
                when = day(row[f"{prefix}_{code}_visit_date"])
                assert when is not None
                yield child, when, code.upper(), seen, alone

    def age_under(self, child: str, years: int, on: date) -> bool:
        born = self.born.get(child)
        return born is not None and on < born.replace(year=born.year + years)


def visits_without_the_child(folder: Folder) -> list[Told]:
    """VOC-01."""
    told: list[Told] = []
    for child, when, _code, seen, _alone in folder.visits:
        again = any(
            other == child and later >= when and one_seen and working_days(when, later) <= 10
            for other, later, _c, one_seen, _a in folder.visits
        )
        if seen is None:
            told.append((child, when, "cannot_tell"))
        elif not seen and not again and not folder.age_under(child, 0, when):
            told.append((child, when, "gap"))
    return told


def two_without_being_alone(folder: Folder) -> list[Told]:
    """VOC-02."""
    told: list[Told] = []
    for child in {visit[0] for visit in folder.visits}:
        own = [visit for visit in folder.visits if visit[0] == child and visit[2] == "CP"]
        # True: seen, and not alone. False: surely not so. None: one of the two was not recorded.
        answers = [
            False if seen is False or alone is True else True if seen and alone is False else None
            for _child, _when, _code, seen, alone in own
        ]
        for (before, now), visit in zip(pairwise(answers), own[1:], strict=True):
            if False in {before, now}:
                continue
            if None in {before, now}:
                told.append((child, visit[1], "cannot_tell"))
            elif not folder.age_under(child, 2, visit[1]):
                told.append((child, visit[1], "gap"))
    return told


def enquiries_without_the_child_alone(folder: Folder) -> list[Told]:
    """VOC-03."""
    told: list[Told] = []
    for row in folder.rows("ssd_s47_enquiry"):
        child, start, end = (
            row["s47e_person_id"],
            day(row["s47e_s47_start_date"]),
            day(row["s47e_s47_end_date"]),
        )
        if start is None or end is None:
            continue
        alone = {one[4] for one in folder.visits if one[0] == child and start <= one[1] <= end}
        if True not in alone and (None in alone or not folder.age_under(child, 2, start)):
            told.append((child, start, "cannot_tell" if None in alone else "gap"))
    return told


def assessments_without_the_child(folder: Folder) -> list[Told]:
    """VOC-04."""
    told: list[Told] = []
    for row in folder.rows("ssd_cin_assessments"):
        child = row["cina_person_id"]
        start, end = day(row["cina_assessment_start_date"]), day(row["cina_assessment_auth_date"])
        if start is None or end is None:
            continue
        seen = {"Y": True, "N": False}.get(row["cina_assessment_child_seen"])
        visited = any(one[0] == child and one[3] and start <= one[1] <= end for one in folder.visits)
        if seen is None:
            told.append((child, start, "cannot_tell"))
        elif not seen and not visited and not folder.age_under(child, 0, start):
            told.append((child, start, "gap"))
    return told


def not_seen(folder: Folder, days: int, *, working: bool) -> list[Told]:
    """VOC-05 in working days, VOC-05C in days: of a plan that lasts; the day is the last on which it was in time."""
    told: set[Told] = set()

    def passed(since: date, until: date) -> int:
        return working_days(since, until) if working else (until - since).days

    for child, start, end in folder.plans:
        if start > folder.as_of or (end is not None and end <= folder.as_of):
            continue
        own = [one for one in folder.visits if one[0] == child and start <= one[1] <= folder.as_of]
        clock = max((one[1] for one in own if one[3]), default=start)
        if passed(clock, folder.as_of) <= days:
            continue
        perhaps = any(
            one[3] is None and one[1] >= clock and passed(one[1], folder.as_of) <= days for one in own
        )
        due = clock
        while passed(clock, due) < days:
            due += ONE
        told.add((child, due, "cannot_tell" if perhaps else "gap"))
    return sorted(told, key=str)


def conferences_without_the_child(folder: Folder, codes: dict[str, str]) -> list[Told]:
    """VOC-23; ``codes`` says which words of the source stand for which participation code."""
    reviews = [
        (row.get("cppr_person_id") or row["person_id"], when, codes.get(row["cppr_cp_review_participation"]))
        for row in folder.rows("ssd_cp_reviews")
        if (when := day(row["cppr_cp_review_date"]))
    ]
    initial = [
        (row["icpc_person_id"], when, None)
        for row in folder.rows("ssd_initial_cp_conference")
        if (when := day(row["icpc_icpc_date"]))
    ]
    if not any(code for _child, _when, code in reviews):
        return sorted({(child, None, "cannot_tell") for child, _when, _code in [*reviews, *initial]}, key=str)
    # Whether a child without a birth date was four cannot be told either.
    return [
        (child, when, "cannot_tell" if code is None or folder.born.get(child) is None else "gap")
        for child, when, code in [*reviews, *initial]
        if code in {None, "PN7"} and not folder.age_under(child, 4, when)
    ]
