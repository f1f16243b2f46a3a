"""The pages of audits: answered and submitted by a form that loses nothing, out as a workbook and back, logged."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

import openpyxl
import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import LEAD, Auditing, full
from tests.assets.builders import Record
from tests.assets.serving import Site
from tests.integration.web.conftest import HTML

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


@pytest.fixture
def mine(world: Auditing) -> str:
    return world.open(
        programme="monthly_file_audit", auditor="sam.example", independent="quinn.example", due=20990430
    )


def form(world: Auditing, number: str, **values: str) -> dict[str, str]:
    said = full(world.see(number, LEAD).tool, values)
    sent = {f"value-{key}": value for key, value in said.items()}
    return sent | {f"evidence-{key}": "Seen in March" for key in said}


def test_audit_is_answered_and_submitted_by_the_form(
    world: Auditing, sign_in: SignIn, fields: Fields, mine: str
) -> None:
    client = sign_in(Role.MANAGER)
    assert f'href="/audits/{mine}"' in client.get("/audits", headers=HTML).text
    shown = client.get(f"/audits/{mine}", headers=HTML).text
    assert "Does the record show that the child is safe now?" in shown
    assert "What is being done, by whom and since when?" not in shown
    sent = fields(shown) | form(world, mine) | {"version": "1", "do": "submit"}
    answer = client.post(f"/audits/{mine}", data=sent, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/audits/{mine}?saved=submitted")
    page = client.get(f"/audits/{mine}?saved=submitted", headers=HTML).text
    assert "The audit is submitted" in page
    assert "Strength: Does the record show that the child is safe now?" in page
    assert "Keep these answers" not in page


def test_what_is_missing_is_led_to_and_nothing_typed_is_lost(
    world: Auditing, sign_in: SignIn, fields: Fields, mine: str
) -> None:
    client = sign_in(Role.MANAGER)
    sent = fields(client.get(f"/audits/{mine}", headers=HTML).text) | {"version": "1", "do": "submit"}
    answer = client.post(
        f"/audits/{mine}",
        data=sent | {"value-worked_well": "She was heard.", "value-assessment_current": "perhaps"},
        headers=HTML,
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#value-assessment_current"' in answer.text
    assert "She was heard.</textarea>" in answer.text
    assert world.see(mine, LEAD).row["version"] == 1


def test_somebody_elses_saving_is_said_and_what_was_typed_stays(
    world: Auditing, sign_in: SignIn, fields: Fields, mine: str
) -> None:
    client = sign_in(Role.MANAGER)
    sent = fields(client.get(f"/audits/{mine}", headers=HTML).text) | {"version": "1", "do": "save"}
    world.save(mine, {"plan_there": "yes"}, LEAD)
    answer = client.post(f"/audits/{mine}", data=sent | {"value-learning": "Ask early."}, headers=HTML)
    assert "Somebody saved this audit meanwhile" in answer.text
    assert "Ask early.</textarea>" in answer.text


def test_workbook_goes_out_and_comes_back_by_the_page(
    world: Auditing, sign_in: SignIn, fields: Fields, mine: str
) -> None:
    client = sign_in(Role.MANAGER)
    page = client.get(f"/audits/{mine}", headers=HTML).text
    book = openpyxl.load_workbook(BytesIO(client.get(f"/audits/{mine}/workbook", headers=HTML).content))

    def told(text: str) -> bool:
        return "What cannot wait was told; no answer was kept." in text

    def sent(value: str) -> int:
        book["Audit 1"]["E3"] = value
        out = BytesIO()
        book.save(out)
        answer = client.post(
            f"/audits/{mine}/workbook",
            data=fields(page),
            files={"file": ("a.xlsx", out.getvalue())},
            headers=HTML,
        )
        assert value == "Yes" or "Audit 1 E3: It is none of the choices." in answer.text or told(answer.text)
        return answer.status_code

    assert (sent("Perhaps"), sent("Yes")) == (422, 303)
    assert world.see(mine, LEAD).answers["safe_now"].value == "yes"
    book["Audit 1"]["E2"], book["Audit 1"]["F2"] = "Yes, it cannot wait", "He sleeps in a car tonight."
    assert sent("Perhaps") == 422
    waits = client.get(f"/audits/{mine}", headers=HTML).text
    assert ("He sleeps in a car tonight." in waits, world.see(mine, LEAD).row["state"]) == (True, "paused")


def test_pages_by_role_and_reading_is_logged(
    world: Auditing, client: TestClient, site: Site, mine: str
) -> None:
    for role in sorted(set(Role) - {Role.SYSTEM}):
        status = client.get(f"/audits/{mine}", headers=site.bearer(role)).status_code
        wanted = 200 if role in {Role.MANAGER, Role.QUALITY, Role.CHAIR, Role.IRO} else 403
        assert (role, status) == (role, wanted)
    other = client.get(f"/audits/{mine}", headers=site.bearer(Role.IRO, subject="iris.example"))
    assert other.status_code == HTTPStatus.NOT_FOUND
    assert (
        "Not shown before it is submitted"
        in client.get(f"/audits/{mine}", headers=site.bearer(Role.CHAIR, subject="cora.example")).text
    )
