"""A link in the case system opens the panel of its case: once, for five minutes, and for nobody else."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.tables import launch, read_log
from lif_plugin.store.work import Store
from lif_plugin.web.launch_keys import LaunchKeys
from tests.assets.builders import Case, Record
from tests.assets.case_system import CaseSystem, key_pair
from tests.assets.serving import Site
from tests.integration.web.conftest import BASE, HTML

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""
CROSS = HTML | {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    record.prompt(made)
    return made


@pytest.fixture
def other(record: Record) -> Case:
    made = record.case("E-2002")
    record.prompt(made)
    return made


@pytest.fixture
def keys(site: Site) -> LaunchKeys:
    return LaunchKeys(site.keys)


@pytest.fixture
def system(keys: LaunchKeys) -> CaseSystem:
    """A case system that brings its officers in."""
    return CaseSystem(keys.make("elmshire", "ssda903", [Role.IRO], int(time.time())))


@pytest.fixture
def signing(keys: LaunchKeys) -> CaseSystem:
    """The same with a private key of its own."""
    private, public = key_pair()
    return CaseSystem(keys.make("elmshire", "ssda903", [Role.IRO], int(time.time()), public), private)


def kept(store: Store) -> list[dict[str, Any]]:
    """The launches on record, without their numbers and times."""
    with store.read(Viewer.system("test", "elmshire")) as connection:
        return [dict(row) for row in connection.execute(select(launch).order_by(launch.c.id)).mappings()]


def outcomes(store: Store) -> list[str]:
    return [row["outcome"] for row in kept(store)]


def refused(client: TestClient, link: str, case: Case) -> bool:
    """Whether a link shows nothing and signs nobody in."""
    answer = client.get(link, headers=CROSS)
    assert answer.status_code == 403
    assert [word for word in (case.ref, case.public_id, "review on") if word in answer.text] == []
    assert "lif_session" not in client.cookies
    return "This link cannot be used" in answer.text


@pytest.mark.parametrize("form", ["link", "token_link"])
def test_signed_link_opens_the_panel_of_its_case(
    client: TestClient, request: pytest.FixtureRequest, case: Case, store: Store, form: str
) -> None:
    who = request.getfixturevalue("system" if form == "link" else "signing")
    answer = client.get(getattr(who, form)(), headers=CROSS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/panel/{case.public_id}")
    assert "The review on 5 March 2024" in client.get(answer.headers["location"], headers=HTML).text
    (row,) = kept(store)
    assert (row["outcome"], row["subject"], row["public_id"]) == ("opened", "sam.example", case.public_id)


@ON_SQLITE
def test_nothing_of_the_child_is_left_in_an_address(
    client: TestClient, system: CaseSystem, case: Case
) -> None:
    answer = client.get(system.link(), headers=CROSS)
    assert case.ref not in answer.headers["location"]
    # The browser follows with no cookie, since it comes from elsewhere; the page it gets reloads itself.
    with TestClient(client.app, base_url=BASE, follow_redirects=False) as bare:
        there = bare.get(answer.headers["location"], headers=CROSS)
    assert 'http-equiv="refresh" content="0"' in there.text
    assert case.ref not in there.text


@ON_SQLITE
def test_who_came_by_a_link_is_in_the_read_log(
    client: TestClient, system: CaseSystem, case: Case, site: Site, store: Store
) -> None:
    client.get(client.get(system.link(), headers=CROSS).headers["location"], headers=HTML)
    site.log.flush()
    with store.read(Viewer.system("test", "elmshire")) as connection:
        row = connection.execute(select(read_log)).one()
    assert (row.subject, row.roles, row.action) == ("sam.example", "iro", "panel")


def test_who_came_by_a_link_sees_that_one_case_only(
    client: TestClient, system: CaseSystem, case: Case, other: Case, record: Record
) -> None:
    namesake = record.case("E-1001", source="ssd")
    client.get(system.link(), headers=CROSS)
    found = {
        name: client.get(f"/panel/{name}", headers=HTML).status_code
        for name in (case.public_id, "E-1001", other.public_id, "E-2002", namesake.public_id)
    }
    assert found == {
        case.public_id: 200, "E-1001": 200, other.public_id: 404, "E-2002": 404, namesake.public_id: 404
    }  # fmt: skip


@ON_SQLITE
@pytest.mark.parametrize(
    "changed",
    [
        {"sign": "0" * 64},
        {"sign": ""},
        {"sign": "ü"},
        {"user": "kim.example"},
        {"time": "1"},
        {"nonce": "another"},
        {"source": "ssd"},
        {"key": "unknown0000"},
        {"key": "../../log"},
    ],
    ids=lambda changed: str(next(iter(changed))),
)
def test_forged_link_shows_nothing_and_is_kept(
    client: TestClient, system: CaseSystem, case: Case, store: Store, changed: dict[str, Any]
) -> None:
    assert refused(client, system.link(**changed), case)
    assert outcomes(store)[0] in {"forged", "unknown_key", "other_source"}


@ON_SQLITE
def test_link_for_another_case_than_was_signed_is_refused(
    client: TestClient, system: CaseSystem, case: Case, other: Case, store: Store
) -> None:
    swapped = system.link("E-1001").replace("case=E-1001", "case=E-2002")
    assert refused(client, swapped, other)
    assert outcomes(store)[-1] == "forged"


@ON_SQLITE
def test_link_with_a_part_twice_is_refused(
    client: TestClient, system: CaseSystem, case: Case, other: Case
) -> None:
    assert refused(client, system.link() + "&case=E-2002", other)


@ON_SQLITE
@pytest.mark.parametrize("late", [-301, 61])
def test_expired_link_is_refused(
    client: TestClient, system: CaseSystem, case: Case, store: Store, late: int
) -> None:
    moment = str(int(time.time()) + late + (-5 if late < 0 else 5))
    assert refused(client, system.link(signed={"time": moment}), case)
    assert outcomes(store) == ["expired"]


def test_replayed_link_is_refused(client: TestClient, system: CaseSystem, case: Case, store: Store) -> None:
    link = system.link()
    assert client.get(link, headers=CROSS).status_code == 303
    client.cookies.clear()
    assert refused(client, link, case)
    assert outcomes(store) == ["opened", "replayed"]


@ON_SQLITE
def test_replayed_token_is_refused(client: TestClient, signing: CaseSystem, case: Case, store: Store) -> None:
    link = signing.token_link()
    assert client.get(link, headers=CROSS).status_code == 303
    client.cookies.clear()
    assert refused(client, link, case)
    assert outcomes(store) == ["opened", "replayed"]


def test_link_to_another_agency_is_refused(
    client: TestClient, system: CaseSystem, case: Case, store: Store
) -> None:
    with store.write(Viewer.system("test", "oakshire")) as connection:
        save_agency(connection, Agency("oakshire", "Oakshire"), "test")
    abroad = Record(store, "oakshire", iter(range(500, 600))).case("E-1001")
    assert refused(client, system.link(signed={"agency": "oakshire"}), abroad)
    with store.read(Viewer.system("test", "oakshire")) as connection:
        assert [row.outcome for row in connection.execute(select(launch))] == ["other_agency"]


@ON_SQLITE
def test_link_of_an_agency_that_is_not_there_is_refused(
    client: TestClient, system: CaseSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.link(agency="nowhere"), case)
    assert outcomes(store) == []


@ON_SQLITE
def test_link_for_a_case_that_is_not_there_is_refused(
    client: TestClient, system: CaseSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.link("E-9999"), case)
    assert outcomes(store) == ["no_case"]


@ON_SQLITE
@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody"}, {"agency": "oakshire"}, {"source": "ssd"}, {"iat": 1}, {"exp": 1}, {"case": 7},
        {"signing": key_pair()[0]}, {"algorithm": "HS256", "signing": "a shared secret of thirty-two bytes"},
        {"algorithm": "none", "signing": None}, {"iat": 9_999_999_999}, {"path_agency": "nowhere"},
    ],
    ids="-".join,
)  # fmt: skip
def test_forged_token_shows_nothing(
    client: TestClient, signing: CaseSystem, case: Case, claims: dict[str, Any]
) -> None:
    assert refused(client, signing.token_link(**claims), case)


@ON_SQLITE
def test_ended_key_opens_nothing(
    client: TestClient, system: CaseSystem, keys: LaunchKeys, case: Case, store: Store
) -> None:
    keys.end(system.key.id, int(time.time()))
    assert refused(client, system.link(), case)
    assert outcomes(store) == ["ended_key"]


@ON_SQLITE
def test_a_link_that_something_looks_at_first_still_opens(
    client: TestClient, system: CaseSystem, case: Case
) -> None:
    link = system.link()
    assert client.head(link).status_code == 204
    assert client.get(link, headers=CROSS).status_code == 303


@ON_SQLITE
def test_link_leads_nowhere_else(client: TestClient, system: CaseSystem, case: Case) -> None:
    link = system.link(next="https://elsewhere.example", to="//elsewhere.example")
    assert client.get(link, headers=CROSS).headers["location"] == f"/panel/{case.public_id}"


PLAIN = "/launch/elmshire/ssda903?case=E-1001"


def follow(client: TestClient, link: str) -> Any:
    """Follow a plain link to its ticket."""
    answer = client.get(link, headers=CROSS)
    assert answer.status_code == 303
    assert re.fullmatch(r"/launch/[\w=-]+", answer.headers["location"])
    assert "E-1001" not in answer.headers["location"]
    return client.get(answer.headers["location"], headers=HTML)


def test_plain_link_ends_on_the_panel_after_the_normal_sign_in(
    client: TestClient, fields: Callable[[str], dict[str, str]], site: Site, case: Case, store: Store
) -> None:
    to_sign_in = follow(client, PLAIN)
    assert to_sign_in.headers["location"] == "/sign-in"
    form = fields(client.get("/sign-in", headers=HTML).text)
    answer = client.post("/sign-in", data=form | {"token": site.token(Role.IRO)}, headers=HTML)
    opened = client.get(answer.headers["location"], headers=HTML)
    assert opened.headers["location"] == f"/panel/{case.public_id}"
    assert [(row["outcome"], row["subject"]) for row in kept(store)] == [("opened", "sam.example")]


@ON_SQLITE
def test_plain_link_opens_at_once_for_who_is_signed_in(
    sign_in: Callable[..., TestClient], case: Case
) -> None:
    assert follow(sign_in(Role.IRO), PLAIN).headers["location"] == f"/panel/{case.public_id}"


@ON_SQLITE
def test_plain_link_gives_no_rights(sign_in: Callable[..., TestClient], case: Case, store: Store) -> None:
    answer = follow(sign_in(Role.BOARD), PLAIN)
    assert (answer.status_code, case.public_id in answer.text) == (403, False)
    assert outcomes(store) == ["not_allowed"]


@ON_SQLITE
def test_plain_link_says_nothing_of_whether_there_is_such_a_case(client: TestClient, case: Case) -> None:
    there, not_there = (
        client.get(f"/launch/elmshire/ssda903?case={ref}", headers=CROSS) for ref in ("E-1001", "E-9999")
    )
    assert there.status_code == not_there.status_code == 303
    assert len(there.headers["location"]) == len(not_there.headers["location"])


@ON_SQLITE
def test_plain_link_to_another_agency_is_refused_and_kept(
    sign_in: Callable[..., TestClient], case: Case, store: Store
) -> None:
    answer = follow(sign_in(Role.IRO), "/launch/oakshire/ssda903?case=E-1001")
    assert answer.status_code == 403
    assert [(row["outcome"], row["subject"]) for row in kept(store)] == [("other_agency", "sam.example")]


@ON_SQLITE
def test_old_or_made_up_ticket_is_refused(
    sign_in: Callable[..., TestClient], case: Case, store: Store
) -> None:
    assert sign_in(Role.IRO).get("/launch/made-up", headers=HTML).status_code == 403
    assert outcomes(store) == ["expired"]


@ON_SQLITE
def test_ticket_lasts_a_quarter_of_an_hour(keys: LaunchKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = keys.seal({"agency": "elmshire"})
    assert keys.unseal(ticket, 900) == {"agency": "elmshire"}
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + 902)
    assert keys.unseal(ticket, 900) is None


@ON_SQLITE
def test_key_without_roles_brings_nobody_in(
    client: TestClient, keys: LaunchKeys, case: Case, store: Store
) -> None:
    link = CaseSystem(keys.make("elmshire", "ssda903", [], int(time.time()))).link()
    answer = client.get(link, headers=CROSS)
    assert re.fullmatch(r"/launch/[\w=-]+", answer.headers["location"])
    assert client.get(answer.headers["location"], headers=HTML).headers["location"] == "/sign-in"


@ON_SQLITE
def test_nobody_comes_in_without_a_name(
    client: TestClient, system: CaseSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.link(user=""), case)
    assert refused(client, system.link(signed={"user": ""}), case)
    assert outcomes(store) == ["forged", "no_user"]
