"""The cycle at the command line: from a record of learning to its closing, in named roles only."""

import json
import shutil
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.cycle.cube import CubeRefused
from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.domain.learning import ClosingRefused
from lif_plugin.errors import BadSetting, NotAllowed, NotFound
from tests.integration.cli.conftest import Lif

ELM, OAK = ("--agency", "elmshire"), ("--agency", "oakhealth")
P = ("--partnership", "elm")
RECORD = ("learning", "record", *ELM, *P, "--source", "multi_agency_audits", "--title", "Seen with adults",
          "--summary", "In 8 of 20 files the child was seen alone too rarely.", "--theme", "voice", "--on", "2026-03-01")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Elmshire and Oak Health learn together by Hartlepool's framework, and have recorded one item."""
    home = tmp_path_factory.mktemp("learning") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIF_HOME", str(home))
        lif = Lif(f"sqlite:///{home / 'lif.db'}")
        lif("init", "--agency", "elmshire", "--framework", "hartlepool_hscb")
        lif("init", "--agency", "oakhealth")
        made = ("--name", "Elm", "--framework", "hartlepool_hscb", "--since", "2020-01-01")
        lif("partnership", "make", "elm", *ELM, *made)
        lif("partnership", "join", "elm", *OAK, "--since", "2020-01-01", "--plays", "health")
        lif(*RECORD)
    return home


@pytest.fixture
def elm(home: Path, lif: Lif, tmp_path: Path) -> Lif:
    """A copy of it that a test may change."""
    shutil.copytree(home, tmp_path / "home")
    return lif


@pytest.fixture
def item(elm: Lif) -> str:
    with sqlite3.connect(elm.url.removeprefix("sqlite:///")) as connection:
        return str(connection.execute("SELECT id FROM learning_item").fetchone()[0])


def propose(lif: Lif, item: str, due: str = "2027-09-30", owner: str = "oakhealth") -> str:
    words = ("--text", "Nurses ask alone", "--owner", owner, "--owner-role", "head_of_nursing", "--approach",
             "subgroup_plans", "--due", due, "--monitored-by", "board")  # fmt: skip
    return lif("actions", "propose", item, *ELM, *words).strip()


def test_partnership_is_shown_with_its_agencies_until_one_leaves(elm: Lif) -> None:
    rows = elm.rows("partnership", "show", *ELM)
    assert [(row["agency"], row["plays"], row["since"], row["until"]) for row in rows] == [
        ("elmshire", None, "2020-01-01", None), ("oakhealth", "health", "2020-01-01", None),
    ]  # fmt: skip
    elm("partnership", "leave", "elm", *OAK, "--until", "2021-01-01")
    assert elm.rows("partnership", "show", *OAK) == []


def test_agency_plays_one_of_the_frameworks_and_joins_what_there_is(elm: Lif) -> None:
    with pytest.raises(NotOurWord):
        elm("partnership", "join", "elm", *OAK, "--plays", "circus")
    with pytest.raises(NotFound):
        elm("partnership", "join", "ash", *OAK)


def test_item_is_recorded_waits_for_its_body_and_partners_read_it(elm: Lif, item: str) -> None:
    [row] = elm.rows("learning", "list", *OAK)
    assert (row["id"], row["state"], row["waiting"]) == (item, "learning", ["lipsg"])
    assert "Learning route: lipsg → board → agencies_own" in elm("learning", "show", item, *OAK)


def test_loop_is_closed_only_after_the_evaluation(elm: Lif, item: str) -> None:
    for body in ("lipsg", "board", "agencies_own"):
        elm("learning", "speak", item, body, "agreed", *ELM, "--on", "2026-03-02")
    with pytest.raises(ClosingRefused, match="still waits for board"):
        elm("learning", "close", item, *ELM)
    elm("learning", "speak", item, "board", "improved", *ELM, "--evaluation")
    [row] = elm.rows("learning", "close", item, *ELM)
    assert row["state"] == "closed"
    assert elm.rows("learning", "closure", *ELM, *P) == [{"closed": 1, "recorded": 1, "open": {}}]
    [row] = elm.rows("learning", "reopen", item, *ELM, "--reason", "The audit done again disagrees.")
    assert row["state"] == "reopened"


