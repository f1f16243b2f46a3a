"""What changed is told by webhook: ids only, signed, until it is taken, and never to a machine of our own network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from lif_plugin.domain.record import Event
from lif_plugin.domain.told import EVERY_TYPE, Told, ToldType
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.signing import make_private, make_secret, public_of, verify
from lif_plugin.flow.webhook_keys import WebhookKey, WebhookKeys
from lif_plugin.flow.webhooks import LONGEST_WAIT, PAUSES, WebhookParts, Webhooks, due, send_due
from lif_plugin.store import webhooks
from lif_plugin.store.tables import webhook_message, webhook_try
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.live_world import DAY, TODAY, LiveWorld, opened, visit
from tests.assets.told import Receiver, caller, receiving

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
HOUR = 3_600_000


@dataclass
class Telling(LiveWorld):
    """An agency that tells a receiver."""

    receiver: Receiver = field(default_factory=Receiver)
    keys: WebhookKeys = field(default_factory=lambda: WebhookKeys(Path()))

    def listen(self, key: str | None = None, types: tuple[ToldType, ...] = EVERY_TYPE) -> str:
        """Have the receiver told; gives the endpoint's id."""
        with self.store.write(self.viewer) as connection:
            made = webhooks.add_endpoint(
                connection, self.agency.id, self.receiver.url, types, "test", self.clock.at
            )
        self.keys.write(WebhookKey(made, self.agency.id, key or make_secret(), self.clock.at))
        return made

    @cached_property
    def sending(self) -> WebhookParts:
        return WebhookParts(self.store, self.keys, caller().post, self.clock.now, lambda: 0.0)

    def send(self) -> None:
        """Send what is due now."""
        for endpoint in due(self.sending, self.agency.id):
            send_due(self.sending, self.agency.id, endpoint)

    def tell(self, number: int = 1) -> None:
        """Something to tell."""
        told = [Told(ToldType.ACTION_CHANGED, {"action": f"a{one}"}) for one in range(number)]
        with self.store.write(self.viewer) as connection:
            listening = webhooks.listening(connection, self.agency.id)
            webhooks.tell(connection, self.agency.id, listening, told, self.clock.at)

    def messages(self) -> list[dict[str, Any]]:
        return self.rows(select(webhook_message).order_by(webhook_message.c.id))

    def tries(self) -> list[tuple[int | None, str | None]]:
        rows = self.rows(select(webhook_try).order_by(webhook_try.c.id))
        return [(row["status"], row["reason"]) for row in rows]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def world(store: Store, receiver: Receiver, tmp_path: Path) -> Iterator[Telling]:
    with Telling(store, receiver=receiver, keys=WebhookKeys(tmp_path)) as made:
        yield made


def test_a_prompt_is_told_when_it_is_raised_answered_and_ends(world: Telling, receiver: Receiver) -> None:
    world.listen()
    world.case()
    prompt, case = world.prompt()["id"], world.public_id()
    world.answer_on_panel(prompt)
    world.platform.save("c1", opened("c1"), visit("c1", 1, "yes"))
    world.round()
    world.send()
    ids = {"prompt": prompt, "case": case}
    told = [(body["type"], body["data"]) for body in receiver.bodies()]
    assert told == [("prompt.raised", ids), ("prompt.answered", ids), ("prompt.ended", ids)]


@ON_SQLITE
def test_nothing_but_ids_type_and_time_is_told(world: Telling, receiver: Receiver) -> None:
    world.listen()
    world.case()
    world.send()
    [body] = receiver.bodies()
    assert set(body) == {"type", "timestamp", "data"}
    assert body["data"] == {"prompt": world.prompt()["id"], "case": world.public_id()}


@ON_SQLITE
def test_the_same_state_again_tells_nothing_more(world: Telling, receiver: Receiver) -> None:
    world.listen()
    world.case()
    world.platform.save("c1", opened("c1"), visit("c1", 1), visit("c1", 2, "yes"))
    world.round()
    world.send()
    assert len(receiver.got) == 1


@ON_SQLITE
def test_serious_harm_is_not_told_at_all(world: Telling) -> None:
    world.listen()
    world.platform.save(
        "c1", opened("c1"), Event("serious_harm", "c1", "harm|1", TODAY - 1, {"code": "x"}, {})
    )
    world.round()
    assert world.prompt("HARM")["state"] == "gap"
    assert world.messages() == []


