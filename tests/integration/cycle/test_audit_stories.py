"""One child's story told by three agencies: each answers its part, and sees of the others what is agreed; cell by cell."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from sqlalchemy import func, select

from lif_plugin.cycle.audits.agreeing import adopt, agreements_of, leave, make_agreement
from lif_plugin.cycle.audits.answering import save_answers, submit
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.seeing import see_audit
from lif_plugin.cycle.audits.stories import Invitation, accept, invite, see_story, show_part
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.audit_agreement import Cell, roles_that_see_audits
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.frameworks import load_framework
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.partnerships import join_partnership
from lif_plugin.store.tables import audit_shown
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, DUE, LEAD, Auditing, by, full

PARTS = {"elmshire": "social_care", "oakhealth": "health", "elmpolice": "police"}
CELLS = {
    Cell("elmshire", Role.QUALITY, "health"),
    Cell("elmshire", Role.MANAGER, "health"),
    Cell("elmshire", Role.QUALITY, "police"),
    Cell("oakhealth", Role.QUALITY, "social_care"),
    Cell("elmpolice", Role.CHAIR, "health"),
}
ALONE = "quinn.example"


class Story(Auditing):
    """Elmshire leads; Oak Health and the police are asked for their parts, and have shown what they may."""

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.store.write(Viewer.system("test", "elmpolice")) as connection:
            save_agency(connection, Agency("elmpolice", "Elm Police"), "test")
            join_partnership(connection, "elm", "elmpolice", 20200101)
        self.agree_on(CELLS)

    def agree_on(self, cells: set[Cell]) -> None:
        self.agreement = make_agreement(self.desk, LEAD, "elm", "Learning from audits", 20260101, None, cells)
        self.story = self.open(programme="multi_agency_audit")

    def ask(self, name: str) -> str:
        return invite(
            self.desk, LEAD, self.story, Invitation(name, PARTS[name], self.agreement, "NHS 999", DUE)
        )

    def tell(self, name: str) -> str:
        """A partner answers its part and shows it."""
        lead = replace(LEAD, agency=name)
        one = accept(self.desk, lead, self.ask(name), "nora.example", None).id
        self.complete(one, lead)
        return one

    def complete(self, one: str, lead: Viewer) -> None:
        self.finish_as(one, lead)
        show_part(self.desk, lead, one)

    def finish_as(self, one: str, lead: Viewer) -> None:
        values = full(see_audit(self.desk, lead, one).tool, {"did": f"What {lead.agency} did"})
        said = {key: Answer(value, "Our record") for key, value in values.items()}
        save_answers(self.desk, lead, one, 1, said)
        submit(self.desk, lead, one, 2)


@pytest.fixture
def told(store: Store) -> Story:
    story = Story(store)
    for name in ("oakhealth", "elmpolice"):
        adopt(story.desk, by(ALONE, agency=name), story.agreement)
    story.tell("oakhealth")
    story.tell("elmpolice")
    story.complete(story.story, LEAD)
    return story


@pytest.fixture
def lone(sqlite_store: Store) -> Story:
    return Story(sqlite_store)


def test_every_role_of_every_agency_sees_the_parts_that_are_agreed_and_no_other(told: Story) -> None:
    """Three agencies, every role, three parts: each cell, on both databases."""
    asserted = 0
    for name, role in product(PARTS, Role):
        viewer = by("someone.example", role, agency=name)
        if role not in roles_that_see_audits() | {Role.SYSTEM}:
            with pytest.raises(NotAllowed):
                see_story(told.desk, viewer, told.story)
            asserted += len(PARTS)
            continue
        seen = {one.part: one.answers for one in see_story(told.desk, viewer, told.story).parts}
        for owner, part in PARTS.items():
            may = owner == name or Cell(name, role, part) in CELLS
            words = seen[part]["did"].value if seen.get(part) else None
            assert words == (f"What {owner} did" if may else None), (name, role, part)
            asserted += 1
    assert asserted == len(PARTS) * len(Role) * len(PARTS)


def test_what_is_not_agreed_is_in_no_row_that_another_agency_can_read(told: Story) -> None:
    """Past every predicate of ours: what PostgreSQL's policies, and the rows themselves, leave to read."""
    with told.store.read(by(ALONE, agency="elmpolice")) as connection:
        query = select(audit_shown.c.agency_id, func.count()).where(
            audit_shown.c.question != "", audit_shown.c.to_agency == "elmpolice"
        )
        assert [row[0] for row in connection.execute(query.group_by(audit_shown.c.agency_id))] == [
            "oakhealth"
        ]
    with told.store.read(by(ALONE, agency="farshire")) as connection:
        rows = connection.scalar(select(func.count()).select_from(audit_shown))
    assert rows == 0 or told.store.is_sqlite
    with pytest.raises(NotFound):
        see_story(told.desk, by(ALONE, agency="farshire"), told.story)


