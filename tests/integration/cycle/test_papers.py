"""Every figure of an agenda and of an exception paper is that of plain SQL over the store, in a world made by chance.

The SQL knows the framework's routes and due days from its YAML, and nothing of how agendas are worked out.
"""

import random
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from lif_plugin.cycle.actions import NewAction, attach_evidence, move_action, note_progress, propose_action
from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, answer_finding, recommend
from lif_plugin.cycle.governance import agenda_of, do_duty
from lif_plugin.cycle.learning import close_item, reopen_item
from lif_plugin.cycle.reminders import escalate
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.reminder import Reminding
from lif_plugin.domain.route import Verdict
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, Partners

FIRST, DAY, NEXT = date(2025, 4, 1), date(2026, 2, 28), date(2026, 5, 31)
# Four weeks ahead (20260328) is soon, eight weeks without a word (20260103) are quiet.
BODIES = ("board", "lipsg", "cdop")
SOURCES = ("pmf", "scr", "child_death_reviews", "multi_agency_audits", "national_local_reviews")
HARTLEPOOL: dict[str, Any] = yaml.safe_load(
    files("lif_plugin").joinpath("frameworks/hartlepool_hscb/framework.yaml").read_text(encoding="utf-8")
)
ROUTES = [
    (source["id"], route, number, body)
    for source in HARTLEPOOL["sources_of_learning"]
    for route in ("learning", "evaluation")
    for number, step in enumerate(source[f"{route}_route"])
    for body in step
]
# Ends of months from the first day on, for the words of reports that are on no calendar.
MONTHS = {"quarterly": (20250630, 20250930, 20251231), "six_monthly": (20250930,)}


def due_days() -> list[tuple[str, str, str, int]]:
    """Kind, entry, body and day of all that falls due to a body from the first day to the agenda's."""
    reports, found = {one["id"]: one for one in HARTLEPOOL["recurring_reports"]}, []
    on_calendar = set()
    for month in HARTLEPOOL["reporting_calendar"]:
        number = month["month"]
        year = 2025 if number >= FIRST.month else 2026
        day = year * 10_000 + number * 100 + monthrange(year, number)[1]
        for item in month["items"]:
            on_calendar.add(item)
            found.append(("calendar_entry", f"{item}_{number:02}", reports[item]["to"], day))
    for name, report in reports.items():
        if name not in on_calendar:
            days = MONTHS.get(report["frequency"], ())
            found += [("recurring_report", name, report["to"], day) for day in days]
    return [one for one in found if one[3] <= 20260228]


