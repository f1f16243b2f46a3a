"""A session as the house uses it: steps of polling, one case, prompts and answers, webhooks, settings."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lif_adapter_primero.adapter import ADAPTER
from lif_adapter_primero.errors import CredentialsRefused, ForgedHint, NotQuiet, NotVisible, NoWayToShow
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, LiveTime, SimulatedClock
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.errors import BadSetting, GiveUp, SignInRefused, TryLater
from lif_plugin.hooks.live import Changed, LiveSession, Outcome, Outgoing, Polled, Unreadable
from tests.unit.adapters.primero.test_rows import add_subform

IDENTITY = "784c89d9-eea5-5882-b76d-36bec93fff56"
Connect = Callable[..., LiveSession]


@pytest.fixture
def connect(fake: FakePrimero, clock: SimulatedClock) -> Iterator[Connect]:
    made: list[LiveSession] = []

    def make(password: str = PASSWORD, key: str | None = None, **settings: Any) -> LiveSession:
        given = {"address": fake.url, "user_name": SERVICE, "user_id": fake.world.people.users[SERVICE].id}
        secrets = {"password": password} | ({"webhook_key": key} if key else {})
        made.append(ADAPTER.connect({**given, **settings}, secrets, LiveTime(clock)))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def case_id(fake: FakePrimero, clock: SimulatedClock) -> str:
    return fake.add_case({"name": "Ada Invented", "age": 9}, at=clock.now() - 3_600_000)


def _polled(session: LiveSession, cursor: str | None = None) -> Polled:
    steps = list(session.poll(cursor))
    assert [step.more for step in steps] == [True] * (len(steps) - 1) + [False]
    return steps[-1]


def test_the_first_poll_gives_every_case_with_what_it_covers(
    connect: Connect, case_id: str, clock: SimulatedClock
) -> None:
    before = clock.now()
    told = _polled(connect())
    assert [case.case_ref for case in told.cases] == [case_id]
    assert {"case", "visit", "view_given", "consent"} <= told.covered
    assert before <= told.until_ms <= clock.now()


def test_a_poll_and_a_look_say_the_same_of_a_case(connect: Connect, case_id: str) -> None:
    session = connect()
    assert session.look(case_id) == _polled(session).cases[0]


def test_the_next_poll_gives_what_changed_since(
    fake: FakePrimero, connect: Connect, case_id: str, clock: SimulatedClock
) -> None:
    session = connect()
    other = fake.add_case({"age": 3}, at=clock.now() - 1_800_000)
    first = _polled(session)
    clock.sleep(3_600_000)
    fake.save(other, {"protection_concerns": ["street_child"]})
    [changed] = _polled(session, first.cursor).cases
    assert isinstance(changed, Changed)
    assert changed.case_ref == other
    assert changed.digest not in {case.digest for case in first.cases if isinstance(case, Changed)}
    assert case_id != other


def test_a_large_caseload_comes_in_steps_that_can_each_be_kept(
    fake: FakePrimero, connect: Connect, clock: SimulatedClock
) -> None:
    made = {fake.add_case({"age": 3}, at=clock.now() - 9_000_000 + number * 2_000) for number in range(1_200)}
    session = connect()
    steps = list(session.poll(None))
    assert [step.more for step in steps] == [True, False]
    assert steps[0].until_ms < steps[1].until_ms
    again = list(connect().poll(steps[0].cursor))
    assert {case.case_ref for step in (steps[0], *again) for case in step.cases} == made


def test_a_case_that_comes_into_sight_is_read_anew(fake: FakePrimero, connect: Connect, case_id: str) -> None:
    account = fake.world.people.users[SERVICE]
    del account.role.forms["child_wishes"]
    first = _polled(connect())
    account.role.forms["child_wishes"] = "r"
    fake.clock.sleep(3_600_000)
    second = _polled(connect(), first.cursor)
    assert [case.case_ref for case in second.cases] == [case_id]
    assert second.covered - first.covered == {"view_given"}


@pytest.mark.parametrize("cursor", ["", "nonsense", "1795312800000|", "9|0123456789abcdef", "²|x"])
def test_a_cursor_that_is_none_of_ours_begins_anew(connect: Connect, case_id: str, cursor: str) -> None:
    assert [case.case_ref for case in _polled(connect(), cursor).cases] == [case_id]


def test_cases_of_another_module_are_left_alone(fake: FakePrimero, connect: Connect) -> None:
    other = fake.add_case({"module_id": "primeromodule-gbv"})
    session = connect()
    assert (_polled(session).cases, session.look(other)) == ((), None)


def test_a_case_that_is_gone_or_out_of_scope_is_none(fake: FakePrimero, connect: Connect) -> None:
    hidden = fake.add_case({"age": 5}, "primero_cp_fam")
    session = connect()
    assert session.look(hidden) is None
    assert session.look("00000000-0000-4000-8000-000000000000") is None


def test_a_case_that_cannot_be_read_says_why_and_costs_no_other(
    fake: FakePrimero, connect: Connect, case_id: str
) -> None:
    broken = fake.add_case({"registration_date": "soon", "created_at": "once"})
    found = {case.case_ref: case for case in _polled(connect()).cases}
    told = found[broken]
    assert isinstance(told, Unreadable)
    assert told.reason == "primero_odd_answer"
    assert isinstance(found[case_id], Changed)


def test_a_prompt_is_shown_answered_and_read(
    fake: FakePrimero, connect: Connect, case_id: str, clock: SimulatedClock
) -> None:
    session = connect()
    delivered = session.deliver(Outgoing(IDENTITY, case_id, "Please look", ""))
    fake.resolve(case_id, int(delivered.receipt or 0), "Child refused: will ask again")
    [answer] = session.answers(case_id)
    assert (answer.identity, answer.receipt, answer.by) == (IDENTITY, delivered.receipt, "primero_cp")
    reply = session.read_reply(answer, (Exemption("child_refused", "The child did not want to"),))
    assert (reply.kind, reply.reason) == (AnswerKind.EXPLAINED, "child_refused")
    assert "Child refused" not in repr(answer)


def test_a_prompt_is_taken_back_with_the_connections_words(
    fake: FakePrimero, connect: Connect, case_id: str, clock: SimulatedClock
) -> None:
    session = connect(settle="0", withdrawn="Le dossier le montre.")
    session.deliver(Outgoing(IDENTITY, case_id, "Please look", ""))
    assert session.deliver(Outgoing(IDENTITY, case_id, "", "", withdraw=True)).outcome is Outcome.WRITTEN
    assert fake.flags(case_id)[0]["unflag_message"] == "Le dossier le montre."


def test_what_keeps_a_prompt_back_is_try_later_and_what_forbids_it_is_give_up(
    fake: FakePrimero, connect: Connect, case_id: str
) -> None:
    session = connect()
    fake.save(case_id, {})
    with pytest.raises(TryLater) as later:
        session.deliver(Outgoing(IDENTITY, case_id, "Please look", ""))
    assert isinstance(later.value, NotQuiet)
    assert later.value.facts["due_at"] > fake.clock.now()
    hidden = fake.add_case({"age": 5}, "primero_cp_fam", at=fake.clock.now() - 3_600_000)
    with pytest.raises(GiveUp) as never:
        session.deliver(Outgoing(IDENTITY, hidden, "Please look", ""))
    assert isinstance(never.value, NotVisible)


def test_a_refused_password_is_sent_once(fake: FakePrimero, connect: Connect, case_id: str) -> None:
    session = connect("wrong")
    for _ in range(10):
        with pytest.raises(SignInRefused) as refused:
            list(session.poll(None))
        assert isinstance(refused.value, CredentialsRefused)
    assert (len(fake.requests), fake.locked(SERVICE)) == (1, False)


def test_a_webhook_gives_the_case_and_only_with_the_key(connect: Connect, case_id: str) -> None:
    body = b'{"data": {"record_id": "%s", "record_type": "case"}}' % case_id.encode()
    session = connect(key="agreed")
    assert session.hint({"x-api-key": "agreed"}, body) == case_id
    assert session.hint({"X-Api-Key": "agreed"}, b"no json") is None
    for headers in ({}, {"X-Api-Key": "guessed"}):
        with pytest.raises(ForgedHint):
            session.hint(headers, body)
    with pytest.raises(GiveUp):
        connect().hint({"X-Api-Key": ""}, body)


@pytest.mark.parametrize("show", ["note", "subform"])
def test_the_other_ways_are_refused_plainly_without_their_permission(
    fake: FakePrimero, connect: Connect, case_id: str, show: str
) -> None:
    add_subform(fake, "rw", "flag")
    session = connect(show=show, subform="lif_prompts/lif_prompts_section")
    with pytest.raises(NoWayToShow, match="permission"):
        session.deliver(Outgoing(IDENTITY, case_id, "Please look", ""))
    assert {remark.about for remark in session.examine() if remark.weight == "wrong"} >= {"show"}
    assert not [method for method, _path in fake.requests if method != "GET"]


def test_a_subform_that_may_not_be_written_is_refused_plainly(
    fake: FakePrimero, connect: Connect, case_id: str
) -> None:
    add_subform(fake, "r")
    session = connect(show="subform", subform="lif_prompts/lif_prompts_section")
    with pytest.raises(NoWayToShow, match="lif_prompts"):
        session.deliver(Outgoing(IDENTITY, case_id, "Please look", ""))


def test_a_prompt_in_our_own_subform_goes_the_whole_way(
    fake: FakePrimero, connect: Connect, case_id: str
) -> None:
    add_subform(fake)
    session = connect(show="subform", subform="lif_prompts/lif_prompts_section", settle=0)
    before = session.look(case_id)
    assert session.deliver(Outgoing(IDENTITY, case_id, "Please look", "")).outcome is Outcome.WRITTEN
    after = session.look(case_id)
    assert isinstance(before, Changed)
    assert isinstance(after, Changed)
    assert (after.digest, after.events) == (before.digest, before.events)
    row = {"unique_id": IDENTITY, "prompt_answer": "Done on Friday"}
    fake.save(case_id, {"lif_prompts_section": [row]})
    assert [(one.identity, one.text) for one in session.answers(case_id)] == [(IDENTITY, "Done on Friday")]


def test_examining_finds_nothing_wrong_with_a_well_set_up_account(connect: Connect) -> None:
    assert [remark for remark in connect().examine() if remark.weight == "wrong"] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("address", "http://primero.example.org"),
        ("address", ""),
        ("user_id", "nobody"),
        ("user_id", True),
        ("settle", -1),
        ("settle", "soon"),
        ("zone", "Mars/Crater"),
        ("show", "mail"),
        ("show", "subform"),
        ("subform", "no place"),
        ("sign_in", "magic"),
        ("fields", "no-such-file.toml"),
        ("fields", {"module": "m", "fields": {"nothing": "a/b"}}),
        ("words", {"done": [3]}),
        ("words", {"yes": ["ja"]}),
        ("colour", "red"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(connect: Connect, setting: str, value: Any) -> None:
    with pytest.raises(BadSetting) as refused:
        connect(**{setting: value})
    assert PASSWORD not in str(refused.value)


def test_a_connection_needs_its_password() -> None:
    with pytest.raises(BadSetting, match="password"):
        ADAPTER.connect({"address": "https://primero.example.org", "user_name": "svc", "user_id": 3}, {},
                        LiveTime(SimulatedClock()))  # fmt: skip


def test_field_map_and_words_may_be_files(connect: Connect, tmp_path: Any) -> None:
    (tmp_path / "words.json").write_text('{"done": ["sí"], "reasons": {"child_refused": ["se negó"]}}')
    (tmp_path / "fields.toml").write_text('module = "m"\n[fields]\nnothing = "a/b"\n')
    assert PASSWORD not in repr(connect(words=str(tmp_path / "words.json")))
    with pytest.raises(BadSetting, match="nothing"):
        connect(fields=str(tmp_path / "fields.toml"))
