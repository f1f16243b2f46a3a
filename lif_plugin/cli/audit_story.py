"""The demonstration's audit: two cases drawn, a worker told, a workbook out and back, read twice, learnt from, and again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Final

import openpyxl

from lif_plugin.app import App
from lif_plugin.cli.output import say, table
from lif_plugin.cycle import learning
from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.audits import concerns, journey, moderating
from lif_plugin.cycle.audits.again import beside, follow, open_again
from lif_plugin.cycle.audits.answering import submit
from lif_plugin.cycle.audits.drawing import Request, draw_month
from lif_plugin.cycle.audits.finding import NewLearning, into_learning
from lif_plugin.cycle.audits.opening import NewAudit, open_audit
from lif_plugin.cycle.audits.seeing import see_audit
from lif_plugin.cycle.audits.workbooks import take_workbook, write_workbook
from lif_plugin.cycle.child_actions import NewChildAction, set_child_action
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import NominationState, Part
from lif_plugin.domain.audit_tool import Answer, Kind, Tool, asked
from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.child_action import Origin as ChildOrigin
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import add_months, day_number
from lif_plugin.store.reads.audits import nominations_page, picks_of_draws
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.reads.page import Window
from lif_plugin.store.work import now_ms

PROGRAMME: Final = "single_agency_audit"
_WEAK: Final = {"voice_known": "no", "overall": "requires_improvement"}
_FREE: Final = {Kind.NUMBER: "2", Kind.DAY: "2021-03-01"}
Line = tuple[str, str, str]


def tell_audits(app: App, council: str, partnership: str) -> None:
    """Play an audit that found something, twice: done again six months later, one is better and one is not."""
    viewer = _person(council, "quality lead", Role.QUALITY)
    with app.store.read(viewer) as connection:
        page = nominations_page(connection, viewer, (NominationState.POOLED,), Window(1))
    if not page.rows:
        return
    month = page.rows[0]["day"] // 100
    story = _AuditStory(app, council, partnership)
    say(
        "\nAn audit, from the draw to the same audit six months later: nobody is told on, and the child is asked"
    )
    picks = story.drawn(month)
    for title, pick, later in zip(
        ("One that is better", "One that is not"), picks, ({}, _WEAK), strict=False
    ):
        table(title, ("step", "who", "what"), list(story.told(pick, later)))


def _person(agency: str, name: str, *roles: Role) -> Viewer:
    return Viewer(agency, frozenset(roles), "demonstration", f"{name} of {agency}")


class _AuditStory:
    """An audit on its way; every line is what the verbs answered."""

    def __init__(self, app: App, council: str, partnership: str) -> None:
        self._app, self._desk, self._partnership = app, app.desk, partnership
        self._lead = _person(council, "quality lead", Role.QUALITY, Role.BOARD)
        self._auditor = _person(council, "auditor", Role.MANAGER)
        self._second = _person(council, "second reader", Role.CHAIR)
        self._manager = _person(council, "duty manager", Role.MANAGER)
        self._worker = _person(council, "worker", Role.WORKER)
        self._due = day_number(self._desk.today() + timedelta(days=30))

    def drawn(self, month: int) -> list[tuple[str, str]]:
        """Draw the month's cases; gives each nominated pick with its case's public id."""
        framework = self._desk.framework("hartlepool_hscb")
        wanted = Request(month, PROGRAMME, "demonstration", 2, 1)
        drawn = draw_month(self._app.store, self._lead, framework, wanted, now_ms())
        self._seen([pick.case.public_id for pick in drawn.picks])
        parts = [pick.part for pick in drawn.picks]
        say(
            f"{parts.count(Part.NOMINATED)} nominated cases and {parts.count(Part.RANDOM)} by chance are drawn, "
            f"by the seed {drawn.seed}."
        )
        with self._app.store.read(self._lead) as connection:
            rows = picks_of_draws(connection, self._lead, [drawn.id])[drawn.id]
        return [(row["id"], row["public_id"]) for row in rows if row["part"] == Part.NOMINATED]

    def told(self, pick: tuple[str, str], later: Mapping[str, str]) -> Iterator[Line]:
        """Live through one audit; ``later`` is what the second look finds."""
        self._case = pick[1]
        lead = self._lead.subject
        new = NewAudit(PROGRAMME, self._auditor.subject, self._due, Origin.PICK, pick[0], independent=lead)
        self._audit = open_audit(self._desk, self._lead, new).id
        yield "opened", lead, f"for the {self._auditor.subject}, of another team"
        yield from self._heard()
        yield self._paused()
        yield self._answered(self._audit, self._auditor, _WEAK)
        yield from self._read_twice()
        yield from self._learnt()
        yield from self._read_back()
        yield from self._again(later)

    def _heard(self) -> Iterator[Line]:
        one = self._journey()
        yield "worker told", self._worker.subject, f"{one.title}, by {one.row['auditor']}; nothing to prepare"
        day = day_number(self._desk.today() + timedelta(days=14))
        journey.set_talk(self._desk, self._auditor, self._audit, day)
        self._say(WordKind.AGREED)
        self._say(WordKind.VIEW, "She said what she wants when we drew together.")
        yield "talk agreed, own view", self._worker.subject, "kept beside the audit; no grade is made of it"

    def _paused(self) -> Line:
        raised = concerns.raise_concern(
            self._desk, self._auditor, self._audit, "Nobody knows where he sleeps tonight."
        )
        told = ", ".join(step["role"] for step in raised.told)
        done = concerns.acknowledge_concern(self._desk, self._manager, raised.id, "He is at his aunt's.")
        waited = (done.row["acknowledged_at"] - raised.row["at"]) / 1000
        return "immediate concern", self._auditor.subject, f"told: {told}; acknowledged after {waited:.0f} s"

    def _answered(
        self, audit_id: str, auditor: Viewer, values: Mapping[str, str], desk: Desk | None = None
    ) -> Line:
        desk = desk or self._desk
        tool = see_audit(desk, auditor, audit_id).tool
        book = write_workbook(desk, auditor, [audit_id])
        content = _filled(book.content, tool, values)
        back = take_workbook(desk, auditor, "audit.xlsx", content, whole=True)
        submit(desk, auditor, audit_id, back.versions[audit_id])
        self._seen([self._case])
        found = see_audit(desk, auditor, audit_id).findings
        strengths = sum(one["nature"] == "strength" for one in found)
        return (
            "workbook out and back",
            auditor.subject,
            f"{strengths} strengths, {len(found) - strengths} concerns",
        )

    def _read_twice(self) -> Iterator[Line]:
        second = moderating.open_second(
            self._desk, self._lead, self._audit, self._second.subject, self._due, self._lead.subject
        ).id
        self._answered(second, self._second, {"voice_known": "no", "overall": "good"})
        (one,) = moderating.differences(self._desk, self._lead, second)
        why = "Her wishes are in the visit, not yet in the plan."
        moderating.agree_grade(self._desk, self._lead, second, one.question, one.first, why)
        yield "second reading", self._second.subject, f"{one.first} and {one.second}; agreed: {one.first}"

    def _learnt(self) -> Iterator[Line]:
        desk, lead = self._desk, self._lead
        found = [
            one["id"]
            for one in see_audit(desk, lead, self._audit).findings
            if (one["theme"], one["nature"]) == ("voice_of_child", "concern")
        ]
        words = NewLearning(
            self._partnership, "multi_agency_audits", "What children say is not in their plan",
            "The record does not yet show what the child said of the plan.",
        )  # fmt: skip
        learnt = into_learning(desk, lead, found, words)
        self._item, self._finding = learnt.item_id, found[0]
        yield "findings into learning", lead.subject, learnt.evidence
        due = day_number(add_months(desk.today(), 3))
        approach = desk.framework("hartlepool_hscb").improvement_approaches[0].id
        new = NewAction("Read the plan with each child", lead.agency, "head_of_service", approach, due)
        action = propose_action(desk, lead, self._item, new)
        self._walk("learning", Verdict.AGREED)
        for state in (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF):
            move_action(desk, lead, action, state, "Seen in ten plans.")
        self._walk("evaluation", Verdict.IMPROVED)
        learning.close_item(desk, lead, self._item)
        yield "action", lead.subject, "done, signed off, evaluated, closed"

    def _read_back(self) -> Iterator[Line]:
        to_do = NewChildAction(
            self._case, "Read the plan with her", Role.WORKER, 14, ChildOrigin.FINDING, self._finding
        )
        set_child_action(self._desk, self._lead, to_do)
        journey.read_back(self._desk, self._auditor, self._audit)
        one = self._journey()
        yield (
            "read back",
            self._worker.subject,
            f"{len(one.strengths)} strengths, then: {one.actions[0]['text']}",
        )
        self._say(WordKind.DISAGREES, "It is in the visit of May.")
        journey.give_feedback(
            self._desk, self._worker, self._case, self._audit, {"fair": "yes", "heard": "yes"}
        )
        yield (
            "reply, and feedback",
            self._worker.subject,
            "kept with the audit; the auditor reads no feedback",
        )

    def _again(self, later: Mapping[str, str]) -> Iterator[Line]:
        then = add_months(self._desk.today(), 6)
        desk = Desk(self._app.store, self._desk.framework, lambda: then)
        due = day_number(then + timedelta(days=30))
        again = open_again(desk, self._lead, self._audit, self._auditor.subject, due, self._lead.subject).id
        self._answered(again, self._auditor, later, desk)
        course = beside(desk, self._lead, again).comparison.grade.value
        done = follow(desk, self._lead, again)
        what = f"{course}; {len(done.reopened)} items and {len(done.actions)} actions opened again"
        yield "six months later", self._auditor.subject, what

    def _journey(self) -> journey.Journey:
        with self._app.store.read(self._worker) as connection:
            case = cases_by_public_id(connection, self._worker, [self._case])[self._case]["case_id"]
            found = journey.journeys_of(self._desk, connection, self._worker, case)
        self._seen([self._case], self._worker)
        return next(one for one in found if one.id == self._audit)

    def _say(self, kind: WordKind, text: str = "") -> None:
        journey.say_word(self._desk, self._worker, self._case, self._audit, kind, text)

    def _seen(self, public_ids: Sequence[str], viewer: Viewer | None = None) -> None:
        self._app.read_log.record(viewer or self._lead, "cli.demo", list(public_ids))

    def _walk(self, route: str, verdict: Verdict) -> None:
        """Let every body of a route speak that is waited for."""
        today = day_number(self._desk.today())
        while True:
            with self._app.store.read(self._lead) as connection:
                standing = getattr(self._desk.item(connection, self._lead, self._item).course, route)
            if standing.is_walked:
                return
            word = learning.Word(route, standing.waiting[0], verdict, today)
            learning.speak(self._desk, self._lead, self._item, word)


def _filled(content: bytes, tool: Tool, values: Mapping[str, str]) -> bytes:
    """A workbook filled in: what is given, and else the best there is."""
    said: dict[str, Answer] = {}
    for question in tool.questions():
        if question in asked(tool, said):
            fit = [one.id for one in tool.choices_of(question) if one.id not in question.concern_when]
            usual = fit[0] if fit else _FREE.get(question.kind, "As the record says")
            said[question.id] = Answer(values.get(question.id, usual))
    book = openpyxl.load_workbook(BytesIO(content))
    for row in book["Audit 1"].iter_rows(min_row=2):
        given = tool.question(str(row[0].value))
        if given is not None and given.id in said:
            labels = {one.id: one.label for one in tool.choices_of(given)}
            value = said[given.id].value
            row[4].value, row[5].value = labels.get(value, value), "Visit of 3 March"
    made = BytesIO()
    book.save(made)
    return made.getvalue()