@ON_SQLITE
def test_an_endpoint_gets_only_the_types_it_asked_for(world: Telling, receiver: Receiver) -> None:
    world.listen(types=(ToldType.AUDIT_PICKED,))
    world.case()
    world.tell()
    world.send()
    assert (world.messages(), receiver.got) == ([], [])


@ON_SQLITE
def test_the_package_verifies_what_was_sent(world: Telling, receiver: Receiver) -> None:
    key = make_secret()
    world.listen(key)
    world.clock.at = int(datetime.now(UTC).timestamp() * 1000)
    world.tell()
    world.send()
    [(headers, body)] = receiver.got
    assert Webhook(key).verify(body, headers)["data"] == {"action": "a0"}


@ON_SQLITE
def test_a_private_key_signs_for_who_has_the_public_one(world: Telling, receiver: Receiver) -> None:
    key = make_private()
    world.listen(key)
    world.tell()
    world.send()
    [(headers, body)] = receiver.got
    assert verify([public_of(key)], headers, body, world.clock.at // 1000) == world.messages()[0]["id"]


@ON_SQLITE
def test_while_a_key_is_rotated_both_verify_and_then_the_new_one_alone(
    world: Telling, receiver: Receiver
) -> None:
    old = make_secret()
    endpoint = world.listen(old)
    world.keys.write(world.keys.of(endpoint).rotated(world.clock.at, world.clock.at + HOUR))
    for late in (0, HOUR):
        world.clock.at += late
        world.tell()
        world.send()
    counts = [headers["webhook-signature"].count("v1,") for headers, _body in receiver.got]
    new = world.keys.of(endpoint).key
    at = world.clock.at // 1000
    assert (counts, new != old) == ([2, 1], True)
    assert verify([old], *receiver.got[0], at - 3600) == receiver.ids()[0]
    assert verify([new], *receiver.got[1], at) == receiver.ids()[1]


def test_a_receiver_that_is_down_for_two_days_gets_each_message_once_it_is_back(
    world: Telling, receiver: Receiver
) -> None:
    world.listen()
    begun = world.clock.at
    receiver.status = 503
    while world.clock.at < begun + 2 * DAY:
        if len(world.messages()) < 5:
            world.tell()
        world.send()
        world.clock.at += HOUR
    down, receiver.status = len(receiver.got), 204
    while world.clock.at < begun + 5 * DAY:
        world.send()
        world.clock.at += HOUR
    ids = [row["id"] for row in world.messages()]
    assert sorted(receiver.ids()[down:]) == ids
    assert sorted(set(receiver.ids()[:down])) == ids
    assert {row["state"] for row in world.messages()} == {"done"}


@ON_SQLITE
def test_tries_come_after_the_pauses_of_the_standard_and_then_no_more(
    world: Telling, receiver: Receiver
) -> None:
    world.listen()
    world.tell()
    receiver.status = 500
    begun, at = world.clock.at, []
    for pause in PAUSES:
        world.clock.at += pause - 1
        world.send()
        before = len(receiver.got)
        world.clock.at += 1
        world.send()
        at.append((len(receiver.got) - before, world.clock.at - begun))
    world.clock.at += 30 * DAY
    world.send()
    assert [number for number, _at in at] == [1] * 10
    assert at[-1][1] == sum(PAUSES) == 272_105_000
    assert (len(receiver.got), world.messages()[0]["state"]) == (10, "dead")
    assert world.tries() == [(500, "status_500")] * 10


@ON_SQLITE
def test_a_pause_is_longer_by_a_tenth_at_most(world: Telling, receiver: Receiver) -> None:
    endpoint = world.listen()
    world.tell()
    receiver.status = 500
    parts = replace(world.sending, jitter=lambda: 1.0)
    send_due(parts, world.agency.id, endpoint)
    assert world.messages()[0]["due_at"] == world.clock.at + 5_500


@ON_SQLITE
@pytest.mark.parametrize("status", [302, 400, 404, 429, 500])
def test_only_2xx_counts_as_taken(world: Telling, receiver: Receiver, status: int) -> None:
    receiver.status, receiver.headers = status, {"Location": receiver.url + "/elsewhere"}
    world.listen()
    world.tell()
    world.send()
    assert (len(receiver.got), world.messages()[0]["state"]) == (1, "waiting")
    assert world.tries() == [(status, f"status_{status}")]


@ON_SQLITE
@pytest.mark.parametrize("by", ["seconds", "date"])
def test_a_receiver_that_asks_for_time_is_left_alone(world: Telling, receiver: Receiver, by: str) -> None:
    until = datetime.fromtimestamp(world.clock.at / 1000 + 7200, UTC)
    receiver.status = 503
    receiver.headers = {"Retry-After": "7200" if by == "seconds" else format_datetime(until, usegmt=True)}
    world.listen()
    world.tell()
    world.send()
    assert world.messages()[0]["due_at"] == world.clock.at + 2 * HOUR


@ON_SQLITE
@pytest.mark.parametrize(("asked", "wait"), [("99999999", LONGEST_WAIT), ("-5", 5000), ("soon", 5000)])
def test_nobody_asks_for_more_than_a_day_nor_for_less_than_the_pause(
    world: Telling, receiver: Receiver, asked: str, wait: int
) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": asked}
    world.listen()
    world.tell()
    world.send()
    assert world.messages()[0]["due_at"] == world.clock.at + wait


@ON_SQLITE
def test_gone_disables_the_endpoint_until_somebody_enables_it(world: Telling, receiver: Receiver) -> None:
    endpoint = world.listen()
    world.tell(2)
    receiver.status = 410
    world.send()
    world.clock.at += DAY
    world.send()
    with world.store.write(world.viewer) as connection:
        row = webhooks.endpoint(connection, world.agency.id, endpoint)
        webhooks.set_state(connection, world.agency.id, endpoint, webhooks.RUNNING, None, world.clock.at)
    assert row is not None
    assert (row["state"], row["reason"], len(receiver.got)) == ("disabled", "gone", 1)
    receiver.status = 200
    world.send()
    assert {row["state"] for row in world.messages()} == {"done"}


@ON_SQLITE
def test_what_a_dead_sender_had_claimed_is_sent_by_another_under_the_same_id(
    world: Telling, receiver: Receiver
) -> None:
    endpoint = world.listen()
    world.tell()
    with world.store.write(world.viewer) as connection:
        claimed = webhooks.claim(connection, world.agency.id, endpoint, world.clock.at, 60_000)
    assert claimed is not None
    world.send()
    assert receiver.got == []
    world.clock.at += 60_000
    world.send()
    with world.store.write(world.viewer) as connection:
        assert not webhooks.finish(connection, claimed, state="dead")
    assert (receiver.ids(), world.messages()[0]["state"]) == ([claimed["id"]], "done")


@ON_SQLITE
def test_a_message_that_is_not_committed_is_never_sent(world: Telling) -> None:
    world.listen()
    told = [Told(ToldType.TEST, {})]

    def undone() -> None:
        with world.store.write(world.viewer) as connection:
            listening = webhooks.listening(connection, world.agency.id)
            assert webhooks.tell(connection, world.agency.id, listening, told, world.clock.at) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert world.messages() == []


@ON_SQLITE
def test_the_loop_sends_by_itself(world: Telling, receiver: Receiver) -> None:
    world.listen()
    world.tell(3)
    loop = Webhooks(world.sending, world.store.agencies)
    loop.tick()
    loop.close()
    assert len(receiver.got) == 3


def test_another_agency_is_told_nothing(world: Telling, receiver: Receiver) -> None:
    Record.of(world.store, "other")
    world.listen()
    with world.store.read(Viewer.system("test", "other")) as connection:
        assert webhooks.listening(connection, "other") == []
        assert webhooks.due_endpoints(connection, "other", world.clock.at) == []


@ON_SQLITE
def test_the_body_is_kept_as_it_is_sent(world: Telling, receiver: Receiver) -> None:
    world.listen()
    world.tell()
    receiver.status = 500
    world.send()
    world.clock.at += DAY
    world.send()
    assert receiver.got[0][1] == receiver.got[1][1] == world.messages()[0]["body"].encode()
    assert json.loads(receiver.got[0][1])["timestamp"] == "2026-03-10T12:00:00.000Z"
