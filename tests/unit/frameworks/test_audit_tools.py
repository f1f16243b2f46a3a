"""Audit tools as data: the shipped ones are sound, and every slip in a file is named with file, line and item."""

from pathlib import Path

import pytest

from lif_plugin.domain.audit_form import data_of, tool_of
from lif_plugin.domain.audit_tool import Level
from lif_plugin.frameworks.audit_tools import (
    SHIPPED_TOOLS,
    ToolInvalid,
    ToolUnknown,
    check_tool,
    load_tool,
    read_tool,
    tool_for,
    tool_ids,
)

GOOD = """id: short
version: 1
title: Short
subject: case
grades:
  - {id: good, label: Good}
  - {id: poor, label: Poor}
sections:
  - id: all
    title: All
    questions:
      - {id: seen, text: Seen, kind: yes_no, level: child}
      - {id: why, text: Why, kind: text, level: team, show_if: [{question: seen, among: ["no"]}]}
      - {id: room, text: Room, kind: choice, level: agency, choices: [{id: own, label: Own}]}
      - {id: overall, text: Overall, kind: grade}
"""


def test_shipped_tools_are_sound_and_read_back_as_they_are() -> None:
    assert tool_ids() == ("case_file", "multi_agency", "reflective_case_review", "section_11")
    for name in tool_ids():
        assert check_tool(SHIPPED_TOOLS / f"{name}.yaml") == ()
        assert tool_of(data_of(load_tool(name))) == load_tool(name)
        assert {one.level for one in load_tool(name).questions()} >= set(Level)


@pytest.mark.parametrize(
    ("slip", "item", "problem"),
    [
        (('["no"]', '["never"]'), "sections[all].questions[why].show_if[#1].among", 'names the answer "never"'),
        (("question: seen", "question: sean"), "sections[all].questions[why].show_if[#1].question",
         'names "sean", which is no question above it'),
        (("id: why", "id: seen"), "sections[all].questions[seen].id", "is the id of another question too"),
        ((", choices: [{id: own, label: Own}]", ""), "sections[all].questions[room]", "has nothing to choose from"),
        (("level: agency, ", ""), "sections", "do not ask after the child's voice at the level of the agency"),
        (("id: overall", "id: end"), "sections", "ask no question 'overall' of kind grade that is always asked"),
        (("kind: text,", "kind: essay,"), "sections[all].questions[why].kind", 'is "essay"'),
        (("subject: case", "subject: case\nwho: me"), "who", "is not a field of this part"),
        (("    title: All", "    title: All\n    who: each"), "sections[all]", "says who answers it in a tool without parts"),
        (("id: short", "id: long"), "id", "is not the file's name, 'short'"),
        (("  - {id: poor, label: Poor}\n", ""), "grades", "are fewer than two"),
        (("kind: yes_no,", 'kind: yes_no, concern_when: ["no"],'), "sections[all].questions[seen]",
         "proposes findings under no theme"),
        (("sections:", "caps: [{question: none, among: [], at_best: bad}]\nsections:"), "caps[#1].question",
         "names no question of the tool"),
    ],
)  # fmt: skip
def test_slip_is_named_by_file_and_item(
    tmp_path: Path, slip: tuple[str, str], item: str, problem: str
) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(GOOD)
    assert check_tool(path) == ()
    path.write_text(GOOD.replace(*slip, 1))
    found = check_tool(path)
    assert (item, problem) in {(fault.item, fault.problem) for fault in found}
    assert all(fault.file == str(path) and fault.line for fault in found)
    with pytest.raises(ToolInvalid):
        read_tool(path)


@pytest.mark.parametrize(
    ("programme", "tool"),
    [("rcr_team_manager", "reflective_case_review"), ("multi_agency_audits", "multi_agency"),
     ("s175_audit", "section_11"), ("monthly_file_audit", "case_file"), ("something_new", "case_file")],
)  # fmt: skip
def test_programme_takes_the_tool_that_is_for_it(programme: str, tool: str) -> None:
    assert tool_for(programme).id == tool


def test_unknown_tool_is_refused_with_the_nearest() -> None:
    with pytest.raises(ToolUnknown, match="Did you mean case_file"):
        load_tool("case_fil")
