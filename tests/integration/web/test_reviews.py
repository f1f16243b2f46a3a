"""The pages of reviews: for named roles only, decided by a form that loses nothing, and never a child's name."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store.tables import read_log, review_day, review_decision
from lif_plugin.store.work import Store
from tests.assets.builders import Case, Record, viewer
from tests.assets.reviews import DEFECT, DIED, TODAY, household, propose
from tests.assets.serving import Site
from tests.integration.web.conftest import HTML

READERS = {Role.MANAGER, Role.CHAIR, Role.QUALITY, Role.BOARD}
DECIDERS = {Role.QUALITY, Role.BOARD}
SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]


@pytest.fixture
def case(record: Record) -> Case:
    return record.case("E-1001")


@pytest.fixture
def link(record: Record, case: Case) -> str:
    return propose(record, case)


def day(name: str) -> dict[str, str]:
    """Today in the three fields of a form."""
    return {f"{name}-day": str(TODAY.day), f"{name}-month": str(TODAY.month), f"{name}-year": str(TODAY.year)}


def decision(**more: str) -> dict[str, str]:
    return {"decision": "yes", "recommended_by": "SCR Sub-group", "decided_by": "Independent Chair",
            "reason": "It fits."} | day("decided_on") | more  # fmt: skip


def kept(store: Store) -> list[tuple[str, str]]:
    with store.read(viewer()) as connection:
        return [(row.decision, row.reason) for row in connection.execute(select(review_decision))]


def test_the_list_says_what_waits_and_leads_to_each(sign_in: SignIn, link: str) -> None:
    page = sign_in(Role.BOARD).get("/reviews", headers=HTML).text
    assert f'href="/reviews/{link}"' in page
    assert "Case E-1001" in page
    assert "Criteria: cannot tell." in page


def test_one_link_shows_criteria_defects_clocks_and_who_would_decide(sign_in: SignIn, link: str) -> None:
    page = sign_in(Role.QUALITY).get(f"/reviews/{link}", headers=HTML).text
    for words in ("Abuse or neglect of the child is known or suspected", "At least one of these", DEFECT,
                  "No record can answer it: people do.", "Not started: nobody has stated that day",
                  "Your framework names: SCR Sub-group.", "Children Act 2004, section 16C"):  # fmt: skip
        assert words in page


def test_pages_and_forms_by_role(site: Site, client: TestClient, link: str, case: Case) -> None:
    for role in sorted(set(Role) - {Role.SYSTEM}):
        by = site.bearer(role)
        status = [client.get(path, headers=by).status_code for path in ("/reviews", f"/reviews/{link}")]
        assert (role, status) == (role, [200, 200] if role in READERS else [403, 403])
        shown = client.get(f"/reviews/{link}", headers=by).text
        assert ("Write down a decision" in shown) is (role in DECIDERS)
        panel = client.get(f"/panel/{case.public_id}", headers=by)
        if panel.status_code == 200:
            assert ("Serious incident notification" in panel.text) is (role in READERS)


def test_those_who_read_and_do_not_decide_are_refused(
    sign_in: SignIn, link: str, fields: Fields, store: Store
) -> None:
    client = sign_in(Role.MANAGER)
    token = fields(client.get("/", headers=HTML).text)
    answers = [client.post(f"/reviews/{link}", data=token | decision(), headers=HTML),
               client.post(f"/reviews/{link}/days", data=token | day("aware") | {"milestone": "aware"}, headers=HTML)]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403, 403]
    assert kept(store) == []


def test_a_decision_is_kept_and_shown_again(
    sign_in: SignIn, link: str, fields: Fields, store: Store, case: Case, site: Site
) -> None:
    client = sign_in(Role.BOARD)
    form = fields(client.get(f"/reviews/{link}", headers=HTML).text)
    extra = {"dissent": "Health saw it otherwise.", "criterion-1": "met"}
    answer = client.post(f"/reviews/{link}", data=form | decision(**extra), headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reviews/{link}?saved=decision")
    page = client.get(answer.headers["location"], headers=HTML).text
    for words in ("The decision is kept", "Yes – it is called for, on", "Health saw it otherwise.",
                  "Case under review: records on hold.", "Met; by the record then: cannot tell"):  # fmt: skip
        assert words in page
    assert kept(store) == [("yes", "It fits.")]
    panel = client.get(f"/panel/{case.public_id}", headers=site.bearer(Role.WORKER)).text
    assert "Case under review: records on hold." in panel
    assert "Serious incident" not in panel


MISTAKES = (
    ({"decision": ""}, "Choose what was decided. Yes, no or not yet.", "#decision-yes"),
    ({"reason": " "}, "Say the reason. It is kept also for no.", "#reason"),
    ({"decided_by": ""}, "Say who decided it.", "#decided_by"),
    ({"decided_on-month": "13"}, "Enter a real date. For example 27 3 2026.", "#decided_on-day"),
    ({"decided_on-year": "2999"}, "The day of the decision has not come yet.", "#decided_on-day"),
)


def test_what_is_wrong_is_said_linked_to_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, link: str, fields: Fields, store: Store
) -> None:
    client = sign_in(Role.BOARD)
    form = fields(client.get(f"/reviews/{link}", headers=HTML).text)
    for wrong, told, target in MISTAKES:
        typed = decision(dissent="Kept while it is mended.", **{"criterion-2": "unmet"}) | wrong
        answer = client.post(f"/reviews/{link}", data=form | typed, headers=HTML)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'<a href="{target}">' in answer.text
        assert "Kept while it is mended." in answer.text
        assert 'value="unmet" selected' in answer.text
    assert kept(store) == []


def test_a_day_is_stated_and_taken_back(sign_in: SignIn, link: str, fields: Fields, store: Store) -> None:
    client = sign_in(Role.QUALITY)
    form = fields(client.get(f"/reviews/{link}", headers=HTML).text) | {"milestone": "aware"}
    assert client.post(f"/reviews/{link}/days", data=form | day("aware"), headers=HTML).status_code == 303
    assert "Running: 5 working days left" in client.get(f"/reviews/{link}", headers=HTML).text
    empty = dict.fromkeys(day("aware"), "")
    assert client.post(f"/reviews/{link}/days", data=form | empty, headers=HTML).status_code == 303
    assert "Not started" in client.get(f"/reviews/{link}", headers=HTML).text
    with store.read(viewer()) as connection:
        assert len(connection.execute(select(review_day)).all()) == 2


def test_a_day_that_has_not_come_is_refused_at_its_field(sign_in: SignIn, link: str, fields: Fields) -> None:
    client = sign_in(Role.QUALITY)
    form = fields(client.get(f"/reviews/{link}", headers=HTML).text) | {"milestone": "aware"}
    later = day("aware") | {"aware-year": "2034"}
    answer = client.post(f"/reviews/{link}/days", data=form | later, headers=HTML)
    assert answer.status_code == 422
    assert '<a href="#aware-day">That day has not come yet. Give a day up to today.</a>' in answer.text
    assert 'value="2034"' in answer.text


def test_a_forged_form_is_refused(sign_in: SignIn, link: str, store: Store) -> None:
    answer = sign_in(Role.BOARD).post(f"/reviews/{link}", data=decision(), headers=HTML)
    assert (answer.status_code, kept(store)) == (400, [])


def test_incidents_from_before_the_agencys_first_day_stand_apart(
    sign_in: SignIn, record: Record, link: str, case: Case
) -> None:
    propose(record, case, day=DIED.replace(year=2020, day=1), review="rapid_review", label="Rapid review")
    page = sign_in(Role.BOARD).get("/reviews", headers=HTML).text
    assert "1 from before your first day here" in page


def test_a_link_that_is_not_there_or_of_another_agency_is_not_found(
    site: Site, client: TestClient, link: str, record: Record
) -> None:
    Record.of(record.store, "oakshire")
    assert client.get("/reviews/nowhere", headers=site.bearer(Role.BOARD)).status_code == 404
    other = site.bearer(Role.BOARD, agency="oakshire")
    assert client.get(f"/reviews/{link}", headers=other).status_code == 404


def test_each_reading_is_logged_with_the_household(
    site: Site, client: TestClient, record: Record, link: str, case: Case, store: Store
) -> None:
    sibling = record.case("E-1002")
    household(record, case, "F-7")
    household(record, sibling, "F-7")
    for path in ("/reviews", f"/reviews/{link}"):
        assert client.get(path, headers=site.bearer(Role.BOARD)).status_code == 200
    site.log.flush()
    with store.read(viewer()) as connection:
        found = [
            (row.action, row.cases) for row in connection.execute(select(read_log).order_by(read_log.c.id))
        ]
    ids = f'["{case.public_id}", "{sibling.public_id}"]'
    assert found == [("reviews", ids), ("review", ids)]


def test_the_start_page_leads_to_reviews_for_those_who_may_see_them(
    site: Site, client: TestClient, record: Record
) -> None:
    leads = {
        role: 'href="/reviews"' in client.get("/", headers=site.bearer(role)).text
        for role in sorted(set(Role) - {Role.SYSTEM})
    }
    assert {role for role, there in leads.items() if there} == READERS
