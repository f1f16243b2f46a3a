"""A year of each framework, played day by day by those whose turn it is; counts are those of the framework's own YAML."""

import random
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, answer_finding, recommend
from lif_plugin.cycle.governance import agenda_of, do_duty, tally_of_year, year_of_duties
from lif_plugin.cycle.learning import close_item
from lif_plugin.cycle.reviews import NewReview, begin_review, learnt_in, reach_stage
from lif_plugin.domain.duty import Due, DutyState
from lif_plugin.domain.learning import ActionState, ClosingRefused, Nature
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, Partners

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
AFTER = date(2026, 4, 30)
# How many days of one year a word makes due, read from the words alone.
DAYS_A_YEAR = {
    "monthly": 12, "2 a month": 12, "monthly_term_time": 11, "quarterly": 4, "six_monthly": 2, "twice_a_year": 2,
    "half_termly": 6, "annual": 1, "annual_programme": 1, "at_least_annual": 1, "annual (6 sessions)": 1,
    "6 a year": 6, "monthly_or_quarterly": 4,
}  # fmt: skip


def yaml_of(framework: str) -> Mapping[str, Any]:
    text = files("lif_plugin").joinpath(f"frameworks/{framework}/framework.yaml").read_text(encoding="utf-8")
    read: Mapping[str, Any] = yaml.safe_load(text)
    return read


def play(partners: Partners, kind: str, seed: int) -> Counter[str]:
    """Live through the year month by month: of what comes up, some is done in time, some late and some never.

    Gives what was done, as the one who did it kept count.
    """
    chance, kept = random.Random(seed), Counter[str]()
    late: list[Due] = []
    for month in range(12):
        year, number = divmod(FIRST.month - 1 + month, 12)
        partners.day = date(FIRST.year + year, number + 1, monthrange(FIRST.year + year, number + 1)[1])
        for due in late:
            answer(partners, due)
        dues = year_of_duties(partners.desk, QUALITY, "elm", FIRST, LAST, kinds=[kind])
        now = [due for due in dues if due.day.replace(day=1) == partners.day.replace(day=1)]
        fates = chance.choices(("in_time", "late_done", "never_came"), (6, 2, 2), k=len(now))
        kept.update(fates)
        late = [due for due, fate in zip(now, fates, strict=True) if fate == "late_done"]
        for due, fate in zip(now, fates, strict=True):
            if fate == "in_time":
                partners.day = due.day
                answer(partners, due)
    partners.day = AFTER
    for due in late:
        answer(partners, due)
    return kept


def answer(partners: Partners, due: Due) -> None:
    do_duty(
        partners.desk, QUALITY, "elm", due.duty.kind, due.duty.entry,
        day_number(partners.day), day_number(due.day), "Seen in the minutes",
    )  # fmt: skip


def counted(partners: Partners, kind: str) -> dict[str, Any]:
    tallies = tally_of_year(partners.desk, QUALITY, "elm", FIRST, LAST)
    return next(asdict(one) for one in tallies if one.kind == kind)


def test_hartlepools_calendar_over_a_year(sqlite_store: Store) -> None:
    hartlepool = Partners(sqlite_store, "hartlepool_hscb", day=FIRST)
    entries = sum(len(month["items"]) for month in yaml_of("hartlepool_hscb")["reporting_calendar"])
    kept = play(hartlepool, "calendar_entry", seed=26)
    told = counted(hartlepool, "calendar_entry")
    assert told == {
        "kind": "calendar_entry", "duties": entries, "without_a_day": 0, "due": entries,
        "in_time": kept["in_time"], "late_done": kept["late_done"], "late": 0, "never_came": kept["never_came"],
        "coming": 0,
    }  # fmt: skip
    assert (entries, kept) == (26, Counter(in_time=11, late_done=7, never_came=8))


def test_derbyshires_role_tasks_over_a_year(sqlite_store: Store) -> None:
    derbyshire = Partners(sqlite_store, "derbyshire_cs_qa", day=FIRST)
    words = [task["frequency"] for task in yaml_of("derbyshire_cs_qa")["roles"]]
    dated = [word for word in words if word in DAYS_A_YEAR]
    kept = play(derbyshire, "role_task", seed=103)
    told = counted(derbyshire, "role_task")
    assert told == {
        "kind": "role_task", "duties": len(words), "without_a_day": len(words) - len(dated),
        "due": sum(DAYS_A_YEAR[word] for word in dated), "in_time": kept["in_time"],
        "late_done": kept["late_done"], "late": 0, "never_came": kept["never_came"], "coming": 0,
    }  # fmt: skip
    assert (len(words), len(dated), told["due"]) == (103, 62, 188)


