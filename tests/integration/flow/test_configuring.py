"""Changing an agency's configuration on both databases: a second person, roll back, what cases take up, pilots, the ladder."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import read
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import ApprovalRefused, ChangedMeanwhile, ConfigRefused, NotAllowed, NotFound
from lif_plugin.flow.configuring import (
    Saved,
    apply_configuration,
    current,
    decide_version,
    history,
    installed,
    of_version,
    roll_back,
)
from lif_plugin.flow.sweep import mark_due
from lif_plugin.flow.trial import dry_run, preview
from lif_plugin.store.tables import agency_setting, case_record, event, next_due, push, result
from lif_plugin.store.work import Store
from tests.assets.told_rules import KINDS, LIVE, held, plan, silent
from tests.assets.world import NOW, TODAY, World, missing, review

ADA = Viewer("elmshire", frozenset({Role.ADMIN}), "setting up", "ada.example")
BEN = replace(ADA, subject="ben.example")
DAY_MS = 86_400_000
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""


@pytest.fixture
def live(store: Store) -> Iterator[World]:
    """An agency whose voice rules tell, with five children who were missing and nobody talked to since."""
    with World(store, LIVE) as made:
        facts = [
            fact for number in range(5) for fact in silent(f"C{number}", 20180320 + number, f"W{number % 2}")
        ]
        made.bring(
            *facts,
            review("R-1", 20180325, "PN4"),
            plan("R-1"),
            held("R-1", "W9"),
            kinds=KINDS,
            until=20180408,
        )
        yield made


def apply(world: World, by: Viewer = ADA, why: str = "A trial", **document: Any) -> Saved:
    """Apply a document over the live agency's go-live day, and let cases take it up."""
    value = read({"go_live": "2017-04-01", **document})
    saved = apply_configuration(world.store, there(world), by, value, why)
    world.drain()
    return saved


def there(world: World) -> Any:
    """What a configuration of this world is checked against."""
    return installed(world.dispatcher.plugins, world.rules)


def setting(world: World) -> Configuration:
    """What the agency runs by."""
    with world.store.read(ADA) as connection:
        return current(connection, ADA)[1]


def states(world: World) -> list[tuple[int, str, str, str | None]]:
    """(version, state, by, decided by) of the versions, the newest first."""
    with world.store.read(ADA) as connection:
        rows = history(connection, ADA)
    return [(row["version"], row["state"], row["saved_by"], row["decided_by"]) for row in rows]


def delivered(world: World, rule: str = "VOC-21") -> dict[str, str]:
    """By case, how a rule's prompt is delivered."""
    return {row["ref"]: row["delivery"] for row in world.results(rule) if row["state"] == "gap"}


def test_a_tighter_threshold_changes_prompts_and_a_roll_back_takes_them_back(live: World) -> None:
    live.bring(*silent("NEW", 20180406), kinds=KINDS, until=20180408, scope="later")
    assert "NEW" not in delivered(live)
    saved = apply(live, rules={"VOC-21": {"thresholds": {"hours": 24}}})
    assert (saved.version, saved.state, saved.cases) == (2, "applied", 6)
    assert "NEW" in delivered(live)
    assert roll_back(live.store, there(live), ADA, 1, "Too much").version == 3
    live.drain()
    assert "NEW" not in delivered(live)
    assert [row[0] for row in states(live)] == [3, 2, 1]


@ON_SQLITE
def test_a_limit_of_guidance_is_not_loosened_and_nothing_changes(live: World) -> None:
    with pytest.raises(ConfigRefused, match="never loosened"):
        apply(live, rules={"VOC-21": {"thresholds": {"hours": 96}}})
    assert states(live) == [(1, "applied", "test", None)]


def test_a_result_names_the_version_it_was_found_by(live: World) -> None:
    apply(live, rules={"VOC-21": {"delivery": "panel"}})
    assert {row["config_version"] for row in live.results("VOC-21")} == {2}
    assert set(delivered(live).values()) == {"panel"}


def test_only_cases_that_a_change_can_alter_are_asked_about_again(live: World) -> None:
    assert apply(live, rules={"VOC-21": {"delivery": "panel"}}).cases == 5
    assert apply(live, rules={"VOC-21": {"delivery": "panel"}}, telling={"pushes_a_week": 1}).cases == 0
    assert apply(live, telling={"recent_days": 7}).cases == 6


@ON_SQLITE
def test_the_same_document_again_is_no_new_version(live: World) -> None:
    apply(live, note_hint=True)
    assert apply(live, note_hint=True) == Saved(None, "applied", (), (), 0)


