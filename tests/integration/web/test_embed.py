"""The panel in a frame of the case system's page: for its user, case, agency and origin, once, and for nobody else."""

import base64
import json
import re
import time
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from typer.testing import CliRunner

from lif_plugin.cli import app as lif
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.store.tables import answer, launch, read_log, result
from lif_plugin.store.work import Store
from lif_plugin.web.launch_keys import LaunchKeys, checked_origin
from tests.assets.builders import Case, Record
from tests.assets.case_system import FramingSystem, key_pair
from tests.assets.serving import Site
from tests.integration.web.conftest import HTML

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
ORIGIN = "https://case.example"
FRAMED = HTML | {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site", "Referer": f"{ORIGIN}/"}
NOBODY = "frame-ancestors 'none'"


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


def framing(site: Site, agency: str = "elmshire", *origins: str) -> FramingSystem:
    """A case system with a key of its own."""
    private, public = key_pair()
    keys = LaunchKeys(site.keys)
    key = keys.make(agency, "ssda903", [Role.IRO], int(time.time()), public, origins or (ORIGIN,))
    return FramingSystem(key, private)


@pytest.fixture
def system(site: Site, case: Case) -> FramingSystem:
    return framing(site)


def cookies(answer_: Any) -> str:
    """What a browser would send back: the test client keeps no Secure cookie without TLS."""
    return "; ".join(kept.split(";")[0] for kept in answer_.headers.get_list("set-cookie"))


def opened(client: TestClient, system: FramingSystem, **claims: Any) -> dict[str, str]:
    """Launch the frame; the headers by which its session goes on."""
    said = client.get(system.address(**claims), headers=FRAMED)
    assert said.status_code == 303
    return FRAMED | {"Cookie": cookies(said)}


def outcomes(store: Store) -> list[str]:
    with store.read(Viewer.system("test", "elmshire")) as connection:
        return list(connection.scalars(select(launch.c.outcome).order_by(launch.c.id)))


def refused(client: TestClient, address: str, case: Case, **headers: str) -> bool:
    """Whether an address shows nothing, signs nobody in and may stand in no frame."""
    said = client.get(address, headers=FRAMED | headers)
    assert [word for word in (case.ref, case.public_id, "review on") if word in said.text] == []
    assert "lif_session_frame" not in cookies(said)
    return said.status_code == 403 and NOBODY in said.headers["content-security-policy"]


def test_a_signed_token_opens_the_panel_of_its_case_in_its_pages_frame(
    client: TestClient, system: FramingSystem, case: Case, store: Store, site: Site
) -> None:
    headers = opened(client, system)
    shown = client.get(f"/embed/panel/{case.public_id}", headers=headers)
    assert (shown.status_code, "review on 5 March 2024" in shown.text) == (200, True)
    assert f"frame-ancestors {ORIGIN};" in shown.headers["content-security-policy"]
    assert NOBODY not in shown.headers["content-security-policy"]
    site.log.flush()
    with store.read(Viewer.system("test", "elmshire")) as connection:
        assert list(connection.scalars(select(read_log.c.subject))) == ["sam.example"]
    assert outcomes(store) == ["opened"]


@ON_SQLITE
def test_the_session_is_a_cookie_of_that_page_alone(
    client: TestClient, system: FramingSystem, case: Case
) -> None:
    said = client.get(system.address(), headers=FRAMED)
    [kept] = said.headers.get_list("set-cookie")
    assert re.fullmatch(
        r"lif_session_frame=[\w.-]+; Max-Age=3\d{3}; Path=/embed; Secure; HttpOnly; SameSite=None; Partitioned",
        kept,
    )
    assert case.public_id in said.headers["location"]
    assert "E-1001" not in said.headers["location"]


@ON_SQLITE
def test_outside_frames_the_cookie_stays_strict(client: TestClient) -> None:
    kept = client.get("/sign-in", headers=HTML).headers["set-cookie"]
    assert ("SameSite=strict" in kept, "Partitioned" in kept) == (True, False)


@ON_SQLITE
def test_a_frames_session_opens_no_other_page(client: TestClient, system: FramingSystem, case: Case) -> None:
    headers = opened(client, system)
    assert client.get(f"/panel/{case.public_id}", headers=headers).status_code in {200, 303}
    assert "review on" not in client.get(f"/panel/{case.public_id}", headers=headers).text


@ON_SQLITE
def test_the_frame_leads_to_no_page_outside(client: TestClient, system: FramingSystem, case: Case) -> None:
    text = client.get(f"/embed/panel/{case.public_id}", headers=opened(client, system)).text
    assert re.findall(r'(?:href|action)="(/(?!static|embed)[^"]*)"', text) == []
    assert "Sign out" not in text


def test_a_prompt_is_answered_in_the_frame(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    headers = opened(client, system)
    there = f"/embed/panel/{case.public_id}"
    shown = client.get(there, headers=headers)
    headers["Cookie"] += f"; {cookies(shown)}"
    found = dict(re.findall(r'name="(form_token|prompt)" value="([\w-]+)"', shown.text))
    saved = client.post(there, data=found | {"kind": "done"}, headers=headers)
    assert saved.headers["location"] == f"{there}?saved={found['prompt']}"
    assert "Your answer is saved" in client.get(saved.headers["location"], headers=headers).text
    with store.read(Viewer.system("test", "elmshire")) as connection:
        assert list(connection.scalars(select(answer.c.by))) == ["sam.example"]


@ON_SQLITE
def test_a_form_from_elsewhere_answers_nothing(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    headers = opened(client, system) | {"Origin": ORIGIN}
    said = client.post(
        f"/embed/panel/{case.public_id}", data={"kind": "done", "form_token": "x"}, headers=headers
    )
    with store.read(Viewer.system("test", "elmshire")) as connection:
        assert (said.status_code, connection.execute(select(answer)).all()) == (400, [])


# ---------------------------------------------------------------- refused, logged, nothing shown


def test_a_forged_token_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    private, _public = key_pair()
    address = system.address()
    assert refused(client, system.address(signing=private), case)
    assert refused(client, address[:-4] + "AAAA", case)
    assert refused(client, f"{address}&case=E-1001", case)
    assert outcomes(store) == ["forged"] * 3


def test_an_expired_token_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    now = int(time.time())
    assert refused(client, system.address(iat=now - 301, exp=now + 60), case)
    assert refused(client, system.address(iat=now - 100, exp=now - 1), case)
    assert refused(client, system.address(iat=now + 90, exp=now + 200), case)
    assert outcomes(store) == ["expired"] * 3


def test_a_replayed_token_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    address = system.address()
    assert client.get(address, headers=FRAMED).status_code == 303
    assert refused(client, address, case)
    assert outcomes(store) == ["opened", "replayed"]


def test_another_case_is_refused(
    client: TestClient, system: FramingSystem, case: Case, other: Case, store: Store
) -> None:
    headers = opened(client, system)
    for name in (other.public_id, other.ref):
        said = client.get(f"/embed/panel/{name}", headers=headers)
        assert (said.status_code, "review on" in said.text) == (404, False)
    assert refused(client, system.address(case="E-9999"), case)
    assert outcomes(store) == ["opened", "other_case", "other_case", "no_case"]


def test_another_origin_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    evil = "https://evil.example"
    assert refused(client, system.address(origin=evil), case)
    assert refused(client, system.address(), case, Referer=f"{evil}/page")
    assert refused(client, system.address(origin=None), case)
    assert outcomes(store) == ["other_origin", "other_origin", "forged"]


@ON_SQLITE
def test_another_agency_source_or_key_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store, site: Site
) -> None:
    Record.of(store, "other")
    theirs = framing(site, "other")
    assert refused(client, system.address(kid=theirs.key.id), case)
    assert refused(client, system.address(agency="other"), case)
    assert refused(client, system.address(source="other"), case)
    assert refused(client, system.address(kid="unknown-key"), case)
    assert outcomes(store) == ["other_agency", "forged", "forged", "unknown_key"]


@ON_SQLITE
def test_a_launch_links_token_is_no_frames(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.address(aud="lif-launch"), case)
    address = system.address().replace("/embed/launch/", "/launch/")
    assert refused(client, address, case)
    assert outcomes(store) == ["forged", "forged"]


@ON_SQLITE
def test_a_token_of_another_user_than_was_signed_for_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    head, body, sign = system.address().partition("token=")[2].split(".")
    said = json.loads(base64.urlsafe_b64decode(f"{body}=="))
    theirs = (
        base64.urlsafe_b64encode(json.dumps(said | {"sub": "kim.example"}).encode()).rstrip(b"=").decode()
    )
    assert refused(client, system.address().partition("token=")[0] + f"token={head}.{theirs}.{sign}", case)
    for sub in (7, "a" * 201, "kim\nexample", ["sam.example"]):
        assert refused(client, system.address(sub=sub), case)
    assert outcomes(store) == ["forged"] * 5


@ON_SQLITE
def test_a_token_that_is_good_elsewhere_too_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.address(aud=["lif-embed", "https://other.example"]), case)
    assert outcomes(store) == ["forged"]


@ON_SQLITE
def test_a_frame_answers_on_no_other_case(
    client: TestClient, system: FramingSystem, case: Case, other: Case, store: Store
) -> None:
    headers = opened(client, system)
    shown = client.get(f"/embed/panel/{case.public_id}", headers=headers)
    headers["Cookie"] += f"; {cookies(shown)}"
    [form_token] = re.findall(r'name="form_token" value="([\w-]+)"', shown.text)[:1]
    with store.read(Viewer.system("test", "elmshire")) as connection:
        [theirs] = connection.scalars(select(result.c.id).where(result.c.case_id == other.id))
    form = {"form_token": form_token, "kind": "done", "prompt": theirs}
    said = client.post(f"/embed/panel/{other.public_id}", data=form, headers=headers)
    with store.read(Viewer.system("test", "elmshire")) as connection:
        assert (said.status_code, connection.execute(select(answer)).all()) == (404, [])
    assert outcomes(store) == ["opened", "other_case"]


@ON_SQLITE
def test_an_admin_reads_each_refusal_and_no_line_holds_anything_of_the_child_or_the_link(
    client: TestClient,
    system: FramingSystem,
    case: Case,
    other: Case,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "lif_plugin")
    used, now = system.address(), int(time.time())
    client.get(used, headers=FRAMED)
    addresses = [
        system.address(signing=key_pair()[0]), system.address(iat=now - 301), used, system.address(case="E-9999"),
        system.address(origin="https://evil.example"), system.address(agency="other"), system.address(sub=""),
    ]  # fmt: skip
    for address in addresses:
        assert refused(client, address, case)
    client.get(f"/embed/panel/{other.public_id}", headers=opened(client, system))
    args = ["launch-key", "launches", "--agency", "elmshire", "--db", str(store.engine.url), "--json"]
    told = [json.loads(line) for line in CliRunner().invoke(lif, args).output.splitlines()]
    me, key = "sam.example", system.key.id
    assert [(one["outcome"], one["who"], one["key"]) for one in reversed(told)] == [
        ("opened", me, key), ("forged", None, None), ("expired", me, key), ("replayed", me, key), ("no_case", me, key),
        ("other_origin", me, key), ("forged", me, key), ("no_user", None, key), ("opened", me, key), ("other_case", me, None),
    ]  # fmt: skip
    assert {one["case"] for one in told} == {case.public_id, None}
    lines = [record.getMessage() for record in caplog.records]
    outcomes_said = [
        line.removeprefix("A launch was refused: ") for line in lines if line.startswith("A launch")
    ]
    assert outcomes_said == [one["outcome"] for one in reversed(told) if one["outcome"] != "opened"]
    tokens = [address.partition("token=")[2] for address in addresses]
    secret = [case.ref, other.ref, "E-9999", case.public_id, other.public_id, me, "evil.example", *tokens]
    assert [word for word in secret for line in lines if word in line] == []


@ON_SQLITE
def test_a_token_without_its_user_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    assert refused(client, system.address(sub=""), case)
    assert outcomes(store) == ["no_user"]


NO_FRAMES: Any = ["document", "embed", "object", "image", "empty"]


@ON_SQLITE
def test_what_is_no_frame_is_refused(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    for where in NO_FRAMES:
        assert refused(client, system.address(), case, **{"Sec-Fetch-Dest": where})
        assert outcomes(store)[-1] == "no_frame"


@ON_SQLITE
def test_to_look_at_an_address_uses_it_not_up(
    client: TestClient, system: FramingSystem, case: Case, store: Store
) -> None:
    address = system.address()
    assert client.head(address).status_code == 204
    assert client.get(address, headers=FRAMED).status_code == 303


@ON_SQLITE
def test_an_origin_that_ends_with_its_key_holds_no_frame_any_more(
    client: TestClient, system: FramingSystem, case: Case, store: Store, site: Site
) -> None:
    headers = opened(client, system)
    LaunchKeys(site.keys).end(system.key.id, int(time.time()))
    said = client.get(f"/embed/panel/{case.public_id}", headers=headers)
    assert (said.status_code, NOBODY in said.headers["content-security-policy"]) == (403, True)
    assert outcomes(store) == ["opened", "other_origin"]


OTHER_SIGN_INS: Any = ["none", "session", "header"]


@ON_SQLITE
def test_no_other_sign_in_opens_a_frame(client: TestClient, case: Case, site: Site) -> None:
    for kind in OTHER_SIGN_INS:
        headers = {
            "none": {},
            "session": {"Cookie": f"lif_session_frame={site.token(Role.IRO)}"},
            "header": site.bearer(Role.IRO),
        }[kind]
        said = client.get(f"/embed/panel/{case.public_id}", headers=FRAMED | headers)
        assert (said.status_code, "review on" in said.text) == (401, False)
        assert NOBODY in said.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://case.example", "https://case.example"),
        ("https://Case.Example:443/", "https://case.example"),
        ("https://case.example:8443", "https://case.example:8443"),
        ("http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(given: str, kept: str) -> None:
    assert checked_origin(given) == kept


@pytest.mark.parametrize(
    "given",
    ["http://case.example", "case.example", "https://*.example", "https://case.example/x", "https://a b", "https://",
     "https://case.example; script-src *", "https://case.example:x"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(BadSetting):
        checked_origin(given)


@ON_SQLITE
def test_a_frame_needs_a_key_of_the_case_systems_own(site: Site) -> None:
    with pytest.raises(BadSetting, match="public key"):
        LaunchKeys(site.keys).make("elmshire", "ssda903", [Role.IRO], 0, None, [ORIGIN])
