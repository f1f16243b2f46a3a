"""What every live adapter must hold to, checked against a platform of a test: each check raises AssertionError."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from lif_plugin.domain.record import check_event
from lif_plugin.errors import BadSetting, GiveUp, LifError, SignInRefused, TryLater
from lif_plugin.hooks.live import Changed, LiveAdapter, LiveSession, Outcome, Outgoing
from lif_plugin.testing.listening import listening
from lif_plugin.testing.live_bench import LiveBench

LiveCheck = Callable[[LiveAdapter, LiveBench], None]
IDENTITY: Final = "784c89d9-eea5-5882-b76d-36bec93fff56"
ANSWER: Final = "Spoke with her on Friday, invented words"
_TEXT: Final = "The record does not yet show this."
_LINK: Final = "https://lif.example.org/p/1"


@contextmanager
def _session(adapter: LiveAdapter, bench: LiveBench) -> Iterator[LiveSession]:
    session = adapter.connect(bench.settings, bench.secrets, bench.clock)
    try:
        yield session
    finally:
        session.close()


def _all(session: LiveSession, cursor: str | None = None) -> tuple[dict[str, Changed], str]:
    """The last state of each case of a poll, with the cursor after it."""
    found: dict[str, Changed] = {}
    after = cursor or ""
    for step in session.poll(cursor):
        found |= {one.case_ref: one for one in step.cases if isinstance(one, Changed)}
        after = step.cursor
    return found, after


def _shown(case_ref: str, *, withdraw: bool = False) -> Outgoing:
    return Outgoing(IDENTITY, case_ref, _TEXT, _LINK, withdraw)


def cases_parse(adapter: LiveAdapter, bench: LiveBench) -> None:
    """Every case comes with facts of the kinds the adapter names, each of its own case and by a key of its own."""
    refs = {bench.add() for _ in range(3)}
    with _session(adapter, bench) as session:
        steps = list(session.poll(None))
    cases = [one for step in steps for one in step.cases]
    assert {one.case_ref for one in cases} == refs, "not every case came"
    assert not steps[-1].more, "the last step says that there is more"
    assert all(step.covered <= adapter.kinds for step in steps), "covers kinds it does not name"
    for case in cases:
        assert isinstance(case, Changed), "a case of the bench cannot be read"
        assert case.events, "a case came without facts"
        for event in case.events:
            check_event(event)
            assert event.case_ref == case.case_ref, "a fact of another case"
            assert event.kind in adapter.kinds, f"gives a kind it does not name: {event.kind}"
        keys = [event.key for event in case.events]
        assert len(keys) == len(set(keys)), "two facts of a case have one key"


def a_repeat_gives_the_same_keys(adapter: LiveAdapter, bench: LiveBench) -> None:
    """A case that did not change is read the same again: facts, keys and digest; also by another session."""
    bench.add()
    with _session(adapter, bench) as session:
        first, again = _all(session)[0], _all(session)[0]
    with _session(adapter, bench) as other:
        assert first == again == _all(other)[0], "the same case was read otherwise"


def a_backfill_says_what_the_feed_said(adapter: LiveAdapter, bench: LiveBench) -> None:
    """What came bit by bit, by polls from a cursor and by looks, is what one poll from the beginning gives."""
    refs = [bench.add() for _ in range(3)]
    with _session(adapter, bench) as session:
        live, cursor = _all(session)
        for number in range(6):
            bench.change(refs[number % 2])
            if number % 2:
                changed, cursor = _all(session, cursor)
                live |= changed
            elif isinstance(one := session.look(refs[0]), Changed):
                live[refs[0]] = one
        live |= _all(session, cursor)[0]
    with _session(adapter, bench) as fresh:
        assert _all(fresh)[0] == live, "a backfill differs from what was seen live"


def moved_is_not_changed(adapter: LiveAdapter, bench: LiveBench) -> None:
    """A save that changes nothing watched keeps the digest; one that does changes it; so does no prompt of ours."""
    ref = bench.add()
    with _session(adapter, bench) as session:
        before = _digest(session, ref)
        bench.touch(ref)
        assert _digest(session, ref) == before, "a save without effect changes the digest"
        bench.rest()
        session.deliver(_shown(ref))
        assert _digest(session, ref) == before, "our own prompt changes the digest"
        bench.change(ref)
        assert _digest(session, ref) != before, "a watched change keeps the digest"


def _digest(session: LiveSession, ref: str) -> str:
    case = session.look(ref)
    assert isinstance(case, Changed), "a case of the bench cannot be looked at"
    return case.digest


def nonsense_is_a_typed_error(adapter: LiveAdapter, bench: LiveBench) -> None:
    """A case that is not there is none or a `LifError`; a cursor of nobody's begins anew or is refused."""
    ref = bench.add()
    with _session(adapter, bench) as session:
        for odd in ("no-such-case", "00000000-0000-4000-8000-000000000000", "../users"):
            with suppress(GiveUp, TryLater):
                assert session.look(odd) is None, "found a case that is not there"
            with suppress(GiveUp, TryLater):
                told = session.deliver(Outgoing(IDENTITY, odd, _TEXT, _LINK))
                assert told.outcome is not Outcome.WRITTEN, "wrote to a case that is not there"
        with suppress(LifError):
            assert ref in _all(session, "a cursor of nobody's")[0], "an odd cursor lost a case"