def test_switching_on_a_critical_rule_waits_for_a_second_person(live: World) -> None:
    apply(live, rules={"VOC-05C": {"on": False}})
    saved = apply(live, by=BEN)
    assert (saved.version, saved.state, saved.second) == (
        3,
        "proposed",
        ("VOC-05C is critical and is switched on.",),
    )
    assert not setting(live).rules["VOC-05C"].on
    with pytest.raises(ApprovalRefused, match="cannot approve it as well"):
        decide_version(live.store, there(live), BEN, 3)
    assert decide_version(live.store, there(live), ADA, 3).state == "applied"
    assert setting(live).rules == {}
    assert states(live)[0] == (3, "applied", "ben.example", "ada.example")


def test_changed_reasons_wait_and_are_then_what_an_answer_may_give(live: World) -> None:
    words = {"exemptions": {"abroad": {"words": {"england": "The child was abroad"}}}}
    assert apply(live, rules={"VOC-21": words}).state == "proposed"
    decide_version(live.store, there(live), BEN, 2)
    live.drain()
    prompt = next(row for row in live.results("VOC-21") if row["ref"] == "C4")
    answered = live.answer(prompt["id"], AnswerKind.EXPLAINED, "abroad", Role.WORKER)
    assert [one.label for one in answered.exemptions][-1] == "The child was abroad"


@ON_SQLITE
def test_a_second_person_may_refuse_and_nothing_changes(live: World) -> None:
    apply(live, rules={"VOC-08": {"on": False}})
    assert decide_version(live.store, there(live), BEN, 2, approve=False).state == "refused"
    assert setting(live).rules == {}
    with pytest.raises(ApprovalRefused, match="does not wait"):
        decide_version(live.store, there(live), BEN, 2)
    with pytest.raises(ConfigRefused, match="never run by"):
        roll_back(live.store, there(live), ADA, 2, "Again")


def test_what_waits_is_overtaken_by_what_is_applied_meanwhile(live: World) -> None:
    apply(live, rules={"VOC-08": {"on": False}})
    apply(live, by=BEN, note_hint=True)
    assert [row[1] for row in states(live)] == ["applied", "overtaken", "applied"]
    with pytest.raises(ApprovalRefused, match="it is overtaken"):
        decide_version(live.store, there(live), BEN, 2)


@ON_SQLITE
def test_a_change_made_from_an_old_version_is_refused(live: World) -> None:
    apply(live, note_hint=True)
    with pytest.raises(ChangedMeanwhile) as refused:
        apply_configuration(live.store, there(live), ADA, read({}), "Late", base=1)
    assert refused.value.facts["version"] == 2


@ON_SQLITE
def test_a_change_needs_a_reason_and_the_right(live: World) -> None:
    with pytest.raises(ConfigRefused, match="needs a reason"):
        apply(live, why="  ")
    for role in set(Role) - {Role.ADMIN}:
        with pytest.raises(NotAllowed):
            apply(live, by=replace(ADA, roles=frozenset({role})))
    assert states(live) == [(1, "applied", "test", None)]


def test_another_agencys_versions_are_not_there(live: World) -> None:
    other = replace(ADA, agency="oakshire")
    with World(live.store, replace(LIVE, id="oakshire")), live.store.read(other) as connection:
        assert [row["version"] for row in history(connection, other)] == [1]
        with pytest.raises(NotFound):
            of_version(connection, other, 2)


def test_a_pilot_tells_its_teams_cases_and_evaluates_all(live: World) -> None:
    teams = {"north": ["W1"]}
    apply(live, teams=teams, rules={"VOC-21": {"pilot": ["north"]}}, telling={"pushes_a_week": 50})
    live.bring(
        *silent("N-1", 20180327, "W1"), *silent("S-1", 20180327, "W0"), kinds=KINDS, until=20180408, scope="b"
    )
    assert {ref: delivered(live)[ref] for ref in ("N-1", "S-1")} == {"N-1": "now", "S-1": "off"}


@ON_SQLITE
def test_what_somebody_was_told_before_a_pilot_stays_told(live: World) -> None:
    before = delivered(live)
    apply(live, teams={"north": ["W1"]}, pilot=["north"])
    assert delivered(live) == before


@ON_SQLITE
def test_a_wider_pilot_tells_the_others(live: World) -> None:
    apply(live, teams={"north": ["W1"]}, plugins={"voice_of_child": {"pilot": ["north"]}})
    live.bring(*silent("S-1", 20180402, "W7"), kinds=KINDS, until=20180408, scope="b")
    assert delivered(live)["S-1"] == "off"
    apply(live, teams={"north": ["W1", "W7"]}, plugins={"voice_of_child": {"pilot": ["north"]}})
    assert delivered(live)["S-1"] == "now"


def test_a_prompt_that_waits_climbs_the_ladder(live: World) -> None:
    apply(live, escalation=[{"after_days": 3, "to": "manager"}, {"after_days": 300, "to": "quality"}])
    assert {row["addressees"] for row in live.results("VOC-21")} == {",worker,"}
    due = select(next_due).where(next_due.c.rule == "VOC-21")
    assert len(live.rows(due)) == 5
    with live.store.write(live.viewer) as connection:
        connection.execute(update(result).values(raised_at=result.c.raised_at - 4 * DAY_MS))
        connection.execute(update(next_due).values(due_at=NOW - DAY_MS))
    assert mark_due(live.dispatcher, "elmshire", TODAY) == 6
    live.drain()
    assert {row["addressees"] for row in live.results("VOC-21")} == {",worker,manager,"}