def test_who_adopts_later_sees_what_is_shown_from_then_on(lone: Story) -> None:
    lead = by(ALONE, agency="oakhealth")
    adopt(lone.desk, lead, lone.agreement)
    one = lone.tell("oakhealth")
    assert show_part(lone.desk, lead, one) == {"elmshire": 10}
    adopt(lone.desk, by(ALONE, agency="elmpolice"), lone.agreement)
    assert show_part(lone.desk, lead, one) == {"elmpolice": 10, "elmshire": 10}


def test_who_leaves_the_agreement_shows_nothing_more(told: Story) -> None:
    leave(told.desk, by(ALONE, agency="oakhealth"), told.agreement, 20260301)
    seen = {one.part: dict(one.answers) for one in see_story(told.desk, LEAD, told.story).parts}
    assert (seen["health"], bool(seen["police"])) == ({}, True)


def test_agreement_that_is_over_shows_nothing(lone: Story) -> None:
    adopt(lone.desk, by(ALONE, agency="oakhealth"), lone.agreement)
    lone.tell("oakhealth")
    lone.complete(lone.story, LEAD)
    later = Desk(lone.store, load_framework, lambda: date(2026, 3, 3))
    assert any(one.part == "health" and one.answers for one in see_story(later, LEAD, lone.story).parts)
    leave(lone.desk, LEAD, lone.agreement, 20260302)
    assert not any(one.part == "health" and one.answers for one in see_story(later, LEAD, lone.story).parts)


def test_agreement_comes_before_anybody_is_asked_about_a_child(lone: Story) -> None:
    with pytest.raises(AuditRefused, match="both agencies have adopted"):
        lone.ask("oakhealth")
    adopt(lone.desk, by(ALONE, agency="oakhealth"), lone.agreement)
    asked = lone.ask("oakhealth")
    with pytest.raises(AuditRefused, match="already"):
        lone.ask("oakhealth")
    with pytest.raises(NotFound):
        accept(lone.desk, by(ALONE, agency="elmpolice"), asked, "nora.example", None)
    assert [one.adopted for one in agreements_of(lone.desk, LEAD)] == [frozenset({"elmshire", "oakhealth"})]


def test_partner_is_asked_its_own_part_and_only_shows_it_once_submitted(lone: Story) -> None:
    lead = by(ALONE, agency="oakhealth")
    adopt(lone.desk, lead, lone.agreement)
    one = accept(lone.desk, lead, lone.ask("oakhealth"), "nora.example", None).id
    asked = {question.id for question in see_audit(lone.desk, lead, one).tool.questions()}
    assert {"did", "own_child_heard"} <= asked
    assert not {"overall", "one_plan"} & asked
    with pytest.raises(AuditRefused, match="submitted"):
        show_part(lone.desk, lead, one)
    with pytest.raises(NotFound):
        see_audit(lone.desk, LEAD, one)


@pytest.mark.parametrize(
    ("cell", "said"),
    [(Cell("farshire", Role.QUALITY, "health"), "does not belong"), (Cell("elmshire", Role.QUALITY, "moon"), "no part|No tool"),
     (Cell("elmshire", Role.WORKER, "health"), "sees no audits")],
)  # fmt: skip
def test_agreement_names_only_what_there_is(lone: Story, cell: Cell, said: str) -> None:
    with pytest.raises(AuditRefused, match=said):
        lone.agree_on({cell})
    with pytest.raises(NotAllowed):
        make_agreement(lone.desk, ADA, "elm", "Learning", 20260101, None, CELLS)