def settings_are_checked_before_anything_is_sent(adapter: LiveAdapter, bench: LiveBench) -> None:
    """Connecting sends nothing; what is unknown or missing is `BadSetting`, with no secret in its words."""
    _refused(adapter, bench, {**bench.settings, "no_such_setting": "x"}, dict(bench.secrets))
    for one in adapter.settings:
        if one.required:
            given = {name: value for name, value in bench.settings.items() if name != one.name}
            secrets = {name: value for name, value in bench.secrets.items() if name != one.name}
            _refused(adapter, bench, given, secrets)
    with _session(adapter, bench):
        assert bench.requests() == 0, "connecting went to the network"


def _refused(
    adapter: LiveAdapter, bench: LiveBench, given: Mapping[str, Any], secrets: Mapping[str, str]
) -> None:
    told = ""
    try:
        adapter.connect(given, secrets, bench.clock).close()
    except BadSetting as error:
        told = str(error)
    assert told, "took settings that cannot be right"
    assert not any(secret in told for secret in bench.secrets.values()), "a secret is in an error"


def a_refused_sign_in_is_sent_once(adapter: LiveAdapter, bench: LiveBench) -> None:
    """After `SignInRefused` the session sends nothing more, whatever it is asked."""
    ref = bench.add()
    wrong = {name: f"not {value}" for name, value in bench.secrets.items()}
    session = adapter.connect(bench.settings, wrong, bench.clock)
    try:
        for attempt in range(3):
            for ask in (
                lambda: list(session.poll(None)),
                lambda: session.look(ref),
                lambda: session.answers(ref),
            ):
                try:
                    ask()
                except SignInRefused:
                    sent = bench.requests() if attempt else None
                else:
                    raise AssertionError("a wrong secret was taken")
                assert sent is None or sent == bench.requests(), "went on after a refusal"
        first = bench.requests()
        with suppress(SignInRefused):
            session.deliver(_shown(ref))
        assert bench.requests() == first, "wrote after a refusal"
    finally:
        session.close()


