"""Two invented partners with cases, teams and auditors, and the ways a test makes an audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lif_plugin.cycle.audits.answering import Saved, save_answers, submit
from lif_plugin.cycle.audits.opening import NewAudit, open_audit
from lif_plugin.cycle.audits.seeing import AuditSeen, see_audit
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.audit_tool import Answer, Kind, Tool, asked
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.work import Store
from tests.assets.builders import Case, Record
from tests.integration.cycle.partners import Partners

TEAMS = {"north": ("wanda.example", "nora.example"), "south": ("ada.example", "bea.example")}
DUE = 20260430


def by(name: str, *roles: Role, agency: str = "elmshire") -> Viewer:
    return Viewer(agency, frozenset(roles or {Role.QUALITY}), "audit", name)


LEAD, ADA = by("quinn.example"), by("ada.example", Role.MANAGER)
"""The quality lead, and an auditor of the team in the south."""


@dataclass
class Auditing:
    """Elmshire works by a framework; its case E-1 is held by Wanda of the team in the north, E-9 by nobody known."""

    store: Store
    framework: str = "hartlepool_hscb"
    partners: Partners = field(init=False)
    record: Record = field(init=False)
    cases: dict[str, Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.partners = Partners(self.store, self.framework)
        self.desk = self.partners.desk
        self.record = Record(self.store)
        for name in ("elmshire", "oakhealth"):
            with self.store.write(Viewer.system("test", name)) as connection:
                save_agency(connection, Agency(name, name, framework=self.framework, teams=TEAMS), "test")
        for number in (1, 2, 3):
            self.cases[f"E-{number}"] = self.record.case(f"E-{number}")
            self.record.review(self.cases[f"E-{number}"], 20250101, "", kind="worker", actor="wanda.example")
        self.cases["E-9"] = self.record.case("E-9")

    def open(self, case: str | None = "E-1", programme: str = "single_agency_audit", **more: object) -> str:
        """Open an audit of a case for Ada; gives its id."""
        wish = {"auditor": "ada.example", "due": DUE, "origin": Origin.NAMED} | more
        public_id = self.cases[case].public_id if case else None
        return open_audit(self.desk, LEAD, NewAudit(programme, case=public_id, **wish)).id  # type: ignore[arg-type]

    def see(self, audit_id: str, viewer: Viewer = ADA) -> AuditSeen:
        return see_audit(self.desk, viewer, audit_id)

    def save(self, audit_id: str, values: Mapping[str, str], viewer: Viewer = ADA) -> Saved:
        """Save answers, each with evidence, on top of what stands."""
        said = {key: Answer(value, "Seen in March") for key, value in values.items()}
        return save_answers(self.desk, viewer, audit_id, self.see(audit_id).row["version"], said)

    def finish(self, audit_id: str, values: Mapping[str, str] | None = None, viewer: Viewer = ADA) -> Saved:
        """Answer everything that is asked, the best there is unless told otherwise, and submit it."""
        self.save(audit_id, full(self.see(audit_id).tool, values or {}), viewer)
        return submit(self.desk, viewer, audit_id, self.see(audit_id).row["version"])


def full(tool: Tool, values: Mapping[str, str]) -> dict[str, str]:
    """Answers to everything that is asked: the first of the list, which is the best, unless told otherwise."""
    said: dict[str, Answer] = {}
    free = {Kind.NUMBER: "2", Kind.DAY: "2026-03-01"}
    for question in tool.questions():
        if question in asked(tool, said):
            choices = tool.choices_of(question)
            usual = choices[0].id if choices else free.get(question.kind, "As the record says")
            # The best answer is not always the first: a sign of drift is none.
            if usual in question.concern_when:
                usual = next(one.id for one in choices if one.id not in question.concern_when)
            said[question.id] = Answer(values.get(question.id, usual))
    return {key: answer.value for key, answer in said.items()}