def now_by_worker(world: World) -> list[int]:
    """How many prompts ask to interrupt each worker, by plain SQL over what is stored; the budget moved some."""
    moved = select(push.c.result_id).where(push.c.push_from.is_(None))
    told = (
        select(result.c.id, event.c.actor)
        .join(case_record, case_record.c.id == result.c.case_id)
        .join(event, event.c.case_id == result.c.case_id)
        .where(event.c.kind == "worker", event.c.live, case_record.c.is_open)
        .where((result.c.delivery == "now") | result.c.id.in_(moved))
        .where(result.c.state == "gap", result.c.ended_at.is_(None), result.c.superseded_by.is_(None))
        .where(result.c.addressees.contains(",worker,"))
        .subquery()
    )
    workers = select(event.c.actor).where(event.c.kind == "worker", event.c.live).distinct().subquery()
    query = (
        select(workers.c.actor, func.count(told.c.id).label("prompts"))
        .outerjoin(told, told.c.actor == workers.c.actor)
        .group_by(workers.c.actor)
    )
    return sorted(row["prompts"] for row in world.rows(query))


def test_a_dry_runs_figures_are_those_of_plain_sql_once_applied(live: World) -> None:
    document: dict[str, Any] = {
        "rules": {"VOC-21": {"thresholds": {"hours": 24}}},
        "telling": {"pushes_a_week": 50},
    }
    live.bring(*silent("NEW", 20180406), kinds=KINDS, until=20180408, scope="later")
    before = live.state()
    agency = read({"go_live": "2017-04-01", **document}).agency("elmshire", "Elmshire")
    found = dry_run(live.dispatcher, replace(ADA, roles=frozenset({Role.ADMIN})), agency)
    assert live.state() == before
    apply(live, **document)
    numbers = now_by_worker(live)
    assert numbers == [0, 3, 3]
    assert (found.interrupting.median, found.interrupting.p90, found.interrupting.highest) == (3, 3, 3)
    assert found.a_week.highest == 3 * 7 / 28
    assert (found.cases, found.workers, found.unheld, found.by_rule) == (7, 3, 0, {"VOC-21": 6})
    assert not found.is_too_much


@ON_SQLITE
def test_a_dry_run_says_when_it_is_too_much(live: World) -> None:
    facts = [fact for number in range(12) for fact in silent(f"M{number}", 20180320, "W1")]
    live.bring(*facts, kinds=KINDS, until=20180408, scope="more")
    agency = read({"go_live": "2017-04-01"}).agency("elmshire", "Elmshire")
    assert dry_run(live.dispatcher, ADA, agency).is_too_much


def test_a_preview_is_the_text_that_the_worker_gets_and_writes_nothing(live: World) -> None:
    reader = replace(ADA, roles=frozenset({Role.WORKER}))
    before = live.rows(select(agency_setting.c.version))
    agency = read({"go_live": "2017-04-01"}).agency("elmshire", "Elmshire")
    [case], [shown] = preview(live.dispatcher, reader, agency, "VOC-21", "C4")
    stored = next(row for row in live.results("VOC-21") if row["ref"] == "C4")
    assert (shown.message, shown.remedy, shown.delivery) == (stored["message"], stored["remedy"], "now")
    assert shown.platform == shown.message
    assert live.rows(select(agency_setting.c.version)) == before
    with pytest.raises(NotFound):
        preview(live.dispatcher, reader, agency, "VOC-21", "nobody")
    with pytest.raises(NotAllowed):
        preview(live.dispatcher, ADA, agency, "VOC-21", case)


@ON_SQLITE
def test_a_preview_of_a_rule_that_does_not_run_says_nothing(live: World) -> None:
    reader = replace(ADA, roles=frozenset({Role.WORKER}))
    agency = read({"rules": {"VOC-21": {"on": False}}}).agency("elmshire", "Elmshire")
    assert preview(live.dispatcher, reader, agency, "VOC-21", "C4")[1] == []


@ON_SQLITE
def test_a_child_missing_again_has_a_prompt_of_its_own(live: World) -> None:
    live.bring(missing("C0", 20180401, 20180401), kinds=KINDS, until=20180408, scope="again")
    agency = read({"go_live": "2017-04-01"}).agency("elmshire", "Elmshire")
    shown = preview(live.dispatcher, replace(ADA, roles=frozenset({Role.WORKER})), agency, "VOC-21", "C0")[1]
    assert [one.message.split(" that ended on ")[1][:12] for one in shown] == ["20 March 201", "1 April 2018"]
