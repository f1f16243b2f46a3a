"""The whole of an audit as each person lives it, from a nominated case to the same audit six months later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import openpyxl

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.audits.again import Followed, follow, open_again
from lif_plugin.cycle.audits.answering import submit
from lif_plugin.cycle.audits.drawing import Drawn, Request, draw_month
from lif_plugin.cycle.audits.finding import NewLearning, into_learning
from lif_plugin.cycle.audits.journey import Journey, journeys_of
from lif_plugin.cycle.audits.opening import share_out_members
from lif_plugin.cycle.audits.workbooks import take_workbook, write_workbook
from lif_plugin.cycle.learning import close_item
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store import audit_work
from tests.assets.audited import NOW
from tests.assets.auditing import DUE, LEAD, TEAMS, Auditing, by, full
from tests.assets.nominated import nominate
from tests.integration.cycle.partners import BOARD

PROGRAMME = "single_agency_audit"
WANDA, MONA = by("wanda.example", Role.WORKER), by("mona.example", Role.MANAGER)
READERS = TEAMS["south"]
LEARNING = NewLearning(
    "elm", "multi_agency_audits", "Children's views", "Files do not show what children say."
)
Fill = Callable[[bytes, Mapping[tuple[str, str], str]], bytes]
"""Fills cells of a workbook, by sheet and cell, as some program does."""


def by_openpyxl(content: bytes, cells: Mapping[tuple[str, str], str]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for (sheet, cell), value in cells.items():
        book[sheet][cell].value = value
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@dataclass
class AuditStory:
    """Two nominated cases of Elmshire and what becomes of them."""

    world: Auditing
    fill: Fill = by_openpyxl

    def drawn(self) -> Drawn:
        """Two cases are nominated, and the lead draws them, with another by chance."""
        for name in ("E-1", "E-2"):
            nominate(self.world.record, self.world.cases[name], 20260301)
        asked = Request(202603, PROGRAMME, "seven", 2, 1)
        framework = self.world.desk.framework(self.world.framework)
        return draw_month(self.world.store, LEAD, framework, asked, NOW)

    def shared_out(self, drawn: Drawn) -> dict[str, str]:
        """The lead shares the drawn cases out to the team in the south; gives the nominated ones' audits by case."""
        share_out_members(self.world.desk, LEAD, Origin.PICK, drawn.id, PROGRAMME, READERS, DUE)
        with self.world.store.read(LEAD) as connection:
            rows = audit_work.audits_where(connection, LEAD)
        return {row["ref"]: row["id"] for row in rows if row["drawn_as"] == "nominated"}

    def auditor(self, audit_id: str) -> Viewer:
        return by(self.world.see(audit_id, LEAD).row["auditor"], Role.MANAGER)

    def answered(self, audit_id: str, values: Mapping[str, str]) -> None:
        """The auditor takes the workbook, fills it in, gives it back and submits."""
        auditor = self.auditor(audit_id)
        tool = self.world.see(audit_id, auditor).tool
        said, cells = full(tool, values), {}
        for number, question in enumerate(tool.questions(), 3):
            if question.id in said:
                labels = {choice.id: choice.label for choice in tool.choices_of(question)}
                cells["Audit 1", f"E{number}"] = labels.get(said[question.id], said[question.id])
                cells["Audit 1", f"F{number}"] = "Visit of 3 March"
        content = self.fill(write_workbook(self.world.desk, auditor, [audit_id]).content, cells)
        back = take_workbook(self.world.desk, auditor, "audit.xlsx", content, whole=True)
        assert (back.faults, back.missing) == ((), ())
        submit(self.world.desk, auditor, audit_id, back.versions[audit_id])

    def told(self, case: str) -> Journey:
        """What the worker reads of the newest audit of a case."""
        with self.world.store.read(WANDA) as connection:
            return journeys_of(self.world.desk, connection, WANDA, self.world.cases[case].id)[0]

    def learnt(self, audit_id: str) -> tuple[str, str]:
        """The lead puts what was found into learning; an action is taken, done and signed off, and all is evaluated."""
        found = [
            row["id"]
            for row in self.world.see(audit_id, LEAD).findings
            if (row["theme"], row["nature"]) == ("voice_of_child", "concern")
        ]
        item = into_learning(self.world.desk, LEAD, found, LEARNING).item_id
        approach = self.world.desk.framework(self.world.framework).improvement_approaches[0].id
        new = NewAction("Ask each child alone", "elmshire", "head", approach, 20260801)
        action = propose_action(self.world.desk, LEAD, item, new)
        self._walk(item, "learning", Verdict.AGREED)
        for state in (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF):
            move_action(self.world.desk, LEAD, action, state, "Seen at the meeting.")
        self._walk(item, "evaluation", Verdict.IMPROVED)
        close_item(self.world.desk, BOARD, item)
        return item, action

    def _walk(self, item: str, route: str, verdict: Verdict) -> None:
        partners = self.world.partners
        while True:
            with self.world.store.read(LEAD) as connection:
                standing = getattr(partners.desk.item(connection, LEAD, item).course, route)
            if standing.is_walked:
                return
            partners.say(item, route, standing.waiting[0], verdict)

    def again(self, audit_id: str, values: Mapping[str, str]) -> tuple[str, Followed]:
        """Six months later the same auditor looks again; what was learnt answers to it."""
        self.world.partners.day = date(2026, 9, 2)
        reader = self.auditor(audit_id).subject
        second = open_again(self.world.desk, LEAD, audit_id, reader, 20260930).id
        self.answered(second, values)
        leads = by("quinn.example", Role.QUALITY, Role.BOARD)
        return second, follow(self.world.desk, leads, second)