def test_source_without_a_route_gets_one_by_people(elm: Lif) -> None:
    elm("partnership", "make", "derby", *ELM, "--name", "Derby", "--framework", "derby_cypd_2014")
    words = ("--source", "iro_annual_report", "--title", "T", "--summary", "S", "--theme", "voice")
    [row] = elm.rows("learning", "record", *ELM, "--partnership", "derby", *words)
    assert row["state"] == "unrouted"
    way = (
        "--learning",
        "pib",
        "--learning",
        "dmt,management_meetings",
        "--evaluation",
        "dscb",
        "--why",
        "Asked for",
    )
    [row] = elm.rows("learning", "route", row["id"], *ELM, *way)
    assert (row["waiting"], row["learning_route"]) == (["pib"], [["pib"], ["dmt", "management_meetings"]])


def test_child_who_began_it_is_told(elm: Lif) -> None:
    item = elm.rows(*RECORD, "--voice", "care_surveys")[0]["id"]
    elm("learning", "tell", item, *ELM, "--how", "In a talk with her worker")
    assert elm.rows("learning", "said", *ELM, *P)[0]["told"] == "In a talk with her worker"


def test_workers_read_and_do_not_record(elm: Lif, item: str) -> None:
    assert elm.rows("learning", "list", *ELM, "--as", "worker")[0]["id"] == item
    with pytest.raises(NotAllowed):
        elm(*RECORD, "--as", "worker")
    with pytest.raises(NotAllowed):
        elm("learning", "speak", item, "lipsg", "agreed", *ELM, "--as", "manager")


def test_finding_asks_and_the_board_answers(elm: Lif, item: str) -> None:
    found = elm(
        "findings",
        "add",
        item,
        *ELM,
        "--text",
        "Two chronologies",
        "--evidence",
        "Audit 4",
        "--theme",
        "system",
    )
    [vague] = elm.rows("findings", "recommend", found.strip(), *ELM, "--text", "Ensure that it improves")
    assert sorted(vague["failing"]) == ["A", "M", "S", "T"]
    [asked] = elm.rows("findings", "recommend", found.strip(), *ELM, "--text", "Why two?", "--ask", "board")
    assert [row["id"] for row in elm.rows("findings", "unanswered", *ELM)] == [asked["id"]]
    elm(
        "findings",
        "answer",
        asked["id"],
        *ELM,
        "--reject",
        "--reason",
        "One is the court's.",
        "--on",
        "2026-04-01",
    )
    [row] = elm.rows("findings", "list", item, *ELM)
    answers = next(one["answers"] for one in row["recommendations"] if one["id"] == asked["id"])
    assert [(one["accepted"], one["reason"], one["day"]) for one in answers] == [
        (False, "One is the court's.", "2026-04-01")
    ]


def test_action_goes_from_owner_to_sign_off_with_evidence(elm: Lif, item: str, tmp_path: Path) -> None:
    action = propose(elm, item)
    paper = tmp_path / "register.csv"
    paper.write_text("nurses,20\n")
    elm("actions", "move", action, "accepted", *OAK)
    elm("actions", "progress", action, "Twelve of twenty trained", *OAK)
    elm("actions", "evidence", action, str(paper), *OAK)
    elm("actions", "move", action, "done", *OAK)
    elm("actions", "move", action, "signed_off", *ELM, "--as", "board")
    [row] = elm.rows("actions", "list", *ELM, "--brag", "blue")
    assert (row["id"], row["state"], row["due"]) == (action, "signed_off", "2027-09-30")
    assert elm.rows("actions", "list", *ELM, "--brag", "red") == []


def test_one_action_in_two_plans_is_counted_once(elm: Lif, item: str) -> None:
    action = propose(elm, item)
    for kind, who in (("board_business_plan", ELM), ("single_agency_action_plan", OAK)):
        plan = elm(
            "plans",
            "make",
            *who,
            *P,
            "--kind",
            kind,
            "--title",
            kind,
            "--from",
            "2026-04-01",
            "--to",
            "2027-03-31",
        )
        elm("plans", "put", plan.strip(), action, *who)
    assert [row["actions"] for row in elm.rows("plans", "list", *ELM)] == [[action], [action]]
    assert "1 different actions." in elm("plans", "list", *ELM)


