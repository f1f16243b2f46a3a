"""On the panel: what is to be done for the child, and lessons that may help; each answered there, in own roles only."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lif_plugin.builtin import BUILTIN
from lif_plugin.cycle.child_actions import NewChildAction, set_child_action
from lif_plugin.cycle.lessons import NewLesson, lessons_told, publish_lesson
from lif_plugin.domain.child_action import Origin
from lif_plugin.domain.situation import Situation
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.builders import Case, Record
from tests.assets.nominated import nominate
from tests.assets.reviewed import reviewed
from tests.assets.serving import Site, site_over
from tests.integration.cycle.partners import QUALITY, Partners
from tests.integration.web.conftest import HTML
from tests.integration.web.test_panel import send, words

SignIn = Callable[..., TestClient]
Fields = Callable[[str], dict[str, str]]


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def record(elm: Partners) -> Record:
    return Record.of(elm.store)


@pytest.fixture
def case(elm: Partners, record: Record) -> Case:
    """A case with something to do for the child, and a lesson on its review."""
    made = reviewed(record)
    item = elm.record("multi_agency_audits", theme="reviews_and_drift")
    publish_lesson(elm.desk, QUALITY, NewLesson(item, "Ask alone first", Situation(events=("review",))))
    to_do = NewChildAction(
        made.public_id, "Ask her about contact", Role.WORKER, 10, Origin.NOMINATION, nominate(record, made)
    )
    set_child_action(elm.desk, QUALITY, to_do)
    return made


@pytest.fixture
def site(elm: Partners, tmp_path: Path) -> Iterator[Site]:
    with site_over(elm.store, tmp_path / "keys", plugins=BUILTIN) as made:
        yield made


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def test_worker_sees_what_is_to_be_done_and_says_it_is(sign_in: SignIn, case: Case, fields: Fields) -> None:
    client = sign_in(Role.WORKER)
    page = client.get(f"/panel/{case.public_id}", headers=HTML).text
    assert (
        "Ask her about contact Its day is over , by 12 March 2026, for the worker who holds the case"
        in words(page)
    )
    answer = send(client, fields, case.public_id, child_action=hidden(page, "child_action"))
    assert answer.headers["location"] == f"/panel/{case.public_id}?kept=child_action"
    after = words(client.get(answer.headers["location"], headers=HTML).text)
    assert "It is written down as done" in after
    assert "Done, after its day on" in after


def test_lesson_says_why_it_stands_here_and_is_asked_after(
    elm: Partners, sign_in: SignIn, case: Case, fields: Fields
) -> None:
    client = sign_in(Role.IRO)
    page = client.get(f"/panel/{case.public_id}", headers=HTML).text
    for said in ("What was learnt elsewhere and may help here", "Ask alone first", "Elmshire: Children seen with adults only",
                 "The record shows: review on 5 March 2024.", "Theme: Reviews, drift and delay."):  # fmt: skip
        assert said in words(page)
    answer = send(client, fields, case.public_id, lesson=hidden(page, "lesson"), helped="yes")
    assert answer.headers["location"].endswith("?kept=lesson")
    [told] = lessons_told(elm.desk, QUALITY)
    assert (told.yes, told.no) == (1, 0)


def test_form_without_an_answer_changes_nothing(
    elm: Partners, sign_in: SignIn, case: Case, fields: Fields
) -> None:
    client = sign_in(Role.IRO)
    page = client.get(f"/panel/{case.public_id}", headers=HTML).text
    answer: Any = send(client, fields, case.public_id, lesson=hidden(page, "lesson"), helped="perhaps")
    assert answer.status_code == 404
    assert lessons_told(elm.desk, QUALITY)[0].yes == 0


def test_data_team_sees_nothing_of_what_is_to_be_done(sign_in: SignIn, case: Case) -> None:
    page = sign_in(Role.DATA_TEAM).get(f"/panel/{case.public_id}", headers=HTML).text
    assert "To do for this child" not in page
