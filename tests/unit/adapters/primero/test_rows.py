"""A prompt as a note or as a row of our own subform: written once, answered, taken back only while unanswered."""

import pytest

from lif_adapter_primero.client import Primero
from lif_adapter_primero.errors import NotKept, NotQuiet
from lif_adapter_primero.quiet import SETTLE_MS
from lif_adapter_primero.rows import Notes, OwnSubform, RowWriter
from lif_adapter_primero.subform import ANSWER, TEXT, read_subform
from lif_adapter_primero.testing import SERVICE, Break, FakePrimero, Fault, SimulatedClock
from lif_adapter_primero.testing.people import Role
from lif_plugin.errors import BadSetting, LifError
from lif_plugin.hooks.live import Outcome, Outgoing

IDENTITY = "784c89d9-eea5-5882-b76d-36bec93fff56"
MARK = "[P:784c89d9eea55882b76d36bec93fff56]"
TEXT_SHOWN = "The record does not yet show the child's own view."
SUBFORM = read_subform("lif_prompts/lif_prompts_section")


def add_subform(fake: FakePrimero, level: str = "rw", *permissions: str) -> None:
    """Add our own subform to the fake's forms and grant it to the account, as an administrator would."""
    fake.world.forms.add("lif_prompts", "lif_prompts_section", "subform:lif_prompts_rows")
    fake.world.forms.add("lif_prompts_rows", TEXT, "textarea")
    fake.world.forms.add("lif_prompts_rows", ANSWER, "textarea")
    held = {"case": ["read", *(permissions or ("write",))]}
    granted = {**dict.fromkeys(fake.world.forms.forms, "r"), "lif_prompts": level}
    fake.world.people.users[SERVICE].role = Role("role-with-write", "group", held, granted)
    for user in ("primero_cp",):
        fake.world.people.users[user].role.forms["lif_prompts"] = "rw"


@pytest.fixture
def outgoing(fake: FakePrimero, clock: SimulatedClock) -> Outgoing:
    case_id = fake.add_case({"name": "Ada Invented", "age": 9}, at=clock.now() - 3_600_000)
    return Outgoing(IDENTITY, case_id, TEXT_SHOWN, "https://lif.example.org/p/1")


@pytest.fixture(params=["note", "subform"])
def writer(request: pytest.FixtureRequest, fake: FakePrimero, client: Primero) -> RowWriter:
    if request.param == "note":
        return RowWriter(client, SERVICE, Notes("A question"))
    add_subform(fake)
    return RowWriter(client, SERVICE, OwnSubform(SUBFORM))


def _rows(fake: FakePrimero, outgoing: Outgoing) -> list[dict[str, object]]:
    stored = fake.case(outgoing.case_ref)
    return [*(stored.get("notes_section") or ()), *(stored.get("lif_prompts_section") or ())]


def _answer(fake: FakePrimero, outgoing: Outgoing, text: str) -> None:
    """Let the owner answer, whichever way the prompt is shown."""
    if fake.case(outgoing.case_ref).get("lif_prompts_section"):
        row = {"unique_id": IDENTITY, ANSWER: text}
        fake.save(outgoing.case_ref, {"lif_prompts_section": [row]})
        return
    note = {
        "note_text": f"{MARK} {text}",
        "note_created_by": "primero_cp",
        "note_date": "2026-11-22T03:00:00.000Z",
    }
    fake.save(outgoing.case_ref, {"notes_section": [note]})


def test_a_prompt_is_one_row_and_nothing_else_of_the_case_changes(
    fake: FakePrimero, writer: RowWriter, outgoing: Outgoing
) -> None:
    assert writer.show(outgoing).outcome is Outcome.WRITTEN
    assert writer.show(outgoing).outcome is Outcome.THERE
    assert [row["unique_id"] for row in _rows(fake, outgoing)] == [IDENTITY]
    stored = fake.case(outgoing.case_ref)
    assert (stored["status"], stored["age"], stored["name"]) == ("open", 9, "Ada Invented")


@pytest.mark.parametrize("how", [Break.BEFORE, Break.AFTER, Break.MIDWAY, 429, 500, 503])
@pytest.mark.parametrize("done", [False, True])
def test_a_write_that_broke_is_tried_again_and_leaves_one_row(
    fake: FakePrimero, writer: RowWriter, outgoing: Outgoing, how: Break | int, done: bool
) -> None:
    fake.faults.add(Fault(how, method="PATCH", done=done))
    with pytest.raises(LifError):
        writer.show(outgoing)
    fake.clock.sleep(SETTLE_MS)
    assert writer.show(outgoing).outcome in {Outcome.WRITTEN, Outcome.THERE}
    assert len(_rows(fake, outgoing)) == 1


def test_what_a_worker_answers_comes_back_and_stays(
    fake: FakePrimero, writer: RowWriter, outgoing: Outgoing, clock: SimulatedClock
) -> None:
    writer.show(outgoing)
    assert writer.answers(outgoing.case_ref) == []
    _answer(fake, outgoing, "Spoke with her on Friday.")
    assert [(one.identity, one.text) for one in writer.answers(outgoing.case_ref)] == [
        (IDENTITY, "Spoke with her on Friday.")
    ]
    clock.sleep(SETTLE_MS)
    assert writer.show(outgoing).outcome is Outcome.ANSWERED
    assert writer.withdraw(outgoing).outcome is Outcome.ANSWERED
    assert len(writer.answers(outgoing.case_ref)) == 1


def test_an_unanswered_row_is_taken_away_once_the_case_is_quiet(
    fake: FakePrimero, writer: RowWriter, outgoing: Outgoing, clock: SimulatedClock
) -> None:
    writer.show(outgoing)
    with pytest.raises(NotQuiet):
        writer.withdraw(outgoing)
    clock.sleep(SETTLE_MS)
    assert writer.withdraw(outgoing).outcome is Outcome.WRITTEN
    assert _rows(fake, outgoing) == []
    assert writer.withdraw(outgoing).outcome is Outcome.ABSENT


def test_what_is_dropped_in_silence_is_told(fake: FakePrimero, client: Primero, outgoing: Outgoing) -> None:
    add_subform(fake, "r")
    with pytest.raises(NotKept):
        RowWriter(client, SERVICE, OwnSubform(SUBFORM)).show(outgoing)


def test_a_worker_who_makes_a_note_with_our_mark_first_is_no_prompt_of_ours(
    fake: FakePrimero, client: Primero, outgoing: Outgoing
) -> None:
    _answer(fake, outgoing, "before there was a question")
    assert RowWriter(client, SERVICE, Notes("A question")).answers(outgoing.case_ref) == []


@pytest.mark.parametrize("told", ["lif_prompts", "a/b/c", "A/b", 3])
def test_a_place_that_is_none_is_refused(told: object) -> None:
    with pytest.raises(BadSetting):
        read_subform(told)