LATEST = "SELECT e.state FROM action_entry e WHERE e.action_id = a.id AND e.kind = 'state' ORDER BY e.at DESC, e.id DESC LIMIT 1"
STATE = f"COALESCE(({LATEST}), 'proposed')"
PROGRESSED = (
    "(SELECT MAX(e.day) FROM action_entry e WHERE e.action_id = a.id AND e.kind IN ('state', 'progress'))"
)
ROUND = "(SELECT COUNT(*) FROM learning_turn t WHERE t.learning_item_id = w.learning_item_id AND t.turn = 'reopened') + 1"
WORLD = f"""
WITH route(source, route, step, body) AS (VALUES {", ".join(map(str, ROUTES))}),
due(kind, entry, body, day) AS (VALUES {", ".join(map(str, due_days()))}),
heard AS (
  SELECT w.learning_item_id AS item, w.route, w.body, w.verdict FROM learning_word w
  JOIN learning_item i ON i.id = w.learning_item_id
  JOIN route r ON r.source = i.source_of_learning AND r.route = w.route AND r.body = w.body
  WHERE w.verdict <> 'sent_back' AND (w.route = 'learning' OR w.round = {ROUND})
  AND NOT EXISTS (
    SELECT 1 FROM learning_word b
    JOIN route rb ON rb.source = i.source_of_learning AND rb.route = b.route AND rb.body = b.back_to
    WHERE b.learning_item_id = w.learning_item_id AND b.route = w.route AND b.round = w.round
    AND b.verdict = 'sent_back' AND rb.step <= r.step AND (b.at > w.at OR (b.at = w.at AND b.id > w.id)))),
silent AS (
  SELECT i.id AS item, r.route, MIN(r.step) AS step FROM learning_item i JOIN route r ON r.source = i.source_of_learning
  WHERE NOT EXISTS (SELECT 1 FROM heard h WHERE h.item = i.id AND h.route = r.route AND h.body = r.body)
  GROUP BY i.id, r.route),
stage AS (
  SELECT i.id AS item, i.source_of_learning AS source, CASE
    WHEN (SELECT t.turn FROM learning_turn t WHERE t.learning_item_id = i.id AND t.turn IN ('closed', 'reopened')
          ORDER BY t.at DESC, t.id DESC LIMIT 1) = 'closed' THEN 'closed'
    WHEN EXISTS (SELECT 1 FROM silent s WHERE s.item = i.id AND s.route = 'learning') THEN 'learning'
    WHEN EXISTS (SELECT 1 FROM action a WHERE a.learning_item_id = i.id AND {STATE} NOT IN ('signed_off', 'dropped'))
      THEN 'acting'
    WHEN EXISTS (SELECT 1 FROM silent s WHERE s.item = i.id AND s.route = 'evaluation') THEN CASE
      WHEN EXISTS (SELECT 1 FROM learning_turn t WHERE t.learning_item_id = i.id AND t.turn = 'reopened')
       AND NOT EXISTS (SELECT 1 FROM heard h WHERE h.item = i.id AND h.route = 'evaluation') THEN 'reopened'
      ELSE 'evaluation' END
    WHEN EXISTS (SELECT 1 FROM heard h WHERE h.item = i.id AND h.verdict = 'not_improved') THEN 'reopened'
    WHEN EXISTS (SELECT 1 FROM heard h WHERE h.item = i.id AND h.verdict = 'cannot_tell') THEN 'evaluated'
    ELSE 'improved' END AS stage
  FROM learning_item i),
watched AS (
  SELECT a.id, a.due, {STATE} AS state, {PROGRESSED} AS progressed FROM action a JOIN stage ON stage.item = a.learning_item_id
  WHERE a.monitored_by = :body AND stage.stage <> 'closed' AND {STATE} NOT IN ('signed_off', 'dropped')),
owed AS (
  SELECT d.day, CASE WHEN d.day = 20260228 THEN 'coming'
    WHEN EXISTS (SELECT 1 FROM due n WHERE n.kind = d.kind AND n.entry = d.entry AND n.day > d.day) THEN 'never_came'
    ELSE 'late' END AS state
  FROM due d WHERE d.body = :body AND NOT EXISTS (
    SELECT 1 FROM duty_done o WHERE o.kind = d.kind AND o.entry = d.entry AND o.due = d.day))
"""
FIGURES = {
    "waiting": "SELECT COUNT(*) FROM stage JOIN silent ON silent.item = stage.item AND silent.route = stage.stage "
    "JOIN route r ON r.source = stage.source AND r.route = stage.stage AND r.step = silent.step AND r.body = :body "
    "WHERE NOT EXISTS (SELECT 1 FROM heard h WHERE h.item = stage.item AND h.route = r.route AND h.body = r.body)",
    "closing": "SELECT COUNT(*) FROM stage WHERE stage = 'improved' AND EXISTS "
    "(SELECT 1 FROM route r WHERE r.source = stage.source AND r.route = 'evaluation' AND r.body = :body)",
    "red": "SELECT COUNT(*) FROM watched WHERE state <> 'done' AND due < 20260228",
    "amber": "SELECT COUNT(*) FROM watched WHERE state <> 'done' AND due >= 20260228 "
    "AND (due <= 20260328 OR progressed < 20260103)",
    "green": "SELECT COUNT(*) FROM watched WHERE state = 'done' "
    "OR (due > 20260328 AND (progressed IS NULL OR progressed >= 20260103))",
    "escalated": "SELECT COUNT(*) FROM watched "
    "WHERE id IN (SELECT action_id FROM action_entry WHERE kind = 'escalated')",
    "dues coming": "SELECT COUNT(*) FROM owed WHERE state = 'coming'",
    "Open actions that the body watches": "SELECT COUNT(*) FROM watched",
    "Late": "SELECT COUNT(*) FROM watched WHERE state <> 'done' AND due < 20260228",
    "Done, with no evidence attached": "SELECT COUNT(*) FROM watched WHERE state = 'done' "
    "AND id NOT IN (SELECT action_id FROM evidence_file)",
    "Its owner has not answered yet": "SELECT COUNT(*) FROM watched WHERE state = 'proposed'",
    "Due by the next meeting": "SELECT COUNT(*) FROM watched WHERE state <> 'done' AND due BETWEEN 20260228 AND 20260531",
    "Reports and tasks that are late": "SELECT COUNT(*) FROM owed WHERE state = 'late'",
    "Reports and tasks that never came": "SELECT COUNT(*) FROM owed WHERE state = 'never_came'",
    "Systems findings without an answer": "SELECT COUNT(*) FROM recommendation r WHERE r.answering_body = :body "
    "AND NOT EXISTS (SELECT 1 FROM board_response b WHERE b.recommendation_id = r.id)",
}


@pytest.fixture
def elm(store: Store) -> Partners:
    elm = Partners(store, "hartlepool_hscb", day=DAY)
    chance = random.Random(1)
    for number in range(16):
        some_item(elm, chance, SOURCES[number % len(SOURCES)])
    for kind, entry, _body, day in due_days():
        if chance.random() < 0.4:
            do_duty(elm.desk, QUALITY, "elm", kind, entry, day, day)
    escalate(elm.desk, "elmshire", Reminding())
    return elm


