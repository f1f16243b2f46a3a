"""A partnership's own audit tool: brought as a file, taken by its programmes, kept by version, retired; no code."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lif_plugin.cycle.audits.again import open_again
from lif_plugin.cycle.audits.agreeing import adopt
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.stories import accept
from lif_plugin.cycle.audits.tools import add_tool, known_tools, retire_tool
from lif_plugin.cycle.audits.workbooks import take_workbook, write_workbook
from lif_plugin.domain.audit_tool import Tool
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.frameworks.audit_tools import SHIPPED_TOOLS, ToolInvalid, ToolUnknown
from lif_plugin.store.tables import audit_tool
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, LEAD, Auditing, by
from tests.assets.mutated import put, with_part
from tests.integration.cycle.test_audit_stories import Story

PROGRAMME = "single_agency_audit"
OURS = """id: our_visits
version: 1
title: Our visits
subject: case
programmes: [single_agency]
guidance: [Read the visits first.]
grades:
  - {id: good, label: Good}
  - {id: poor, label: Poor}
caps:
  - {question: seen, among: ["no"], at_best: poor}
sections:
  - id: visits
    title: Visits
    questions:
      - {id: seen, text: "Was the child seen at every visit?", kind: yes_no, level: child, theme: visiting, evidence_when: ["yes"], concern_when: ["no"]}
      - {id: why, text: "What stood in the way?", kind: text, level: team, show_if: [{question: seen, among: ["no"]}]}
      - {id: room, text: "Where can children be met?", kind: text, level: agency, required: false}
  - id: whole
    title: The whole
    questions:
      - {id: overall, text: "Overall", kind: grade}
"""
SECOND = OURS.replace("version: 1", "version: 2").replace("at every visit?", "at every visit, and alone?")


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


@pytest.fixture
def lone(sqlite_store: Store) -> Auditing:
    return Auditing(sqlite_store)


def bring(world: Auditing, folder: Path, text: str = OURS, name: str = "our_visits", **more: object) -> Tool:
    path = folder / f"{name}.yaml"
    path.write_text(text)
    viewer = more.get("viewer", LEAD)
    return add_tool(world.desk, viewer, "elm", path).tool  # type: ignore[arg-type]


def test_own_tool_is_taken_by_its_programme_and_each_audit_keeps_its_version(
    world: Auditing, tmp_path: Path
) -> None:
    assert world.see(world.open("E-2")).tool.id == "case_file"
    bring(world, tmp_path)
    first = world.open()
    out = write_workbook(world.desk, ADA, [first]).content
    bring(world, tmp_path, SECOND)
    second = world.open("E-3")
    texts = [next(world.see(one).tool.questions()).text for one in (first, second)]
    assert texts == ["Was the child seen at every visit?", "Was the child seen at every visit, and alone?"]
    assert [world.see(one).tool.version for one in (first, second)] == [1, 2]
    retire_tool(world.desk, LEAD, "our_visits", "The board chose another.")
    answered = with_part(out, "xl/worksheets/sheet2.xml", lambda sheet: put(sheet, "E3", "No"))
    assert take_workbook(world.desk, ADA, "old.xlsx", answered).faults == ()
    assert world.see(first).answers["seen"].value == "no"
    assert world.finish(first, {"seen": "no", "overall": "poor"}).version > 2
    assert open_again(world.desk, LEAD, first, "ada.example", 20260430).id
    assert world.see(world.open("E-1")).tool.id == "case_file"
    with pytest.raises(ToolUnknown):
        world.open("E-2", tool="our_visits")


def test_tool_is_the_partnerships_and_nobody_elses(world: Auditing, tmp_path: Path) -> None:
    bring(world, tmp_path)
    partner, stranger = replace(LEAD, agency="oakhealth"), replace(LEAD, agency="farshire")
    seen = {}
    for viewer in (LEAD, partner, stranger):
        with world.store.read(viewer) as connection:
            seen[viewer.agency] = [
                one.tool.id for one in known_tools(world.desk, connection, viewer) if one.row
            ]
    assert seen == {"elmshire": ["our_visits"], "oakhealth": ["our_visits"], "farshire": []}
    with pytest.raises(AuditRefused, match="elmshire added its latest version"):
        retire_tool(world.desk, partner, "our_visits", "Not ours.")
    with pytest.raises(NotFound):
        retire_tool(world.desk, stranger, "our_visits", "Not ours.")
    with pytest.raises(NotFound):
        bring(world, tmp_path, viewer=stranger)
    assert bring(world, tmp_path, SECOND, viewer=partner).version == 2
    with pytest.raises(AuditRefused, match="oakhealth added its latest version"):
        retire_tool(world.desk, LEAD, "our_visits", "Not ours.")


def test_tool_that_is_wrong_or_not_the_next_is_refused_and_nothing_is_kept(
    lone: Auditing, tmp_path: Path
) -> None:
    with pytest.raises(ToolInvalid) as refused:
        bring(lone, tmp_path, OURS.replace("kind: grade", "kind: grad"))
    assert [(fault.item, fault.line) for fault in refused.value.faults] == [
        ("sections[whole].questions[overall].kind", 22)
    ]
    taken = (SHIPPED_TOOLS / "case_file.yaml").read_text() + "\n# ours\n"
    with pytest.raises(AuditRefused, match="case_file is the id of a shipped tool"):
        bring(lone, tmp_path, taken.replace("version: 1", "version: 2"), "case_file")
    with pytest.raises(NotAllowed):
        bring(lone, tmp_path, viewer=by("wanda.example", Role.WORKER))
    assert kept(lone) == 0
    bring(lone, tmp_path)
    bring(lone, tmp_path)
    with pytest.raises(AuditRefused, match="in version 1, and what it asks is another"):
        bring(lone, tmp_path, SECOND.replace("version: 2", "version: 1"))
    bring(lone, tmp_path, SECOND)
    with pytest.raises(AuditRefused, match="in version 2"):
        bring(lone, tmp_path, OURS.replace("Our visits", "Ours"))
    assert kept(lone) == 2


def kept(world: Auditing) -> int:
    with world.store.read(LEAD) as connection:
        return connection.scalar(select(func.count()).select_from(audit_tool)) or 0


def test_story_of_one_child_is_told_in_one_version_by_every_agency(
    sqlite_store: Store, tmp_path: Path
) -> None:
    story = Story(sqlite_store)
    text = (SHIPPED_TOOLS / "multi_agency.yaml").read_text().replace("id: multi_agency\n", "id: our_story\n")
    bring(story, tmp_path, text, "our_story")
    story.story = story.open("E-2", programme="multi_agency_audit")
    assert story.see(story.story).tool.id == "our_story"
    lead = replace(LEAD, agency="oakhealth")
    adopt(story.desk, lead, story.agreement)
    asked = story.ask("oakhealth")
    bring(story, tmp_path, text.replace("version: 1", "version: 2"), "our_story")
    made = accept(story.desk, lead, asked, "hal.example", None).id
    assert story.see(made, lead).tool.version == 1
