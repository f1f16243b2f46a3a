"""Facts come in by events: as CloudEvents by token, or by signed webhook; each once, answered after the commit."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from lif_plugin.domain.cloud_event import AT_MOST
from lif_plugin.domain.field_map import KindMap
from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.reading import reading_of
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.signing import make_secret
from lif_plugin.flow.stating import Sender, Statement, take_statement, terms_of
from lif_plugin.flow.webhook_keys import WebhookKey, WebhookKeys
from lif_plugin.store import connections
from lif_plugin.store.connections import Saved
from lif_plugin.store.tables import coverage, event, inbox, received_event
from lif_plugin.store.work import Store
from tests.assets.serving import Site, site_over
from tests.assets.world import World

VISIT = {"case": "E-1001", "key": "visit|7", "day": "2018-03-01", "fields": {"seen": "yes"}}
DOMAIN = "org.lif-plugin"
TYPE = f"{DOMAIN}.fact.visit"
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store) as made:
        yield made


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def site(world: World, store: Store, woken: list[str], tmp_path: Path) -> Iterator[Site]:
    def take(sender: Sender, said: Statement) -> bool:
        terms = terms_of(store, sender)
        return take_statement(world.receiver, woken.append, sender, said, world.now, terms)

    with site_over(store, tmp_path / "keys", take_statement=take) as made:
        yield made


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site.app) as made:
        yield made


@pytest.fixture
def send(client: TestClient, site: Site) -> Callable[..., int]:
    """Send one structured event; the status that is answered."""

    def post(data: Any = VISIT, kind: str = TYPE, identity: str = "1", **more: Any) -> int:
        event = {"specversion": "1.0", "id": identity, "source": "/case-system", "type": kind, "data": data}
        headers = {"Content-Type": "application/cloudevents+json"} | site.bearer(
            Role.INTEGRATOR, **{"source": "own"} | more
        )
        answer = client.post("/events", content=json.dumps(event), headers=headers)
        return answer.status_code

    return post


def facts(world: World, kind: str = "visit") -> list[tuple[str, str, str | None]]:
    """(case, key, seen) of the live facts of a kind."""
    world.drain()
    return sorted((row["ref"], row["key"], row["seen"]) for row in world.rows(world.live_facts(kind)))


def test_a_sender_may_name_fields_and_values_in_its_own_words(send: Callable[..., int], world: World) -> None:
    maps = {"own": {"visit": KindMap({"ChildSeen": "seen"}, {"seen": {"Y": "yes", "N": "no"}})}}
    world.save(replace(world.agency, field_maps=maps))
    theirs = {**VISIT, "fields": {"ChildSeen": "N"}}
    assert send(theirs) == 202
    assert facts(world) == [("E-1001", "visit|7", "no")]
    assert send({**theirs, "fields": {"ChildSeen": "N", "seen": "yes"}}, identity="2") == 400
    assert facts(world) == [("E-1001", "visit|7", "no")]


def test_a_fact_is_in_the_record_after_its_event(
    send: Callable[..., int], world: World, woken: list[str]
) -> None:
    assert send() == 202
    assert world.rows(select(inbox))[0]["source"] == "own"
    assert (facts(world), woken) == ([("E-1001", "visit|7", "yes")], ["elmshire"])


@ON_SQLITE
@pytest.mark.parametrize("form", [to_structured_event, to_binary_event])
def test_what_the_package_sends_is_taken(form: Any, client: TestClient, site: Site, world: World) -> None:
    event = CloudEvent(
        {"id": "a", "source": "/own", "type": TYPE, "specversion": "1.0", "time": datetime.now(UTC),
         "datacontenttype": "application/json"},
        VISIT,
    )  # fmt: skip
    message = form(event)
    headers = dict(message.headers) | site.bearer(Role.INTEGRATOR, source="own")
    assert client.post("/events", content=message.body, headers=headers).status_code == 202
    assert facts(world) == [("E-1001", "visit|7", "yes")]


def test_the_same_event_again_changes_nothing_not_even_after_a_correction(
    send: Callable[..., int], world: World, woken: list[str]
) -> None:
    corrected = VISIT | {"fields": {"seen": "no"}}
    answers = [send(), send(corrected, identity="2"), send()]
    assert answers == [202, 202, 202]
    assert facts(world) == [("E-1001", "visit|7", "no")]
    assert (len(world.rows(select(received_event))), len(woken)) == (2, 2)


NOTE = {
    "case": "E-1001",
    "key": "note|7",
    "day": "2018-03-01",
    "words": {"text": "HP says Zebedee (9) is settled.", "record_type": "visit", "born_on": "2009-01-01"},
}


def test_a_note_that_comes_as_an_event_is_read_by_the_agencys_own_words_and_its_text_is_nowhere(
    send: Callable[..., int], world: World
) -> None:
    kind = f"{DOMAIN}.fact.note"
    assert send(NOTE, kind) == 202
    ours = LocalWords(spelling={"hp": "house parent"}, people={"carer": ("house parent",)})
    world.save(replace(world.agency, note_words=ours))
    later = (
        {"kind": "note"} | {name: value for name, value in NOTE.items() if name != "case"} | {"key": "note|8"}
    )
    assert send({"case": "E-1002", "facts": [later]}, f"{DOMAIN}.case", identity="2") == 202
    world.drain()
    kept = {row["key"]: json.loads(row["detail"]) for row in world.rows(world.live_facts("note"))}
    read = {key: reading_of(detail) for key, detail in kept.items()}
    assert {key: (one.labels["adult_voice_only"], one.local_words) for key, one in read.items() if one} == {
        "note|7": (False, None),
        "note|8": (True, ours.edition),
    }
    tables = (event, inbox, received_event, coverage)
    assert not any("Zebedee" in str(row) for table in tables for row in world.rows(select(table)))


@ON_SQLITE
@pytest.mark.parametrize(
    "words",
    [
        "HP says",
        {},
        {"text": 7},
        {"text": "x", "mood": "y"},
        {"text": "x", "names": "Amy"},
        {"text": "x", "purpose": "z"},
    ],
)
def test_words_that_cannot_be_read_are_refused_and_not_quoted(
    words: Any, client: TestClient, site: Site, world: World
) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/own", "type": f"{DOMAIN}.fact.note"}
    sent = {**NOTE, "words": words, "case": "E-Quillfeather"}
    headers = site.bearer(Role.INTEGRATOR, source="own") | {"Content-Type": "application/cloudevents+json"}
    answer = client.post("/events", content=json.dumps({**event, "data": sent}), headers=headers)
    assert (answer.status_code, "Quillfeather" in answer.text, "HP says" in answer.text) == (
        400,
        False,
        False,
    )
    assert world.rows(select(inbox)) == []


@ON_SQLITE
def test_words_come_with_a_note_alone(send: Callable[..., int]) -> None:
    assert send(VISIT | {"words": {"text": "Seen."}}) == 400


@ON_SQLITE
def test_the_same_id_of_another_source_is_another_event(send: Callable[..., int], world: World) -> None:
    assert [send(), send(source="theirs")] == [202, 202]
    assert len(world.rows(select(received_event))) == 2


def test_a_case_stated_whole_retracts_what_it_no_longer_states(
    send: Callable[..., int], world: World
) -> None:
    facts_of = [{"kind": "visit", "key": f"v{number}", "day": "2018-03-01"} for number in (1, 2)]
    send({"case": "E-1001", "facts": facts_of}, "org.lif-plugin.case", "1")
    assert [key for _ref, key, _seen in facts(world)] == ["v1", "v2"]
    send({"case": "E-1001", "facts": facts_of[1:]}, "org.lif-plugin.case", "2")
    assert [key for _ref, key, _seen in facts(world)] == ["v2"]


def test_events_say_nothing_of_what_a_connection_brings(
    send: Callable[..., int], world: World, store: Store
) -> None:
    assert send() == 202
    viewer = Viewer.system("test", "elmshire")
    with store.write(viewer) as connection:
        connections.save(
            connection, "elmshire", Saved("own", "commcare", "own", "{}", "{}", 5000), "test", world.now
        )
    theirs = [send(VISIT | {"fields": {"seen": "no"}}, identity="2"), send({"case": "E-1001", "facts": []}, f"{DOMAIN}.case", "3"),
              send({"kinds": ["review"], "first": "2018-01-01", "last": "2018-03-31"}, f"{DOMAIN}.coverage", "4")]  # fmt: skip
    assert theirs == [403] * 3
    assert (facts(world), world.rows(select(coverage))) == ([("E-1001", "visit|7", "yes")], [])


@ON_SQLITE
def test_what_events_state_is_told_apart_from_what_a_connection_states(
    send: Callable[..., int], world: World
) -> None:
    assert send() == 202
    world.drain()
    scopes = {row["scope"] for row in world.rows(select(event))}
    assert (scopes, scopes & {connections.SCOPE}) == ({"events"}, set())


def test_what_is_covered_is_kept_and_only_ever_grows(send: Callable[..., int], world: World) -> None:
    for number, (first, last) in enumerate([("2018-01-01", "2018-01-31"), ("2018-01-20", "2018-03-31")]):
        data = {"kinds": ["visit"], "first": first, "last": last}
        assert send(data, "org.lif-plugin.coverage", str(number)) == 202
    [row] = world.rows(select(coverage))
    assert (row["source"], row["kind"], row["first_day"], row["last_day"]) == (
        "own",
        "visit",
        20180101,
        20180331,
    )


def test_prompts_follow_from_events_alone(send: Callable[..., int], world: World) -> None:
    send(
        {"kinds": ["review", "case"], "first": "2017-04-01", "last": "2018-03-31"},
        "org.lif-plugin.coverage",
        "1",
    )
    for number, day in enumerate(("2017-09-01", "2018-03-01")):
        review = {
            "case": "E-1001",
            "key": f"r{number}",
            "day": day,
            "fields": {"code": "PN7", "held": "yes", "seq": 1},
        }
        send(review, "org.lif-plugin.fact.review", f"r{number}")
    world.drain()
    assert ("r1", "gap") in world.states("VOC-08")


@ON_SQLITE
def test_a_moment_is_kept_to_the_minute_with_its_offset(send: Callable[..., int], world: World) -> None:
    data = {"case": "E-1", "key": "m", "at": "2018-03-01T23:30:00-02:00", "fields": {"code": "M"}}
    send(data, "org.lif-plugin.fact.missing")
    world.drain()
    [row] = world.rows(world.live_facts("missing"))
    assert (row["occurred_day"], row["precision"], row["occurred_at"]) == (20180302, "minute", 1519954200000)


NOT_KEPT: Any = [
    ("org.lif-plugin.fact.nothing", VISIT),
    ("com.example.visit", VISIT),
    (TYPE, []),
    (TYPE, VISIT | {"day": "01/03/2018"}),
    (TYPE, VISIT | {"at": "2018-03-01T10:00:00Z"}),
    (TYPE, {name: value for name, value in VISIT.items() if name != "day"}),
    (TYPE, VISIT | {"key": ""}),
    (TYPE, VISIT | {"case": 5}),
    (TYPE, VISIT | {"name": "Robin Exampleson"}),
    (TYPE, VISIT | {"fields": {"seen": "maybe"}}),
    (TYPE, VISIT | {"fields": {"held_by": "x"}}),
    (TYPE, VISIT | {"fields": {"code": "x" * 201}}),
    (TYPE, VISIT | {"detail": {"text": "a\x00b"}}),
    ("org.lif-plugin.case", {"case": "E-1", "facts": {}}),
    ("org.lif-plugin.case", {"case": "E-1", "facts": [{"kind": "visit", "key": "a", "day": "2018-03-01"}] * 2}),
    ("org.lif-plugin.coverage", {"kinds": [], "first": "2018-01-01", "last": "2018-01-31"}),
    ("org.lif-plugin.coverage", {"kinds": ["visit"], "first": "2018-02-01", "last": "2018-01-31"}),
]  # fmt: skip


@ON_SQLITE
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(send: Callable[..., int], world: World) -> None:
    for kind, data in NOT_KEPT:
        assert send(data, kind) == 400
        assert world.rows(select(inbox)) + world.rows(select(received_event)) == []


@ON_SQLITE
def test_a_refusal_names_what_to_mend_and_no_value(client: TestClient, site: Site) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/s", "type": TYPE, "data": VISIT | {"day": "Robin"}}
    headers = {"Content-Type": "application/cloudevents+json"} | site.bearer(Role.INTEGRATOR, source="own")
    said = client.post("/events", content=json.dumps(event), headers=headers).json()["error"]
    assert (said["code"], said["message"]) == ("event_refused", "day is a day, such as 2026-03-09.")


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"x" * (AT_MOST + 1), "application/cloudevents+json", 413),
        (b"[]", "application/cloudevents-batch+json", 415),
    ],
)
def test_too_large_and_several_at_once_are_refused_as_such(
    client: TestClient, site: Site, content: bytes, media: str, status: int
) -> None:
    headers = {"Content-Type": media} | site.bearer(Role.INTEGRATOR, source="own")
    assert client.post("/events", content=content, headers=headers).status_code == status


SENDERS: Any = [
    (Role.WORKER, {"source": "own"}, 403),
    (Role.ADMIN, {"source": "own"}, 403),
    (Role.INTEGRATOR, {}, 403),
    (Role.INTEGRATOR, {"source": "own", "cases": ["E-2"]}, 403),
    (Role.INTEGRATOR, {"source": "own", "cases": ["E-1001"]}, 202),
]  # fmt: skip


@ON_SQLITE
def test_only_a_system_may_for_its_own_source_and_cases(client: TestClient, site: Site) -> None:
    for role, more, status in SENDERS:
        event = {"specversion": "1.0", "id": "1", "source": "/s", "type": TYPE, "data": VISIT}
        headers = {"Content-Type": "application/cloudevents+json"} | site.bearer(role, **more)
        assert client.post("/events", content=json.dumps(event), headers=headers).status_code == status


@ON_SQLITE
def test_a_cookie_or_no_token_is_not_enough(client: TestClient, site: Site, world: World) -> None:
    client.cookies.set("lif_session", site.token(Role.INTEGRATOR, source="own"))
    answer = client.post("/events", content=b"{}", headers={"Content-Type": "application/cloudevents+json"})
    assert (answer.status_code, world.rows(select(inbox))) == (401, [])


@pytest.fixture
def secret(site: Site) -> str:
    """The key of a sender that is expected."""
    made = make_secret()
    WebhookKeys(site.keys).write(WebhookKey("elmshire-records", "elmshire", made, 0, "own"))
    return made


def signed(secret: str, body: str, identity: str = "msg_1", late: int = 0) -> dict[str, str]:
    """Headers as the package signs them."""
    at = datetime.fromtimestamp(time.time() - late, UTC)
    signature = Webhook(secret).sign(identity, at, body)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


BODY = json.dumps({"type": TYPE, "timestamp": "2018-03-01T10:00:00Z", "data": VISIT})
THERE = "/webhooks/elmshire-records"


@ON_SQLITE
def test_what_the_package_signs_is_taken_once(client: TestClient, secret: str, world: World) -> None:
    answers = [client.post(THERE, content=BODY, headers=signed(secret, BODY)).status_code for _ in range(2)]
    assert (answers, facts(world)) == ([202, 202], [("E-1001", "visit|7", "yes")])
    assert len(world.rows(select(received_event))) == 1


NOT_SIGNED: Any = [
    (THERE, 301, False), (THERE, -301, False), (THERE, 0, True),
    ("/webhooks/elmshire-others", 0, False), ("/webhooks/.hidden", 0, False),
]  # fmt: skip


@ON_SQLITE
def test_what_is_not_signed_for_this_sender_now_is_refused_alike(
    client: TestClient, secret: str, world: World
) -> None:
    for there, late, forged in NOT_SIGNED:
        headers = signed(make_secret() if forged else secret, BODY, late=late)
        answer = client.post(there, content=BODY, headers=headers)
        assert (answer.status_code, world.rows(select(inbox))) == (401, [])
        assert answer.json()["error"]["code"] == "webhook_refused"


@ON_SQLITE
def test_the_key_of_somebody_who_is_told_takes_nothing_in(
    client: TestClient, site: Site, world: World
) -> None:
    made = make_secret()
    WebhookKeys(site.keys).write(WebhookKey("told", "elmshire", made, 0))
    answer = client.post("/webhooks/told", content=BODY, headers=signed(made, BODY))
    assert (answer.status_code, world.rows(select(inbox))) == (401, [])