def test_briefing_is_acknowledged_and_counted(elm: Lif, item: str) -> None:
    words = ("--way", "agency_team_meetings", "--title", "Ask alone", "--text", "Why", "--audience", "Nurses")
    briefing = elm("briefings", "send", *ELM, *P, *words, "--item", item).strip()
    elm("briefings", "expect", briefing, "4", *OAK)
    elm("briefings", "acknowledge", briefing, *OAK)
    assert elm.rows("briefings", "reach", briefing, *OAK) == [
        {"agency": "oakhealth", "acknowledged": 1, "expected": 4}
    ]
    assert [row["id"] for row in elm.rows("briefings", "list", *OAK)] == [briefing]


def test_indicators_of_the_framework_stand_beside_those_of_cases(elm: Lif, item: str) -> None:
    action = propose(elm, item, owner="elmshire")
    for month in range(1, 7):
        days = ("--from", f"2026-{month:02}-01", "--to", f"2026-{month:02}-28")
        share = ("--of-these", str(8 if month < 4 else 15), "--all", "20")
        elm("indicators", "record", "pmf_safe", *ELM, *P, *days, *share)
    rows = elm.rows("indicators", "series", "pmf_safe", *ELM, *P)
    assert [(row["numerator"], row["covered"], row["lower"]) for row in rows] == [(8, 20, None)] * 3 + [
        (15, 20, None)
    ] * 3
    elm("indicators", "link", action, "pmf_safe", *ELM, "--since", "2026-04-01", "--limits", "A new form.")
    [compared] = elm.rows("indicators", "compare", action, *ELM)
    assert (compared["before"], compared["after"], compared["limits"]) == (0.4, 0.75, ["A new form."])
    assert elm.rows("indicators", *ELM) == []


def test_agenda_year_and_duties_of_a_body(elm: Lif, item: str) -> None:
    held = elm("governance", "meeting", *ELM, *P, "--body", "lipsg", "--on", "2026-03-02", "--attended", "6",
               "--invited", "8", "--quorum", "5").strip()  # fmt: skip
    elm("governance", "decide", held, "Nurses ask alone", *ELM, "--action", propose(elm, item))
    agenda = json.loads(elm("governance", "agenda", *ELM, *P, "--body", "lipsg", "--json"))
    assert [one["id"] for one in agenda["items"]] == [item]
    period = ("--from", "2025-04-01", "--to", "2026-03-31", "--kind", "calendar_entry")
    rows = elm.rows("governance", "year", *ELM, *P, *period)
    assert len(rows) == 26
    elm(
        "governance",
        "done",
        "calendar_entry",
        rows[0]["id"],
        *ELM,
        *P,
        "--on",
        rows[0]["day"],
        "--due",
        rows[0]["day"],
    )
    assert elm.rows("governance", "year", *ELM, *P, *period)[0]["state"] == "in_time"
    counted = {row["kind"]: row for row in elm.rows("governance", "year", *ELM, *P, *period, "--counted")}
    assert (counted["calendar_entry"]["due"], counted["calendar_entry"]["in_time"]) == (26, 1)
    [duty] = [row for row in elm.rows("governance", "duties", *ELM, *P) if row["id"] == rows[0]["id"]]
    assert duty["last"] == rows[0]["day"]


def test_late_action_is_put_before_its_body_and_whom_a_role_s_reminders_go_to_is_said(
    elm: Lif, item: str
) -> None:
    late = propose(elm, item, "2026-01-31")
    elm("actions", "contact", "head_of_nursing", "nurse@oakhealth.example", *OAK)
    assert elm.rows("actions", "contacts", *OAK) == [
        {"role": "head_of_nursing", "address": "nurse@oakhealth.example"}
    ]
    told = json.loads(elm("actions", "remind", *OAK, "--json"))
    assert told == {"oakhealth": {"escalated": [late], "messages": {}}}
    assert json.loads(elm("actions", "remind", *OAK, "--json"))["oakhealth"]["escalated"] == []
    elm("actions", "contact", "head_of_nursing", "nurse@oakhealth.example", *OAK, "--remove")
    assert elm.rows("actions", "contacts", *OAK) == []