def test_what_is_not_done_is_late_until_its_next_day_and_then_never_came(sqlite_store: Store) -> None:
    hartlepool = Partners(sqlite_store, "hartlepool_hscb", day=FIRST)
    task = next(one["id"] for one in yaml_of("hartlepool_hscb")["roles"] if one["frequency"] == "quarterly")
    told = []
    for hartlepool.day in (FIRST, date(2025, 7, 1), date(2025, 10, 1), AFTER):
        dues = year_of_duties(hartlepool.desk, QUALITY, "elm", FIRST, LAST, kinds=["role_task"])
        told.append([due.state for due in dues if due.duty.entry == task])
    coming, late, never = DutyState.COMING, DutyState.LATE, DutyState.NEVER_CAME
    assert told == [
        [coming] * 4,
        [late, coming, coming, coming],
        [never, late, coming, coming],
        [never] * 4,
    ]


def test_derbys_finding_stands_on_the_agenda_of_each_body_of_both_routes_in_turn(sqlite_store: Store) -> None:
    derby = Partners(sqlite_store, "derby_cypd_2014", day=FIRST)
    routes = next(
        one for one in yaml_of("derby_cypd_2014")["sources_of_learning"] if one["id"] == "monthly_file_audits"
    )
    item = derby.record("monthly_file_audits")
    for route, verdict in (("learning", Verdict.AGREED), ("evaluation", Verdict.IMPROVED)):
        for step in routes[f"{route}_route"]:
            for body in step:
                with pytest.raises(ClosingRefused):
                    close_item(derby.desk, BOARD, item)
                assert on_agenda(derby, body) == [item]
                form = "qa_liaison" if body == "targeted_review_wide" else body
                derby.say(item, route, form, verdict)
                assert on_agenda(derby, body) == []
                derby.day += timedelta(days=14)
    close_item(derby.desk, BOARD, item)
    assert (derby.state(item), derby.day - FIRST) == ("closed", timedelta(days=14 * 13))


def test_gloucestershires_menu_offers_each_review_its_methods_and_no_other(sqlite_store: Store) -> None:
    gloucester = Partners(sqlite_store, "gloucestershire_gscb", day=FIRST)
    data = yaml_of("gloucestershire_gscb")
    menu = {one["id"]: one.get("method_options", []) for one in data["review_types"]}
    every = {one["id"] for one in data["review_methods"]}
    for kind, offered in menu.items():
        chosen = []
        for method in sorted(every):
            made = begin_review(gloucester.desk, BOARD, NewReview("elm", kind, "A review"))
            with suppress(CycleRefused, NotOurWord):
                reach_stage(gloucester.desk, BOARD, made, ReviewStage.TERMS, 20250401, method=method)
                chosen.append(method)
        assert chosen == sorted(offered)
    assert (len(menu), sum(map(len, menu.values()))) == (7, 16)


def test_gloucestershires_review_challenges_the_board_and_is_answered(store: Store) -> None:
    gloucester = Partners(store, "gloucestershire_gscb", day=FIRST)
    review = begin_review(gloucester.desk, BOARD, NewReview("elm", "case_review", "Two chronologies"))
    reach_stage(gloucester.desk, BOARD, review, ReviewStage.TERMS, 20250401, method="systems_approach")
    item = gloucester.record("case_reviews", title="Two chronologies")
    learnt_in(gloucester.desk, QUALITY, review, item)
    found = add_finding(
        gloucester.desk, QUALITY, item,
        NewFinding(Nature.CONCERN, "system", "Two chronologies are kept", "Case review, systems approach"),
    )  # fmt: skip
    challenge = NewRecommendation("Why are two chronologies kept?", answering_body="board")
    asked = recommend(gloucester.desk, QUALITY, found, challenge).id
    gloucester.say(item, "learning", "scr_subgroup", Verdict.AGREED)
    assert (on_agenda(gloucester, "board"), challenges(gloucester)) == ([item], [asked])
    answer_finding(
        gloucester.desk, BOARD, asked, accepted=True, reason="Two systems; one by June.", day=20250401
    )
    new = NewAction(
        "One chronology", "oakhealth", "head", "system_conditions", 20250630, monitored_by="board"
    )
    action = propose_action(gloucester.desk, QUALITY, item, new)
    for body in ("board", "subgroups"):
        gloucester.say(item, "learning", body, Verdict.AGREED)
    assert (gloucester.state(item), challenges(gloucester)) == ("acting", [])
    for state, viewer in (
        (ActionState.ACCEPTED, PARTNER), (ActionState.DONE, PARTNER), (ActionState.SIGNED_OFF, BOARD)
    ):  # fmt: skip
        move_action(gloucester.desk, viewer, action, state, "One chronology seen in 20 files")
    gloucester.say(item, "evaluation", "board", Verdict.IMPROVED)
    close_item(gloucester.desk, BOARD, item)
    assert gloucester.state(item) == "closed"


def challenges(partners: Partners) -> list[str]:
    agenda = agenda_of(partners.desk, BOARD, "elm", "board", FIRST, partners.day)
    return [row["id"] for row in agenda.unanswered]


def on_agenda(partners: Partners, body: str) -> list[str]:
    agenda = agenda_of(partners.desk, BOARD, "elm", body, FIRST, partners.day)
    return [item.row["id"] for item in agenda.waiting]
