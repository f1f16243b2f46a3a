"""Every list and figure of an agenda and of an exception paper is that of plain SQL over the store, in a world made by chance.

The SQL knows the framework's routes and due days from its YAML, and nothing of how agendas are worked out.
"""

import random
from calendar import monthrange
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, text

from lif_plugin.cycle.actions import NewAction, attach_evidence, move_action, note_progress, propose_action
from lif_plugin.cycle.desk import Item
from lif_plugin.cycle.exceptions import Exceptions, exceptions_of
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, answer_finding, recommend
from lif_plugin.cycle.governance import Agenda, agenda_of, do_duty
from lif_plugin.cycle.learning import close_item, reopen_item
from lif_plugin.cycle.reminders import escalate
from lif_plugin.cycle.reopened import Reopened
from lif_plugin.cycle.themes import merge_themes
from lif_plugin.domain.duty import Due
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.reminder import Reminding
from lif_plugin.domain.review_question import ReviewQuestion
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.types import governance as schema
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, Partners

FIRST, DAY, NEXT = date(2025, 4, 1), date(2026, 2, 28), date(2026, 5, 31)
# Four weeks ahead (20260328) is soon, eight weeks without a word (20260103) are quiet.
BODIES = ("board", "lipsg", "cdop")
SOURCES = ("pmf", "scr", "child_death_reviews", "multi_agency_audits", "national_local_reviews")
FOLDER = files("lif_plugin").joinpath("frameworks/hartlepool_hscb")
HARTLEPOOL, REVIEWS = (
    yaml.safe_load(FOLDER.joinpath(name).read_text(encoding="utf-8"))
    for name in ("framework.yaml", "criteria.yaml")
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


def ways() -> list[tuple[str, int, str, str, int, int, str, str, str]]:
    """Each way in which learning raises a review, by source and criterion: no number says two items of any kind."""
    reviews = {one["id"]: one for one in HARTLEPOOL["review_types"]}
    return [
        (review, number, source["id"], source["kind"], way.get("items", 2), way.get("different", 1),
         way.get("nature", ""), criterion, reviews[review]["decided_by"])
        for review, row in REVIEWS.items() for number, way in enumerate(row.get("raised_by", ()))
        for source in HARTLEPOOL["sources_of_learning"] if {source["id"], source["kind"]} & {*way["sources"]}
        for criterion in ([way["criterion"]] if "criterion" in way else reviews[review]["criteria"])
    ]  # fmt: skip


LATEST = "SELECT e.state FROM action_entry e WHERE e.action_id = a.id AND e.kind = 'state' ORDER BY e.at DESC, e.id DESC LIMIT 1"
STATE = f"COALESCE(({LATEST}), 'proposed')"
PROGRESSED = (
    "(SELECT MAX(e.day) FROM action_entry e WHERE e.action_id = a.id AND e.kind IN ('state', 'progress'))"
)
ROUND = "(SELECT COUNT(*) FROM learning_turn t WHERE t.learning_item_id = w.learning_item_id AND t.turn = 'reopened') + 1"
TURNED = (
    "SELECT t.{} FROM learning_turn t WHERE t.learning_item_id = s.item AND t.turn = 'reopened' "
    "ORDER BY t.at DESC, t.id DESC LIMIT 1"
)
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
    WHEN i.learning_route = '[]' AND NOT EXISTS (
      SELECT 1 FROM learning_turn t WHERE t.learning_item_id = i.id AND t.turn = 'routed') THEN 'unrouted'
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
  SELECT d.kind, d.entry, d.day, CASE WHEN d.day = 20260228 THEN 'coming'
    WHEN EXISTS (SELECT 1 FROM due n WHERE n.kind = d.kind AND n.entry = d.entry AND n.day > d.day) THEN 'never_came'
    ELSE 'late' END AS state
  FROM due d WHERE d.body = :body AND NOT EXISTS (
    SELECT 1 FROM duty_done o WHERE o.kind = d.kind AND o.entry = d.entry AND o.due = d.day)),
spoken AS (
  SELECT w.learning_item_id AS item, w.day, w.note, w.at, w.id FROM learning_word w
  WHERE w.route = 'evaluation' AND w.verdict = 'not_improved' AND w.round = {ROUND}),
