"""On the pages: a worker's journey through an audit, a concern that waits for an answer, and reports by role."""

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from starlette.testclient import TestClient

from lif_plugin.cycle.audits.concerns import raise_concern
from lif_plugin.cycle.audits.journey import read_back, set_talk
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, Auditing
from tests.assets.builders import Record
from tests.assets.serving import Site
from tests.integration.web.conftest import HTML
from tests.integration.web.test_panel import words

SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]


@pytest.fixture
def database() -> str:
    """What pages show is the same on either; the verbs behind them are tried on both."""
    return "sqlite"


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store, "derby_cypd_2014")


@pytest.fixture
def record(world: Auditing) -> Record:
    return world.record


def test_worker_says_things_on_the_panel_and_is_read_back_to_without_a_grade(
    world: Auditing, sign_in: SignIn, fields: Fields, site: Site
) -> None:
    one = world.open(programme="monthly_file_audit", due=20990430)
    set_talk(world.desk, ADA, one, 20990310)
    client, panel = sign_in(Role.WORKER), f"/panel/{world.cases['E-1'].public_id}"
    text = client.get(panel, headers=HTML).text
    for said in (
        "Audit of this case: ",
        "It looks at how help works, not at you. Nothing needs to be prepared.",
        "ada.example makes it, by 30 April 2099. It has not begun yet.",
        "ada.example proposes 10 March 2099.",
    ):
        assert said in words(text)

    def say(**sent: str) -> int:
        return client.post(panel, data=fields(text) | {"audit": one} | sent, headers=HTML).status_code

    assert (say(word="agreed"), say(word="view", text="She told me about her dog.")) == (303, 303)
    assert say(word="disagrees", text="No.") == 400
    world.finish(one, {"overall": "inadequate"})
    assert "What went well" not in client.get(panel, headers=HTML).text
    read_back(world.desk, ADA, one)
    assert (say(word="reply", text="Thank you."), say(word="feedback", **{"feedback-fair": "yes"})) == (
        303,
        303,
    )
    shown = words(client.get(panel, headers=HTML).text)
    assert shown.index("What went well") < shown.index("What is to be done for the child")
    assert "You talk about it on 10 March 2099." in shown
    for said in (
        r"You agreed to a day to talk, \d+ \w+ \d+ at \d\d:\d\d 10 March 2099\.",
        r"Your own view, \d+ \w+ \d+ at \d\d:\d\d She told me about her dog\.",
        r"Your reply, \d+ \w+ \d+ at \d\d:\d\d Thank you\.",
        r"A day to talk, proposed by ada\.example, .+? 10 March 2099\.",
    ):
        assert re.search(said, shown), said
    other = words(client.get(panel, headers=site.bearer(Role.IRO, subject="iris.example")).text)
    assert re.search(r"The view of a colleague, .+? She told me about her dog\.", other)
    assert "Say how the audit was for you" not in shown
    assert "inadequate" not in shown.casefold()


def test_concern_stands_first_on_the_quality_page_until_a_manager_has_looked(
    world: Auditing, sign_in: SignIn, fields: Fields
) -> None:
    one = world.open(programme="monthly_file_audit", due=20990430)
    concern = raise_concern(world.desk, ADA, one, "He sleeps in a car tonight.")
    client = sign_in(Role.MANAGER)
    listed = words(client.get("/audits", headers=HTML).text)
    assert "Concerns that cannot wait" in listed
    assert "Nobody has acknowledged it yet." in listed
    page = client.get(f"/audits/{one}", headers=HTML).text
    assert "He sleeps in a car tonight." in page
    sent = fields(page) | {"do": "acknowledge", "concern": concern.id, "text": "A place is found."}
    answer = client.post(f"/audits/{one}/step", data=sent, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/audits/{one}?saved=acknowledge")
    assert "A place is found." in client.get(f"/audits/{one}", headers=HTML).text
    assert "Nobody has acknowledged" not in client.get("/audits", headers=HTML).text


def test_report_is_shown_and_handed_out_alike_and_hides_a_few(
    world: Auditing, client: TestClient, site: Site
) -> None:
    world.finish(world.open(programme="monthly_file_audit", due=20990430))
    board = site.bearer(Role.BOARD)
    page = client.get("/audits/report?level=board&quarter=2026-Q1", headers=board)
    assert "What audits of 2026-Q1 show together" in page.text
    assert "ada.example" not in page.text
    book = openpyxl.load_workbook(
        BytesIO(client.get("/audits/report.xlsx?level=board&quarter=2026-Q1", headers=board).content)
    )
    rows = [list(row) for row in book["Over time"].iter_rows(values_only=True)]
    assert (rows[0][-1], rows[-1][0], set(rows[-1][1:])) == ("all", "2026-Q1", {"c"})
    own = site.bearer(Role.WORKER, subject="wanda.example")
    team = client.get("/audits/report.xlsx?team=north&quarter=2026-Q1", headers=own)
    sheet = openpyxl.load_workbook(BytesIO(team.content))["Over time"]
    assert [cell.value for cell in sheet[sheet.max_row]][1:] == [1, 1]
    for role, wanted in ((Role.WORKER, 403), (Role.QUALITY, 200), (Role.MANAGER, 200), (Role.CHAIR, 200)):
        assert client.get("/audits/report?level=service", headers=site.bearer(role)).status_code == wanted
