"""An audit at the command line: opened, out as a workbook, back, submitted, done again and compared."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.cycle.audits.refusals import AuditMoved, AuditRefused, NotIndependent
from lif_plugin.errors import NotAllowed
from lif_plugin.frameworks.audit_tools import load_tool
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.assets.auditing import full
from tests.assets.builders import Record
from tests.integration.cli.conftest import Lif
from tests.integration.cycle.test_audit_tools import OURS

E, OAK = ("--agency", "elmshire"), ("--agency", "oakhealth")
WHO = ("--auditor", "ada.example", "--due", "2099-04-30", "--independent", "quinn.example")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Elmshire with a case, in a partnership with Oak Health."""
    home = tmp_path_factory.mktemp("auditing") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIF_HOME", str(home))
        lif = Lif(f"sqlite:///{home / 'lif.db'}")
        lif("init", *E, "--framework", "derby_cypd_2014")
        lif("init", *OAK)
        made = ("--name", "Elm", "--framework", "derby_cypd_2014", "--since", "2020-01-01")
        lif("partnership", "make", "elm", *E, *made)
        lif("partnership", "join", "elm", *OAK, "--since", "2020-01-01")
        store = Store(make_engine(lif.url))
        Record(store).case()
        store.close()
    return home


@pytest.fixture
def elm(home: Path, lif: Lif, tmp_path: Path) -> Lif:
    """The command over a copy of that home."""
    shutil.copytree(home, tmp_path / "home")
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
    said = CliRunner().invoke(app, ["audits", "tools", "check", str(mine)])
    assert (said.exit_code, "sections: is missing. Add sections." in " ".join(said.stdout.split())) == (
        1,
        True,
    )


def test_partnership_brings_a_tool_of_its_own_and_retires_it(elm: Lif, tmp_path: Path) -> None:
    path = tmp_path / "our_visits.yaml"
    path.write_text(OURS.replace("single_agency", "monthly_file"))
    bring = ("audits", "tools", "add", str(path), *E, "--partnership", "elm")
    assert "These programmes take it: monthly_file_audit." in elm(*bring)
    assert "was there already" in elm(*bring)
    own = [row for row in elm.rows("audits", "tools", "list", *OAK) if row["added_by"]]
    assert [(row["tool"], row["version"], row["added_by"]) for row in own] == [("our_visits", 1, "elmshire")]
    assert json.loads(elm("audits", "tools", "show", "our_visits", *E))["grades"][1]["label"] == "Poor"
    one = opened(elm)
    assert "retired" in elm(
        "audits", "tools", "retire", "our_visits", *E, "--why", "The board chose another."
    )
    assert "seen" in elm.rows("audits", "show", one, *E)[0]["asked"]
    [retired] = [row for row in elm.rows("audits", "tools", "list", *E) if row["added_by"]]
    assert retired["why_retired"] == "The board chose another."


def test_what_cannot_wait_is_told_as_a_workbook_is_taken(elm: Lif, tmp_path: Path) -> None:
    path, one = tmp_path / "audit.xlsx", opened(elm)
    elm("audits", "workbook", str(path), one, *E)
    book = openpyxl.load_workbook(path)
    book["Audit 1"]["E2"], book["Audit 1"]["F2"] = "Yes, it cannot wait", "He sleeps in a car tonight."
    book.save(path)
    assert "would be told" in elm("audits", "take", str(path), *E, "--dry-run")
    assert elm.rows("audits", "concerns", *E) == []
    assert "was told to the first on your agency's list; 1 audits wait." in elm(
        "audits", "take", str(path), *E
    )
    assert [row["audit"] for row in elm.rows("audits", "concerns", *E, "--waiting")] == [one]


def test_year_is_planned_a_sample_drawn_and_drawn_again(elm: Lif) -> None:
    files = ("--programme", "monthly_file_audit")
    assert "21 months kept, 0 stood already." in elm("audits", "plan", *E, "--from", "2026-04", "--keep", "--quota", "3", "--every", "compliance_audit=12")  # fmt: skip
    rows = elm.rows("audits", "plan", *E, "--from", "2026-04", "--keep")
    assert [row["month"] for row in rows if row["programme"] == files[1]][::11] == ["2026-04", "2027-03"]
    made = json.loads(
        elm("audits", "sample", *E, *files, "--title", "Voice", "--size", "2", "--seed", "seven", "--json")
    )
    assert [(row["part"], row["case_ref"]) for row in made["members"]] == [("random", "E-1001")]
    assert "the same 1 cases" in elm("audits", "repeat-sample", made["id"], *E)


def test_partner_is_asked_and_shows_what_is_agreed(elm: Lif) -> None:
    case = ("--case", "00000000-0000-0001-0000-000000000000")
    story = elm("audits", "open", *E, "--programme", "multi_agency_audit", *case, *WHO).split()[-1]
    cell = ("--cell", "elmshire:quality:health")
    elm("audits", "agree", *E, "--partnership", "elm", "--purpose", "Learning", *cell)
    [agreed] = elm.rows("audits", "agreements", *OAK)
    elm("audits", "adopt", agreed["id"], *OAK)
    asked = ("--part", "health", "--agreement", agreed["id"], "--child", "NHS 999", "--due", "2099-04-30")
    invited = elm("audits", "invite", story, *E, "--to", "oakhealth", *asked).split()[-1]
    assert [row["id"] for row in elm.rows("audits", "invitations", *OAK)] == [invited]
    part = elm("audits", "accept", invited, *OAK, "--auditor", "nora.example").split()[-1]
    elm("audits", "answer", part, "known", "no", *OAK)
    elm("audits", "answer", part, "own_agency_heard", "Rooms for children", *OAK)
    elm("audits", "submit", part, *OAK)
    assert "elmshire: 2 answers." in elm("audits", "show-part", part, *OAK)
    [seen] = json.loads(elm("audits", "story", story, *E, "--json"))
    assert seen["answers"] == {"known": "no", "own_agency_heard": "Rooms for children"}
    elm("audits", "leave", agreed["id"], *OAK, "--until", "2020-01-01")
    [seen] = json.loads(elm("audits", "story", story, *E, "--json"))
    assert seen["answers"] == {}


def test_concern_waits_for_another_than_who_raised_it_and_a_report_is_written(
    elm: Lif, tmp_path: Path
) -> None:
    one, path = opened(elm), tmp_path / "audit.xlsx"
    said = elm("audits", "concern", one, *E, "--text", "He sleeps in a car tonight.", "--as", "quality")
    assert "manager is told. The audit waits." in said
    (waiting,) = elm.rows("audits", "concerns", *E, "--waiting")
    assert (waiting["audit"], waiting["acknowledged"]) == (one, None)
    with pytest.raises(NotAllowed):
        elm("audits", "acknowledge", waiting["concern"], *E, "--text", "A place is found.", "--as", "quality")
    with pytest.raises(AuditRefused, match="not under way"):
        elm("audits", "workbook", str(path), one, *E)
    report = ("audits", "report", *E, "--level", "board")
    assert "Audits: 0" in elm(*report)
    elm(*report, "--out", str(tmp_path / "report.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames[-1] == "Voice of the child"
    assert elm.rows("audits", "agreement", *E) == []