again_item AS (
  SELECT s.item, s.source, COALESCE(
    (SELECT p.day FROM spoken p WHERE p.item = s.item ORDER BY p.at DESC, p.id DESC LIMIT 1), ({TURNED.format("day")})) AS day,
    COALESCE((SELECT p.note FROM spoken p WHERE p.item = s.item ORDER BY p.at DESC, p.id DESC LIMIT 1),
    ({TURNED.format("reason")})) AS why
  FROM stage s WHERE s.stage = 'reopened'),
again_action AS (
  SELECT s.item, s.source, a.id, a.monitored_by, e.day, e.text AS why FROM stage s
  JOIN action a ON a.learning_item_id = s.item JOIN action_entry e ON e.action_id = a.id
  WHERE s.stage <> 'closed' AND {STATE} IN ('proposed', 'accepted') AND e.kind = 'state' AND e.id = (
    SELECT MIN(n.id) FROM action_entry n WHERE n.action_id = a.id AND n.kind = 'state' AND n.id > (
      SELECT MAX(f.id) FROM action_entry f WHERE f.action_id = a.id AND f.state IN ('done', 'signed_off', 'dropped')))),
way(review, way, source, kind, items, different, nature, criterion, body) AS (VALUES {", ".join(map(str, ways()))}),
spoke AS (
  SELECT w.review, w.way, w.kind, w.items, w.different, w.criterion, w.body, i.id, i.day, COALESCE(m.kept, i.theme) AS theme
  FROM learning_item i JOIN stage ON stage.item = i.id AND stage.stage <> 'closed'
  JOIN way w ON w.source = i.source_of_learning LEFT JOIN theme_merge m ON m.theme = i.theme
  WHERE i.day > 20250228 AND i.day <= 20260228 AND w.nature IN ('', i.nature)),
enough AS (
  SELECT review, way, theme FROM spoke WHERE body = :body GROUP BY review, way, theme, items, different
  HAVING COUNT(DISTINCT id) >= items AND COUNT(DISTINCT kind) >= different),
asked AS (
  SELECT s.review, s.theme, s.id, s.day, s.criterion FROM spoke s
  JOIN enough e ON e.review = s.review AND e.way = s.way AND e.theme = s.theme)
