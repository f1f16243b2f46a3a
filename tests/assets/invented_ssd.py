"""A larger, invented set of the Standard Safeguarding Dataset: drawn from a seed, the same every time."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

LAST = date(2024, 3, 10)
CHILDREN = 120
_HEADS = {
    "ssd_person": "pers_person_id pers_sex pers_ethnicity pers_dob pers_death_date",
    "ssd_cp_plans": "cppl_cp_plan_id cppl_person_id cppl_cp_plan_start_date cppl_cp_plan_end_date",
    "ssd_cin_plans": "cinp_cin_plan_id cinp_person_id cinp_cin_plan_start_date cinp_cin_plan_end_date",
    "ssd_cp_visits": (
        "cppv_cp_visit_id cppv_person_id cppv_cp_visit_date cppv_cp_visit_seen cppv_cp_visit_seen_alone cppv_cp_visit_bedroom"
    ),
    "ssd_cin_visits": (
        "cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen cinv_cin_visit_seen_alone "
        "cinv_cin_visit_bedroom"
    ),
    "ssd_cla_visits": "clav_cla_visit_id clav_person_id clav_cla_visit_date clav_cla_visit_seen clav_cla_visit_seen_alone",
    "ssd_s47_enquiry": "s47e_s47_enquiry_id s47e_person_id s47e_s47_start_date s47e_s47_end_date s47e_s47_nfa",
    "ssd_cin_assessments": (
        "cina_assessment_id cina_person_id cina_assessment_start_date cina_assessment_child_seen cina_assessment_auth_date"
    ),
    "ssd_cp_reviews": (
        "cppr_cp_review_id cppr_person_id cppr_cp_review_date cppr_cp_review_outcome_continue_cp "
        "cppr_cp_review_participation"
    ),
    "ssd_initial_cp_conference": "icpc_icpc_id icpc_person_id icpc_icpc_date icpc_icpc_outcome_cp_flag",
}


class Draw:
    """Draws rows table by table."""

    def __init__(self) -> None:
        self.chance = random.Random(20240310)
        self.tables: dict[str, list[list[str]]] = {name: [] for name in _HEADS}

    def add(self, table: str, *cells: object) -> None:
        rows = self.tables[table]
        texts = ["" if cell is None else str(cell) for cell in cells]
        rows.append([f"{table}-{len(rows)}", *texts] if table != "ssd_person" else texts)

    def day(self, first: date, last: date = LAST) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def child(self, number: int) -> None:
        ref = f"INV-{number}"
        born = self.day(date(2006, 1, 1), date(2024, 1, 31)) if number % 10 else None
        self.add("ssd_person", ref, "U", "NOBT", born, None)
        start = self.day(date(2023, 9, 1), date(2024, 2, 20))
        ended = self.day(start) if self.chance.random() < 0.2 else None
        if number % 3:
            self.add("ssd_cp_plans", ref, start, ended)
            self._visits("ssd_cp_visits", ref, start)
        else:
            self.add("ssd_cin_plans", ref, start, ended)
            self._visits("ssd_cin_visits", ref, start)
        if self.chance.random() < 0.3:
            self._visits("ssd_cla_visits", ref, start)
        self._meetings(ref, start)

    def _visits(self, table: str, ref: str, start: date) -> None:
        for when in sorted({self.day(start) for _ in range(self.chance.randint(0, 5))}):
            seen = self.chance.choices(("Y", "N", ""), (6, 3, 1))[0]
            alone = self.chance.choices(("Y", "N", ""), (3, 5, 1))[0] if seen == "Y" else ""
            bedroom = () if table == "ssd_cla_visits" else (self.chance.choice(("Y", "")),)
            self.add(table, ref, when, seen, alone, *bedroom)

    def _meetings(self, ref: str, start: date) -> None:
        if self.chance.random() < 0.5:
            end = start + timedelta(days=self.chance.randint(3, 40))
            self.add("ssd_s47_enquiry", ref, start, end if end <= LAST else None, "N")
        if self.chance.random() < 0.6:
            seen = self.chance.choice(("Y", "N", "N", ""))
            done = start + timedelta(days=self.chance.randint(5, 40))
            self.add("ssd_cin_assessments", ref, start, seen, done if done <= LAST else None)
        if self.chance.random() < 0.4:
            self.add("ssd_initial_cp_conference", ref, start, "Y")
        for _ in range(self.chance.randint(0, 2)):
            part = self.chance.choice(("PN1", "PN4", "PN6", "PN7", "PN7", ""))
            self.add("ssd_cp_reviews", ref, self.day(start), "Y", part)


def write(folder: Path) -> Path:
    """Write the set into a folder."""
    folder.mkdir()
    draw = Draw()
    for number in range(CHILDREN):
        draw.child(number)
    for name, rows in draw.tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([_HEADS[name].split(), *rows])
    return folder