def test_exception_paper_names_what_is_late_and_unanswered(elm: Lif, item: str) -> None:
    late, soon = propose(elm, item, "2026-05-31"), propose(elm, item, "2026-07-01", "elmshire")
    elm("actions", "move", soon, "accepted", *ELM)
    asked = ("--body", "board", "--on", "2026-06-10", "--next", "2026-07-10")
    paper = json.loads(elm("governance", "exceptions", *ELM, *P, *asked, "--json"))
    found = {title: [row["id"] for row in rows] for title, rows in paper["actions"].items()}
    assert found == {"Late": [late], "Done, with no evidence attached": [], "Its owner has not answered yet": [late],
                     "Due by the next meeting": [soon]}  # fmt: skip
    with pytest.raises(CycleRefused):
        elm(
            "governance",
            "exceptions",
            *ELM,
            *P,
            "--body",
            "board",
            "--on",
            "2026-06-10",
            "--next",
            "2026-06-09",
        )


def test_tracker_comes_in_at_the_command_line_or_says_which_cell(elm: Lif, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Action", "Agency", "Role", "Approach", "Due date", "RAG", "Source"])
    sheet.append(["Ask alone", "oakhealth", "nursing", "subgroup_plans", "31/03/2027", "green", "scr"])
    sheet.append(["Dip sample", "elmshire", "quality", "subgroup_plans", "31/02/2027", "green", "scr"])
    path = tmp_path / "tracker.xlsx"
    book.save(path)
    words = ["import", "actions", str(path), *ELM, *P, "--db", elm.url]
    refused = CliRunner().invoke(app, words)
    assert (refused.exit_code, "E3" in refused.stdout, elm.rows("actions", "list", *ELM)) == (1, True, [])
    assert CliRunner().invoke(app, [*words, "--good-rows"]).exit_code == 1
    assert [row["text"] for row in elm.rows("actions", "list", *OAK)] == ["Ask alone"]
    with pytest.raises(BadSetting):
        elm("import", "actions", str(path), *ELM)


def test_form_is_written_and_taken_back(elm: Lif, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    elm("learning", "form", str(path), *ELM, *P)
    book = openpyxl.load_workbook(path)
    row = ("scr", "Two chronologies", "They differ.", "concern", "system", "2026-03-01")
    for place, said in enumerate(row, 1):
        book["Learning"].cell(2, place).value = said
    book.save(path)
    elm("learning", "take", str(path), *ELM, *P)
    assert "Two chronologies" in [row["title"] for row in elm.rows("learning", "list", *ELM)]


def test_figures_are_counted_apart_and_anew_where_they_are_wrong(elm: Lif, item: str) -> None:
    propose(elm, item)
    figures = ("figures", "learning", *OAK, "--by", "agency")
    before = elm.rows(*figures)
    assert [(row["agency"], row["items"], row["actions"]) for row in before] == [
        ("elmshire", 1, 0),
        ("oakhealth", 0, 1),
    ]
    assert elm("figures", "recount", *OAK, *P) == "Every count was right.\n"
    with sqlite3.connect(elm.url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE learning_tally SET count = 9 WHERE what = 'item'")
    assert elm("figures", "recount", *OAK, *P).startswith("1 counts were not")
    assert elm.rows(*figures) == before


def test_month_of_cases_is_published_once_and_shown_to_partners(elm: Lif) -> None:
    publish = ("cube", "publish", "2020-03", *ELM, *P, "--without", "oakhealth")
    with pytest.raises(CubeRefused, match="elmshire does not reach"):
        elm(*publish)
    with sqlite3.connect(elm.url.removeprefix("sqlite:///")) as connection:
        connection.execute("INSERT INTO coverage (agency_id, source, kind, scope, first_day, last_day, import_id) "
                           "VALUES ('elmshire', 'ssda903', 'placement', '2020', 20190401, 20200331, 1)")  # fmt: skip
    assert elm(*publish) == "Published 2020-03: 84 counts, 0 of them suppressed; without oakhealth.\n"
    shown = {
        (row["of_agency"], row["support"], row["band"]): row["count"]
        for row in elm.rows("cube", "show", "2020-03", *OAK)
    }
    assert (len(shown), shown["elmshire", "all", "all"], shown["oakhealth", "other", "all"]) == (84, 0, "z")
    with pytest.raises(CubeRefused, match="before"):
        elm(*publish)
