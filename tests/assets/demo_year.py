"""A year of an invented authority in England, of median size, as its case system would state it week by week.

Nobody in it exists. How many children and how often something happens are near what a median authority returns in a year
(60 to 70 thousand rows); how often something is missing from the record is invented and stands here, to be changed.
The same seed gives the same year.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from lif_plugin.domain.reading import SEE_CHILD, Words
from lif_plugin.domain.record import Event
from lif_plugin.domain.worktime import day_number

FIRST: Final = date(2024, 4, 1)
"""A Monday; the year has 52 weeks from it."""
WEEKS: Final = 52
LAST: Final = FIRST + timedelta(weeks=WEEKS, days=-1)
BEFORE: Final = FIRST - timedelta(days=365)
# Statements and complaints are known, and none was made: without that nobody could say that no view was given.
KINDS: Final = (
    "complaint", "note", "statement",
    "advocacy", "assessment", "birth", "closure", "conference", "legal_status", "missing", "need", "placement", "plan",
    "referral", "return_interview", "review", "section_47", "view_given", "visit", "worker",
)  # fmt: skip
CASELOAD: Final = 17
STOCK: Final = {"CIN": 1780, "CP": 330, "CLA": 540}
STARTS: Final = {"CIN": 2900, "CP": 430, "CLA": 210}
"""Children at the start of the year, and those who come in it, of a median authority."""
NOT_SEEN: Final = 0.06
NOT_ALONE: Final = 0.15
BLANK: Final = 0.03
LAG: Final = (0, 0, 1, 1, 2, 3, 6)
"""Days from a fact to its being written down."""
NOTES: Final = (
    (
        "I saw {name} alone at home. {name} told me that school is going well and that weekends at nan's are the best part of the "
        "week. This means that nan's home matters to {name}, so we will keep the weekends in the plan, and I told {name} so."
    ),
    (
        "I saw {name} alone. {name} said that they want to see their brother more often. I think this shows how much {name} misses "
        "him, so I will ask for Saturdays, and I told {name} that I would."
    ),
    "I saw {name} at school. {name} said that they want to go back to football.",
    "I saw {name} at home with mum. Mum says that {name} is happy and is doing well at school.",
)
NAMES: Final = ("Alex", "Robin", "Sam", "Jo")
BABY_NOTES: Final = (
    "I saw {name}, who was awake. {name} smiled at mum, reached for her and turned away from me.",
    "I saw {name} at home with mum. The flat was clean and warm. Mum says that {name} is settled.",
)
"""Invented notes; the later in a row, the less of the child is in them."""
TAKEN_PART: Final = ("PN1",) * 9 + ("PN6",) * 4 + ("PN5",) * 4 + ("PN2", "PN3", "PN7")


@dataclass
class Year:
    """A year by its seed; ``share`` of a median authority, so that a tenth shows the same for a worker in a tenth of the time."""

    seed: int
    share: float = 1.0
    weeks: dict[int, list[Event]] = field(default_factory=dict)
    worker_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._workers = max(1, round(sum(STOCK.values()) * self.share / CASELOAD))
        for kind in STOCK:
            for number in range(round(STOCK[kind] * self.share)):
                start = FIRST - timedelta(days=self._random.randrange(20, 300))
                self._child(f"{kind}-A{number}", kind, start)
            for number in range(round(STARTS[kind] * self.share)):
                self._child(f"{kind}-B{number}", kind, FIRST + timedelta(days=self._random.randrange(364)))

    @property
    def workers(self) -> list[str]:
        """Everybody who holds a case."""
        return [f"W{number}" for number in range(self._workers)]

    @property
    def rows(self) -> int:
        """What is stated within the year, notes not counted."""
        stated = (event for week, events in self.weeks.items() if week >= 0 for event in events)
        return sum(event.kind != "note" for event in stated)

    def of_week(self, week: int) -> list[Event]:
        """What is written down in a week of the year; -1 for all that was before."""
        return self.weeks.get(week, [])

    def _child(self, ref: str, kind: str, start: date) -> None:
        age = self._random.randrange(0, 17) if kind != "CLA" else self._random.randrange(3, 17)
        born = start - timedelta(days=365 * age + self._random.randrange(1, 360))
        worker = self._random.choice(self.workers)
        self.worker_of[ref] = worker
        child = Child(ref, born, age, self._random)
        child.state("birth", start, on=born)
        child.state("referral", start, code="1A", outcome="no")
        child.state("need", start, code="N1")
        end = {"CIN": child.in_need, "CP": child.protected, "CLA": child.looked_after}[kind](start)
        child.state("worker", start, end, actor=worker)
        if end is not None:
            if child.chance(0.6):
                child.state("view_given", end - timedelta(days=5))
            child.state("closure", end, code="RC1")
        for written, event in child.said:
            if written <= LAST:
                self.weeks.setdefault(max(-1, (written - FIRST).days // 7), []).append(event)


@dataclass
class Child:
    """One invented child's record, in the order it is made."""

    ref: str
    born: date
    age: int
    random: random.Random
    said: list[tuple[date, Event]] = field(default_factory=list)

    def chance(self, of: float) -> bool:
        """Whether something happens."""
        return self.random.random() < of

    def days(self, least: int, most: int) -> timedelta:
        """So many days."""
        return timedelta(days=self.random.randint(least, most))

    def state(
        self, kind: str, day: date, until: date | None = None, *, on: date | None = None, **fields: Any
    ) -> None:
        """Write a fact down some days later, and its end when that is known."""
        if day > LAST:
            return
        key = f"{self.ref}|{kind}|{len(self.said)}"
        known = {name: value for name, value in fields.items() if value is not None}
        event = Event(kind, self.ref, key, day_number(on or day), known, {})
        self.said.append((day + timedelta(days=self.random.choice(LAG)), event))
        if until is not None and until <= LAST:
            ended = event._replace(until_day=day_number(until))
            self.said.append((until + timedelta(days=self.random.choice(LAG)), ended))

    def _visits(self, code: str, start: date, end: date, every: int) -> None:
        day = start + self.days(3, every)
        while day < min(end, LAST):
            seen = None if self.chance(BLANK) else "no" if self.chance(NOT_SEEN) else "yes"
            alone = None if seen != "yes" or self.chance(BLANK) else "no" if self.chance(NOT_ALONE) else "yes"
            self.state("visit", day, code=code, seen=seen, alone=alone, held="yes", service="social_care")
            if seen == "yes":
                self._note(day)
            day += timedelta(days=max(5, round(self.random.gauss(every, every / 8))))

    def _note(self, day: date) -> None:
        """What was written of a visit, on some day after it."""
        is_baby = (day - self.born).days < 2 * 365
        texts, weights = (BABY_NOTES, (7, 3)) if is_baby else (NOTES, (4, 3, 2, 1))
        text = self.random.choices(texts, weights)[0].format(name=NAMES[self.born.toordinal() % len(NAMES)])
        words = Words(text, purpose=SEE_CHILD, born_on=day_number(self.born), names=NAMES)
        written = day + timedelta(days=self.random.choice(LAG))
        if written <= LAST:
            key = f"{self.ref}|note|{len(self.said)}"
            fields = {"purpose": SEE_CHILD, "written_on": day_number(written)}
            self.said.append(
                (written, Event("note", self.ref, key, day_number(day), fields, {}, words=words))
            )

    def _assessed(self, start: date) -> date:
        end = start + self.days(18, 60)
        seen = None if self.chance(BLANK) else "no" if self.chance(0.03) else "yes"
        self.state("assessment", start + self.days(0, 3), end, seen=seen)
        return end

    def in_need(self, start: date) -> date:
        """In need: an assessment, and for most a plan with visits."""
        end = self._assessed(start)
        if self.chance(0.35):
            return end + self.days(1, 10)
        over = end + self.days(60, 300)
        if self.chance(0.7):
            self.state("view_given", end - self.days(1, 15))
        self.state("plan", end, over, code="CIN")
        self._visits("CIN", end, over, 28)
        return over + self.days(1, 20)

    def protected(self, start: date) -> date:
        """On a protection plan: an enquiry, conferences, visits every ten working days or so."""
        self._assessed(start)
        began, ended = start + self.days(0, 2), start + self.days(8, 14)
        if self.chance(0.92):
            self.state(
                "visit",
                began + self.days(0, 4),
                code="S47",
                seen="yes",
                alone="yes",
                held="yes",
                service="social_care",
            )
        self.state("section_47", began, ended, outcome="CONFERENCE")
        conference = ended + self.days(2, 8)
        self._offered(conference)
        self._conference(conference, "ICPC")
        over = conference + self.days(150, 420)
        self.state("plan", conference, over, code="CP")
        self._conference(conference + self.days(75, 92), "RCPC")
        self._conference(conference + self.days(235, 260), "RCPC")
        self._visits("CP", conference, over, 12)
        return over + self.days(1, 20)

    def _conference(self, day: date, code: str) -> None:
        part = None if self.chance(0.05) else self.random.choice(TAKEN_PART) if self.age >= 4 else "PN0"
        self.state("conference", day, code=code, held="yes", participation=part)

    def _offered(self, day: date) -> None:
        if self.chance(0.85):
            self.state("advocacy", day - self.days(1, 20), offered="yes")

    def looked_after(self, start: date) -> date | None:
        """Looked after: placements, reviews, visits, and for some of the older ones missing episodes."""
        self._assessed(start)
        self._offered(start + timedelta(days=20))
        self.state("legal_status", start, code="C2")
        if self.chance(0.6):
            self.state("view_given", start - timedelta(days=3))
        moved = start + self.days(100, 900)
        self.state("placement", start, moved, code="U4")
        if self.chance(0.7):
            self.state("view_given", moved - timedelta(days=8))
        self.state("placement", moved, code="U4")
        day = start + self.days(18, 27)
        for gap in (85, 175, 175, 175):
            code = None if self.chance(0.01) else self.random.choice(TAKEN_PART) if self.age >= 4 else "PN0"
            self.state("review", day, code=code, held="yes")
            day += timedelta(days=gap) + self.days(-4, 4)
        self._visits("CLA", start, LAST, 35)
        if self.age >= 12 and self.chance(0.2):
            self._missing(max(start, FIRST))
        return None

    def _missing(self, start: date) -> None:
        day = start + self.days(5, 60)
        while day <= LAST:
            back = day + self.days(0, 3)
            self.state("missing", day, back, code="M")
            if self.chance(0.55):
                self.state(
                    "return_interview", back + self.days(0, 2), held="yes", offered="yes", accepted="yes"
                )
            elif self.chance(0.6):
                self.state(
                    "return_interview", back + self.days(0, 2), held="no", offered="yes", accepted="no"
                )
            day = back + self.days(20, 90)


def feed(year: Year) -> Iterator[tuple[int, date, list[Event]]]:
    """What came before, then each week: its number, its last day, what was written down in it."""
    for week in range(-1, WEEKS):
        yield week, FIRST + timedelta(weeks=week + 1, days=-1), year.of_week(week)