def nothing_secret_or_private_is_told(adapter: LiveAdapter, bench: LiveBench) -> None:
    """No secret in any repr; no secret, no name, no word of a record or of an answer in any log or fact."""
    ref = bench.add()
    with listening() as heard, _session(adapter, bench) as session:
        found = _all(session)[0]
        bench.rest()
        session.deliver(_shown(ref))
        bench.answer(ref, ANSWER)
        answers = session.answers(ref)
        said = [repr(session), repr(found), repr(answers), repr(adapter)]
    for text in bench.secrets.values():
        assert not any(text in one for one in said), "a secret is in a repr"
        assert not heard.holds(text), "a secret is in a log"
    for text in (*bench.private(), ANSWER):
        assert not any(text in one for one in said), "a name or somebody's words are in a fact or a repr"
        assert not heard.holds(text), "a name or somebody's words are in a log"


def a_prompt_is_written_once(adapter: LiveAdapter, bench: LiveBench) -> None:
    """Delivered again, after any break and by another session, a prompt stands there once."""
    for breaks in (None, False, True):
        ref = bench.add()
        with _session(adapter, bench) as session:
            if breaks is not None:
                bench.break_next_write(done=breaks)
                try:
                    session.deliver(_shown(ref))
                except TryLater:
                    bench.rest()
                else:
                    raise AssertionError("a broken write was not TryLater")
            told = session.deliver(_shown(ref)).outcome
            assert told in {Outcome.WRITTEN, Outcome.THERE}, f"a prompt was not shown: {told}"
        bench.rest()
        with _session(adapter, bench) as other:
            assert other.deliver(_shown(ref)).outcome is Outcome.THERE, "a prompt was not found again"
        assert bench.shown(ref) == 1, "a prompt is not there exactly once"


def an_answer_comes_back_once(adapter: LiveAdapter, bench: LiveBench) -> None:
    """Before there is an answer there is none; then one, as it was written; and the prompt is not shown again."""
    ref = bench.add()
    with _session(adapter, bench) as session:
        session.deliver(_shown(ref))
        assert not session.answers(ref), "an answer before anybody answered"
        bench.answer(ref, ANSWER)
        for _ in range(2):
            found = [(one.identity, one.case_ref, one.text) for one in session.answers(ref)]
            assert found == [(IDENTITY, ref, ANSWER)], "the answer is not there once, as it was written"
        session.read_reply(session.answers(ref)[0], ())
        bench.rest()
        assert session.deliver(_shown(ref)).outcome is Outcome.ANSWERED, "an answered prompt was shown again"


def only_what_is_unanswered_is_taken_back(adapter: LiveAdapter, bench: LiveBench) -> None:
    """A prompt nobody answered goes; one that was answered stays with its answer; one never shown is absent."""
    alone, answered, never = (bench.add() for _ in range(3))
    with _session(adapter, bench) as session:
        for ref in (alone, answered):
            session.deliver(_shown(ref))
        bench.answer(answered, ANSWER)
        bench.rest()
        told = [session.deliver(_shown(ref, withdraw=True)).outcome for ref in (alone, answered, never)]
        assert told == [Outcome.WRITTEN, Outcome.ANSWERED, Outcome.ABSENT], f"took back: {told}"
        assert [one.text for one in session.answers(answered)] == [ANSWER], "an answer was lost"
        assert not session.answers(alone), "our own withdrawal counts as an answer"
    assert bench.shown(alone) == 0, "what was taken back is still shown"


def a_hint_needs_its_proof(adapter: LiveAdapter, bench: LiveBench) -> None:
    """A webhook gives its case; without its proof it is `GiveUp`; with proof and no sense it is None."""
    ref = bench.add()
    headers, body = bench.hint(ref)
    with _session(adapter, bench) as session:
        assert session.hint(headers, body) == ref, "a hint does not give its case"
        assert session.hint({name.upper(): value for name, value in headers.items()}, body) == ref
        for nonsense in (b"", b"\xff\x00", b"[]", b'{"data": []}'):
            with suppress(GiveUp):
                assert session.hint(headers, nonsense) is None, "nonsense gives a case"
        try:
            session.hint({}, body)
        except GiveUp:
            return
    raise AssertionError("a hint without proof was taken")