"""
EVALUATES = "EXISTS (SELECT 1 FROM route r WHERE r.source = stage.source AND r.route = 'evaluation' AND r.body = :body)"
COLOUR = (
    "CASE WHEN state = 'done' THEN 'green' WHEN due < 20260228 THEN 'red' "
    "WHEN due <= 20260328 OR progressed < 20260103 THEN 'amber' ELSE 'green' END"
)
UNANSWERED = (
    "SELECT r.id FROM recommendation r WHERE r.answering_body = :body "
    "AND NOT EXISTS (SELECT 1 FROM board_response b WHERE b.recommendation_id = r.id)"
)
LISTS = {
    "waiting": "SELECT stage.item FROM stage JOIN silent ON silent.item = stage.item AND silent.route = stage.stage "
    "JOIN route r ON r.source = stage.source AND r.route = stage.stage AND r.step = silent.step AND r.body = :body "
    "WHERE NOT EXISTS (SELECT 1 FROM heard h WHERE h.item = stage.item AND h.route = r.route AND h.body = r.body)",
    "closing": f"SELECT item FROM stage WHERE stage = 'improved' AND {EVALUATES}",
    "undecided": f"SELECT item FROM stage WHERE stage = 'evaluated' AND {EVALUATES}",
    "unrouted": "SELECT item FROM stage WHERE stage = 'unrouted' AND :body = 'board'",
    "reopened": f"SELECT item, '', day, why FROM again_item stage WHERE {EVALUATES} OR EXISTS "
    "(SELECT 1 FROM action a WHERE a.learning_item_id = stage.item AND a.monitored_by = :body) UNION ALL "
    f"SELECT item, id, day, why FROM again_action stage WHERE monitored_by = :body OR (monitored_by IS NULL AND {EVALUATES})",
    "actions": f"SELECT id, {COLOUR} FROM watched",
    "escalated": "SELECT id FROM watched WHERE id IN (SELECT action_id FROM action_entry WHERE kind = 'escalated')",
    "dues": "SELECT kind, entry, day, state FROM owed",
    "unanswered": UNANSWERED,
    "questions": "SELECT review, theme, 'item', id FROM asked UNION SELECT review, theme, 'criterion', criterion FROM asked "
    "UNION SELECT review, theme, 'since', CAST(MIN(day) AS TEXT) FROM asked GROUP BY review, theme",
}
LATE = "SELECT id FROM watched WHERE state <> 'done' AND due < 20260228"
PAPER = {
    "watched": "SELECT COUNT(*) FROM watched",
    "late": LATE,
    "unseen": "SELECT id FROM watched WHERE state = 'done' AND id NOT IN (SELECT action_id FROM evidence_file)",
    "unanswered_by_owner": "SELECT id FROM watched WHERE state = 'proposed'",
    "due_by_next": "SELECT id FROM watched WHERE state <> 'done' AND due BETWEEN 20260228 AND 20260531",
    "dues": "SELECT kind, entry, day, state FROM owed WHERE state <> 'coming'",
    "unanswered": UNANSWERED,
}
FIGURES = {
    "Open actions that the body watches": "SELECT id FROM watched",
    "Late": LATE,
    "Done, with no evidence attached": PAPER["unseen"],
    "Its owner has not answered yet": PAPER["unanswered_by_owner"],
    "Due by the next meeting": PAPER["due_by_next"],
    "Reports and tasks that are late": "SELECT 1 FROM owed WHERE state = 'late'",
    "Reports and tasks that never came": "SELECT 1 FROM owed WHERE state = 'never_came'",
    "Systems findings without an answer": UNANSWERED,
}
"""Of every field of the two papers, and of every title among the figures, the rows or the number that SQL finds."""
TAKEN_UP = (ActionState.ACCEPTED, ActionState.DROPPED, ActionState.PROPOSED)
BOARDS_WORD = {ActionState.DROPPED, ActionState.PROPOSED}
ASKED_FOR = {"body", "day", "next_meeting"}


@pytest.fixture
def elm(store: Store) -> Partners:
    elm = Partners(store, "hartlepool_hscb", day=DAY)
    chance = random.Random(2)
    for number in range(12):
        some_item(elm, chance, SOURCES[number % len(SOURCES)])
    certainly(elm)
    for kind, entry, _body, day in due_days():
        if chance.random() < 0.4:
            do_duty(elm.desk, QUALITY, "elm", kind, entry, day, day)
    merge_themes(elm.desk, BOARD, "elm", "being_heard", "voice_of_child", "The same thing")
    escalate(elm.desk, "elmshire", Reminding())
    return elm


def some_item(elm: Partners, chance: random.Random, source: str) -> None:
    """One item that goes as far as chance lets it."""
    day = chance.choice((20250228, 20250301, 20260110, 20260228))
    theme = chance.choice(("voice_of_child", "being_heard", "missing"))
    item = elm.record(source, day=day, theme=theme)
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


def certainly(elm: Partners) -> None:
    """What chance may not bring: an item of every end, and an action of every kind that stands out."""
    ends = (Verdict.IMPROVED, Verdict.CANNOT_TELL, Verdict.NOT_IMPROVED, Verdict.IMPROVED)
    elm.record("other:supervision")
    items = [elm.record("pmf", day=20260110) for _end in ends]
    for item, end in zip(items, ends, strict=True):
        for _source, route, _number, body in (one for one in ROUTES if one[0] == "pmf"):
            elm.say(item, route, body, Verdict.AGREED if route == "learning" else end, note="As minuted")
    close_item(elm.desk, BOARD, items[-1])
    reopen_item(elm.desk, BOARD, items[-1], "An audit done again disagrees")
    for states in ((), (ActionState.ACCEPTED, ActionState.DONE), TAKEN_UP):
        new = NewAction("Ask alone", "elmshire", "head", "subgroup_plans", 20260101, monitored_by="board")
        one = propose_action(elm.desk, QUALITY, elm.record("pmf"), new)
        for state in states:
            move_action(elm.desk, BOARD if state in BOARDS_WORD else QUALITY, one, state, "Seen at the visit")


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
        "Ask alone", "elmshire", "head", "subgroup_plans", due, monitored_by=chance.choice((*BODIES, None))
    )
    elm.day = DAY - timedelta(days=chance.choice((0, 56, 57, 90)))
    one = propose_action(elm.desk, QUALITY, item, new)
    if chance.random() < 0.2:
        move_action(elm.desk, BOARD, one, ActionState.DROPPED, "No use")
        return not taken_up(elm, chance, one, ActionState.PROPOSED)
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
    return len(path) == 3 and not taken_up(elm, chance, one, ActionState.ACCEPTED)


def taken_up(elm: Partners, chance: random.Random, action: str, state: ActionState) -> bool:
    """Whether chance had a finished action taken up again."""
    again = chance.random() < 0.2
    if again:
        move_action(elm.desk, BOARD, action, state, f"The dip sample of {elm.day} shows the same")
    return again


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


def listed(paper: Agenda | Exceptions) -> dict[str, list[tuple[Any, ...]]]:
    """What each field of a paper shows, as SQL would list it; a field that is no list is its number."""
    made: dict[type, Callable[[Any], list[tuple[Any, ...]]]] = {
        Item: lambda one: [(one.row["id"],)],
        Reopened: lambda one: [
            (one.item.row["id"], one.action["id"] if one.action else "", day_number(one.day), one.why)
        ],
        dict: lambda one: [(one["id"],)],
        tuple: lambda one: [(one[0]["id"], str(one[1]))],
        Due: lambda one: [(one.duty.kind, one.duty.entry, day_number(one.day), one.state.value)],
        ReviewQuestion: lambda one: [
            (one.review, one.theme, "since", str(day_number(one.since))),
            *((one.review, one.theme, "item", item) for item in one.items),
            *((one.review, one.theme, "criterion", text) for text in one.criteria),
        ],
    }
    shown = {field.name: getattr(paper, field.name) for field in fields(paper) if field.name not in ASKED_FOR}
    return {
        name: [(held,)]
        if isinstance(held, int)
        else sorted(row for one in held for row in made[type(one)](one))
        for name, held in shown.items()
    }


def test_lists_and_figures_of_agenda_and_paper_are_those_of_plain_sql(elm: Partners) -> None:
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    counted: dict[tuple[str, str], dict[str, Any]] = {}
    for body in BODIES:
        paper = exceptions_of(elm.desk, BOARD, "elm", body, FIRST, DAY, NEXT)
        shown[body, "agenda"] = listed(agenda_of(elm.desk, BOARD, "elm", body, FIRST, DAY))
        shown[body, "paper"] = listed(paper)
        shown[body, "figures"] = dict(paper.figures())
        with elm.store.read(QUALITY) as connection:

            def rows(
                query: str, body: str = body, connection: Connection = connection
            ) -> list[tuple[Any, ...]]:
                return sorted(tuple(row) for row in connection.execute(text(WORLD + query), {"body": body}))

            counted[body, "agenda"] = {name: rows(query) for name, query in LISTS.items()}
            counted[body, "paper"] = {name: rows(query) for name, query in PAPER.items()}
            counted[body, "figures"] = {title: len(rows(query)) for title, query in FIGURES.items()}
    assert shown == counted
    # The world has something of everything, so that no line holds by being empty.
    assert {
        (part, name)
        for (_body, part), held in counted.items()
        for name in held
        if not any(counted[one, part][name] for one in BODIES)
    } == set()
    assert {colour for body in BODIES for _id, colour in counted[body, "agenda"]["actions"]} == {
        "red",
        "amber",
        "green",
    }
    again = [row for body in BODIES for row in counted[body, "agenda"]["reopened"]]
    assert {bool(action) for _item, action, _day, _why in again} == {True, False}
    assert {row[3] for body in BODIES for row in counted[body, "agenda"]["dues"]} == {
        "coming",
        "late",
        "never_came",
    }


@pytest.mark.parametrize(
    ("shown", "held"), [(schema.Agenda, Agenda), (schema.ExceptionPaper, Exceptions)], ids=["agenda", "paper"]
)
def test_graphql_shows_the_same_fields(shown: type, held: type) -> None:
    names = {field.name for field in fields(held)} - {"watched"}
    assert {field.name for field in fields(shown)} - {"figures"} == names
