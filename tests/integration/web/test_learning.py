"""The pages of learning and of a body: what the agency learnt and its partners share, and nothing of others."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.governance import decide, hold_meeting
from lif_plugin.cycle.themes import merge_themes
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.serving import Site, site_over
from tests.integration.cycle.partners import BOARD, QUALITY, Partners
from tests.integration.web.conftest import BASE, HTML


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


@pytest.fixture
def site(elm: Partners, tmp_path: Path) -> Iterator[Site]:
    with site_over(elm.store, tmp_path / "keys") as made:
        yield made


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site.app, base_url=BASE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def item(elm: Partners) -> str:
    """An item that waits for the board, with a finding, a question to the board, and a late action."""
    item = elm.record("multi_agency_audits", voice_source="care_surveys")
    elm.say(item, "learning", "lipsg", Verdict.AGREED)
    found = add_finding(
        elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "system", "Two chronologies", "Audit 4")
    )
    recommend(elm.desk, QUALITY, found, NewRecommendation("Why are there two?", answering_body="board"))
    new = NewAction("Nurses ask alone", "oakhealth", "head", "subgroup_plans", 20260301, monitored_by="board")
    propose_action(elm.desk, QUALITY, item, new)
    return item


def shown(
    client: TestClient, site: Site, path: str, agency: str = "elmshire", role: Role = Role.WORKER
) -> str:
    answer = client.get(path, headers=HTML | site.bearer(role, agency=agency))
    assert answer.status_code == 200
    return answer.text


def test_list_says_where_each_item_is_and_leads_to_bodies(client: TestClient, site: Site, item: str) -> None:
    page = shown(client, site, "/learning")
    for words in (f'href="/learning/{item}"', "On its way to learning; it waits for HSCB Board.", "Bodies of Elm partnership",
                  'href="/governance/board?partnership=elm"'):  # fmt: skip
        assert words in page


def test_item_shows_routes_findings_actions_and_that_the_child_waits(
    client: TestClient, site: Site, item: str
) -> None:
    page = shown(client, site, f"/learning/{item}", "oakhealth")
    for words in ("does not yet show that the child was told", "waits for HSCB Board", "Two chronologies",
                  "does not yet show an answer", "Nurses ask alone", "Red: late", "Agreed"):  # fmt: skip
        assert words in page


def test_body_sees_its_exceptions_and_its_agenda(
    client: TestClient, site: Site, elm: Partners, item: str
) -> None:
    page = shown(
        client, site, "/governance/board?partnership=elm&day=2026-04-01&next=2026-07-01", role=Role.BOARD
    )
    for words in ("<dt>Late</dt><dd>1</dd>", "<dt>Systems findings without an answer</dt><dd>1</dd>", "1 July 2026",
                  "Why are there two?", f'href="/learning/{item}"'):  # fmt: skip
        assert words in page
    held = hold_meeting(elm.desk, BOARD, "elm", "board", 20260301, attended=8, invited=12, quorum=6)
    decide(elm.desk, BOARD, held, "School nurses ask each child alone.")
    elm.record("other:supervision", title="Seen in supervision")
    page = shown(client, site, "/governance/board")
    assert page.count("Nurses ask alone") >= 2
    for words in ("Seen in supervision", "No route: somebody has to choose one", "1 March 2026: 8 of 12 came",
                  "School nurses ask each child alone.", "each with when it was last done and is next due"):  # fmt: skip
        assert words in page


def test_body_sees_what_is_open_again_with_why_and_when(
    client: TestClient, site: Site, elm: Partners
) -> None:
    item = elm.record("pmf", title="Seen late")
    elm.say(item, "learning", "board", Verdict.AGREED)
    elm.say(item, "learning", "subgroups", Verdict.AGREED)
    elm.say(item, "evaluation", "board", Verdict.NOT_IMPROVED, note="8 of 20 again")
    page = " ".join(shown(client, site, "/governance/board").split())
    again = "Item opened again on 2 March 2026: 8 of 20 again"
    assert f'<a href="/learning/{item}">Seen late</a> <span class="hint">{again}' in page
    assert "Open again" not in shown(client, site, "/governance/lipsg")


def test_list_is_narrowed_to_a_theme_and_names_what_shows_no_outcome_yet(
    client: TestClient, site: Site, elm: Partners
) -> None:
    merge_themes(elm.desk, BOARD, "elm", "being_heard", "being_seen", "The same thing.")
    merge_themes(elm.desk, BOARD, "elm", "being_seen", "voice_of_child", "The same thing.")
    mine = elm.record("multi_agency_audits", theme="being_heard")
    other = elm.record("multi_agency_audits", theme="missing")
    new = NewAction("Ring the same day", "elmshire", "head", "subgroup_plans", 20260930)
    action = propose_action(elm.desk, QUALITY, other, new)
    listed = shown(client, site, "/learning?theme=voice_of_child")
    assert (f"/learning/{mine}" in listed, f"/learning/{other}" in listed) == (True, False)
    assert "and what was merged into it" in listed
    assert "no outcome shown yet" not in shown(client, site, "/learning")
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(elm.desk, QUALITY, action, state)
    assert f'<li><a href="/learning/{other}">Ring the same day</a>' in shown(client, site, "/learning")
    assert "does not yet show an outcome since it was done" in shown(client, site, f"/learning/{other}")


def test_body_is_asked_whether_a_review_is_called_for(
    client: TestClient, site: Site, elm: Partners, item: str
) -> None:
    address = "/governance/board?partnership=elm&day=2026-04-01"
    assert "Is this review called for?" not in shown(client, site, address)
    elm.record("single_agency_audits")
    page = " ".join(shown(client, site, address).split())
    assert "Deep dive: 2 of what was learnt since 1 March 2026 share the theme voice of child" in page
    assert "theme seen in an audit, agreed by the Board" in page


def test_day_of_the_page_is_today_unless_named(client: TestClient, site: Site, item: str) -> None:
    today = datetime.now(UTC).astimezone().date()
    assert f"{today.day} {today:%B %Y}" in shown(client, site, "/governance/board")


def test_strangers_find_nothing(client: TestClient, site: Site, item: str) -> None:
    by = HTML | site.bearer(Role.QUALITY, agency="farshire")
    paths = (f"/learning/{item}", "/governance/board", "/governance/board?partnership=elm")
    assert [client.get(path, headers=by).status_code for path in paths] == [404, 404, 404]
    page = shown(client, site, "/learning", "farshire")
    assert "Children seen" not in page
    assert "belongs to no partnership yet" in page


def test_what_is_no_body_and_no_day_is_said(client: TestClient, site: Site, item: str) -> None:
    by = HTML | site.bearer(Role.BOARD)
    paths = (
        "/governance/circus",
        "/governance/board?day=soon",
        "/governance/board?day=2026-04-01&next=2026-03-01",
    )
    assert [client.get(path, headers=by).status_code for path in paths] == [404, 400, 400]


def test_nobody_reads_without_signing_in(client: TestClient, item: str) -> None:
    assert [
        client.get(path).status_code for path in ("/learning", f"/learning/{item}", "/governance/board")
    ] == [401] * 3
