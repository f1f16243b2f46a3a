"""An audit at the command line: opened, out as a workbook, back, submitted, done again and compared."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.cycle.audits.refusals import AuditMoved, NotIndependent
from lif_plugin.errors import NotAllowed
from lif_plugin.frameworks.audit_tools import load_tool
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.assets.auditing import full
from tests.assets.builders import Record
from tests.integration.cli.conftest import Lif

E = ("--agency", "elmshire")
WHO = ("--auditor", "ada.example", "--due", "2099-04-30", "--independent", "quinn.example")


@pytest.fixture
def elm(lif: Lif) -> Lif:
    lif("init", *E, "--framework", "derby_cypd_2014")
    store = Store(make_engine(lif.url))
    Record(store).case()
    store.close()
    return lif


def opened(elm: Lif) -> str:
    case = ("--case", "00000000-0000-0001-0000-000000000000")
    return elm("audits", "open", *E, "--programme", "monthly_file_audit", *case, *WHO).split()[-1]


def filled(path: Path, values: dict[str, str]) -> None:
    tool = load_tool("case_file")
    said = {**full(tool, values), "voice_test.felt_listened_to": "yes"}
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    for row in book["Audit 1"].iter_rows(min_row=2):
        if row[0].value in said:
            question = tool.question(str(row[0].value))
            labels = {one.id: one.label for one in tool.choices_of(question)} if question else {"yes": "Yes"}
            row[4].value = labels.get(said[str(row[0].value)], said[str(row[0].value)])
            row[5].value = "Visit of 3 March"
    book.save(path)


def test_audit_goes_out_as_a_workbook_comes_back_and_is_done_again(elm: Lif, tmp_path: Path) -> None:
    path, grades = tmp_path / "audit.xlsx", []
    one = opened(elm)
    for grade in ("requires_improvement", "good"):
        assert "1 audits" in elm("audits", "workbook", str(path), one, *E)
        filled(path, {"overall": grade})
        assert "taken and submitted" in elm("audits", "take", str(path), *E, "--submit")
        grades.append(elm.rows("audits", "show", one, *E)[0]["grade"])
        first, one = one, elm("audits", "again", one, *E, *WHO).split()[-1] if grade != "good" else one
    assert grades == ["requires_improvement", "good"]
    assert "better" in elm("audits", "compare", one, *E)
    assert "Better: 0 items opened again" in elm("audits", "follow", one, *E)
    listed = {row["id"]: (row["state"], row["due"]) for row in elm.rows("audits", "list", *E)}
    assert listed[first] == ("submitted", "2099-04-30")


def test_answers_name_the_version_they_were_seen_in(elm: Lif) -> None:
    one = opened(elm)
    elm("audits", "answer", one, "plan_there", "yes", *E)
    with pytest.raises(AuditMoved):
        elm("audits", "answer", one, "plan_there", "no", *E, "--version", "1")
    with pytest.raises(NotAllowed):
        elm("audits", "answer", one, "plan_there", "no", *E, "--as", "worker")
    assert elm.rows("audits", "show", one, *E)[0]["answers"]["plan_there"]["value"] == "yes"
    assert elm.rows("audits", "workload", *E)[0]["open"] == 1
    assert "version 3" in elm("audits", "withdraw", one, *E, "--why", "Drawn by mistake.")


def test_auditor_is_not_taken_to_be_independent(elm: Lif) -> None:
    with pytest.raises(NotIndependent):
        elm("audits", "open", *E, "--programme", "monthly_file_audit", "--case",
            "00000000-0000-0001-0000-000000000000", *WHO[:4])  # fmt: skip


def test_tools_are_listed_and_a_tool_of_ones_own_is_checked(tmp_path: Path) -> None:
    listed = CliRunner().invoke(app, ["audits", "tools", "--json"]).stdout.splitlines()
    assert {row["tool"]: row["questions"] for row in map(json.loads, listed)} == {
        "case_file": 26, "multi_agency": 15, "reflective_case_review": 18, "section_11": 19,
    }  # fmt: skip
    mine = tmp_path / "mine.yaml"
    mine.write_text("id: mine\n")
    said = CliRunner().invoke(app, ["audits", "tools", "--check", str(mine)])
    assert (said.exit_code, "sections: is missing. Add sections." in " ".join(said.stdout.split())) == (
        1,
        True,
    )