def some_item(elm: Partners, chance: random.Random, source: str) -> None:
    """One item that goes as far as chance lets it."""
    item = elm.record(source)
    challenged(elm, chance, item)
    if not walked(elm, chance, item, "learning", (Verdict.AGREED,)):
        return
    actions = [some_action(elm, chance, item) for _ in range(chance.randrange(3))]
    elm.day = DAY
    if not all(actions):
        return
    verdicts = (*[Verdict.IMPROVED] * 5, Verdict.NOT_IMPROVED, Verdict.CANNOT_TELL)
    if (
        walked(elm, chance, item, "evaluation", verdicts)
        and elm.state(item) == "improved"
        and chance.random() < 0.6
    ):
        close_item(elm.desk, BOARD, item)
        if chance.random() < 0.5:
            reopen_item(elm.desk, BOARD, item, "An audit done again disagrees")


def walked(
    elm: Partners, chance: random.Random, item: str, route: str, verdicts: tuple[Verdict, ...]
) -> bool:
    """Whether chance let it walk the whole route; a body sends back now and then."""
    for _ in range(9):
        with elm.store.read(QUALITY) as connection:
            standing = getattr(elm.desk.item(connection, QUALITY, item).course, route)
        if standing.is_walked:
            return True
        luck = chance.random()
        if luck < 0.1:
            return False
        body = chance.choice(standing.waiting)
        if luck < 0.2:
            first = next(one[3] for one in ROUTES if one[1] == route and one[0] == source_of(elm, item))
            elm.say(item, route, body, Verdict.SENT_BACK, back_to=first, note="Look again")
        else:
            elm.say(item, route, body, chance.choice(verdicts), note="As minuted")
    return False


def source_of(elm: Partners, item: str) -> str:
    with elm.store.read(QUALITY) as connection:
        return str(elm.desk.item(connection, QUALITY, item).row["source_of_learning"])


def some_action(elm: Partners, chance: random.Random, item: str) -> bool:
    """Whether it came to its end."""
    due = int((DAY + timedelta(days=chance.choice((-40, -1, 0, 28, 29, 92, 93, 200)))).strftime("%Y%m%d"))
    new = NewAction(
        "Ask alone", "elmshire", "head", "subgroup_plans", due, monitored_by=chance.choice(BODIES)
    )
    elm.day = DAY - timedelta(days=chance.choice((0, 56, 57, 90)))
    one = propose_action(elm.desk, QUALITY, item, new)
    if chance.random() < 0.2:
        move_action(elm.desk, BOARD, one, ActionState.DROPPED, "No use")
        return True
    path = (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF)[
        : chance.choice((0, 1, 1, 2, 3, 3, 3, 3))
    ]
    for state in path:
        if state is ActionState.DONE and chance.random() < 0.5:
            attach_evidence(elm.desk, QUALITY, one, "note.txt", "text/plain", b"seen")
        move_action(elm.desk, QUALITY, one, state, "Seen at the visit")
    if len(path) == 1 and chance.random() < 0.5:
        elm.day = DAY
        note_progress(elm.desk, QUALITY, one, "Half of them trained")
    return len(path) == 3


def challenged(elm: Partners, chance: random.Random, item: str) -> None:
    if chance.random() < 0.5:
        found = add_finding(
            elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "system", "Two files", "Audit 4")
        )
        asked = recommend(
            elm.desk, QUALITY, found, NewRecommendation("Why two?", answering_body=chance.choice(BODIES))
        ).id
        if chance.random() < 0.4:
            answer_finding(elm.desk, BOARD, asked, accepted=True, reason="It is so.", day=20260301)


def test_figures_of_agenda_and_paper_are_those_of_plain_sql(elm: Partners) -> None:
    shown, counted = {}, {}
    for body in BODIES:
        agenda = agenda_of(elm.desk, BOARD, "elm", body, FIRST, DAY)
        paper = exceptions_of(elm.desk, BOARD, "elm", body, FIRST, DAY, NEXT).figures()
        colours = Counter(str(colour) for _row, colour in agenda.actions)
        states = Counter(str(due.state) for due in agenda.dues)
        shown[body] = {
            "waiting": len(agenda.waiting), "closing": len(agenda.closing), "red": colours["red"],
            "amber": colours["amber"], "green": colours["green"], "dues coming": states["coming"],
            "escalated": len(agenda.escalated),
        } | paper  # fmt: skip
        assert (states["late"], states["never_came"], len(agenda.unanswered)) == (
            paper["Reports and tasks that are late"], paper["Reports and tasks that never came"],
            paper["Systems findings without an answer"],
        )  # fmt: skip
        with elm.store.read(QUALITY) as connection:
            counted[body] = {
                title: connection.scalar(text(WORLD + query), {"body": body})
                for title, query in FIGURES.items()
            }
    assert shown == counted
    assert {title for title in FIGURES if not any(counted[body][title] for body in BODIES)} == set()
