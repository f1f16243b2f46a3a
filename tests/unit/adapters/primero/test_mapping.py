"""What a case says as events: only what is entered, never what we cannot see, and nothing of our own."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_primero.client import Primero
from lif_adapter_primero.errors import OddAnswer
from lif_adapter_primero.fields import NAMES, FieldMap, Path, default_fields, read_fields
from lif_adapter_primero.mapping import KINDS, covered_kinds, map_case
from lif_adapter_primero.reach import Reach, View
from lif_adapter_primero.rows import Notes, RowWriter
from lif_adapter_primero.testing import SERVICE, FakePrimero, SimulatedClock
from lif_adapter_primero.watched import Entered, Watched
from lif_adapter_primero.writing import Writer
from lif_plugin.domain.reading import Words
from lif_plugin.domain.record import Event, check_event
from lif_plugin.hooks.live import Changed, Outgoing

TODAY = 20_261_122
ALL_OPEN = View(MappingProxyType(dict.fromkeys(NAMES, Reach.OPEN)))
ROW = "d331c4d5-3201-468d-a783-47c073a9f835"
CASE = {
    "id": "5b1c7f0e-2f5c-4c0a-9d0e-6a2f4f3b9a11",
    "record_state": True,
    "status": "open",
    "registration_date": "2026-01-12",
    "owned_by": "w.amina",
    "last_updated_at": "2026-02-03T10:11:12.345Z",
}
SEEN = read_fields(
    {
        "module": "m",
        "fields": {
            "status": "core/status",
            "enabled": "core/record_state",
            "registered_on": "core/registration_date",
            "follow_up.due_on": "followup/rows.due",
            "follow_up.done_on": "followup/rows.done",
            "follow_up.child_seen": "followup/rows.child_was_seen",
            "follow_up.not_seen_because": "followup/rows.why_not",
        },
    }
)


def _mapped(
    view: View = ALL_OPEN, field_map: FieldMap | None = None, today: int = TODAY, **fields: Any
) -> Changed:
    return map_case(Watched({**CASE, **fields}, field_map or default_fields(), view, SERVICE), today)


def _of(mapped: Changed, kind: str) -> list[Event]:
    return [event for event in mapped.events if event.kind == kind]


def _hidden(*names: str) -> View:
    return View(MappingProxyType({**ALL_OPEN.reaches, **dict.fromkeys(names, Reach.HIDDEN)}))


def test_a_case_that_is_open_and_nothing_else() -> None:
    found = _mapped()
    assert [(event.kind, event.occurred_day, event.until_day) for event in found.events] == [
        ("referral", 20_260_112, None),
        ("case", 20_260_112, None),
        ("worker", 20_260_112, None),
    ]
    assert found.moved_at == 1_770_113_472_345


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"status": "closed", "date_closure": "2026-02-01"}, 20_260_201),
        ({"status": "closed"}, 20_260_203),
        ({"status": "transferred"}, 20_260_203),
        ({"record_state": False}, 20_260_203),
    ],
)
def test_what_held_the_case_open_ends_with_it(fields: dict[str, Any], until: int) -> None:
    found = _mapped(**fields, date_case_plan="2026-01-20", assessment_requested_on="2026-01-13")
    ends = {
        event.until_day for kind in ("case", "plan", "assessment", "worker") for event in _of(found, kind)
    }
    assert ends == {until}


def test_a_closed_case_has_a_closure_with_its_reason() -> None:
    found = _mapped(status="closed", date_closure="2026-02-01", closure_reason="transferred_abroad")
    closure = _of(found, "closure")[0]
    assert (closure.occurred_day, closure.fields) == (20_260_201, {"code": "transferred_abroad"})


def test_a_follow_up_done_is_a_visit_held_and_one_overdue_is_a_visit_of_which_nothing_is_known() -> None:
    rows = [
        {"unique_id": ROW, "followup_type": "in_care", "followup_needed_by_date": "2026-02-01",
         "followup_date": "2026-02-03"},
        {"unique_id": "other", "followup_type": "in_care", "followup_needed_by_date": "2026-11-20"},
    ]  # fmt: skip
    done, overdue = _of(_mapped(followup_subform_section=rows), "visit")
    assert (done.occurred_day, done.fields) == (
        20_260_203,
        {"code": "in_care", "outcome": "done", "held": "yes"},
    )
    assert (overdue.occurred_day, overdue.fields) == (20_261_120, {"code": "in_care", "outcome": "open"})


def test_a_follow_up_planned_for_later_is_no_fact_yet_but_wakes_us() -> None:
    rows = [{"unique_id": ROW, "followup_needed_by_date": "2026-12-24"}]
    found = _mapped(followup_subform_section=rows)
    assert (_of(found, "visit"), found.due_on) == ([], 20_261_225)
    on_the_day = _mapped(followup_subform_section=rows, today=20_261_224)
    assert (_of(on_the_day, "visit"), on_the_day.due_on) == ([], 20_261_225)
    later = _mapped(followup_subform_section=rows, today=20_261_225)
    assert (_of(later, "visit")[0].occurred_day, later.due_on) == (20_261_224, None)


def test_where_we_may_not_see_whether_it_was_done_a_follow_up_is_never_overdue() -> None:
    rows = [{"unique_id": ROW, "followup_needed_by_date": "2026-02-01"}]
    found = _mapped(_hidden("follow_up.done_on"), followup_subform_section=rows)
    assert (_of(found, "visit"), found.due_on) == ([], None)


@pytest.mark.parametrize(
    ("value", "seen"),
    [("yes", "yes"), (True, "yes"), ("no", "no"), (False, "no"), ("perhaps", None), (None, None), ("", None)],
)
def test_whether_the_child_was_seen_is_yes_no_or_unknown(value: Any, seen: str | None) -> None:
    rows = [{"unique_id": ROW, "done": "2026-02-03", "child_was_seen": value}]
    visit = _of(_mapped(field_map=SEEN, rows=rows), "visit")[0]
    assert visit.fields.get("seen") == seen


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({}, False),
        ({"wishes_child_family_tracing": " "}, False),
        ({"wishes_child_family_tracing": "yes"}, True),
        ({"child_preferences_section": []}, False),
        ({"child_preferences_section": [{"unique_id": ROW, "wishes_name": "her aunt"}]}, True),
    ],
)
def test_wishes_entered_anywhere_are_a_view_whose_words_are_not_taken(
    fields: dict[str, Any], given: bool
) -> None:
    found = _mapped(**fields)
    assert bool(_of(found, "view_given")) is given
    assert "her aunt" not in repr(found)


def test_what_is_hidden_gives_no_event_and_is_not_covered() -> None:
    view = _hidden("wishes", "follow_up.done_on")
    found = _mapped(view, wishes_child_family_tracing="yes")
    assert _of(found, "view_given") == []
    assert KINDS - covered_kinds(view) == {"view_given", "visit"}


def test_never_entered_and_not_visible_are_told_apart() -> None:
    case = Watched(CASE, default_fields(), _hidden("born_on"), SERVICE)
    assert case.read("born_on").entered is Entered.NOT_VISIBLE
    assert case.read("closure_reason").entered is Entered.NEVER
    assert case.read("status").entered is Entered.YES


def test_everything_unmapped_covers_nothing() -> None:
    assert covered_kinds(View(MappingProxyType({}))) == frozenset()


def test_consent_names_who_gave_it() -> None:
    consent = _of(_mapped(interview_subject="caregiver", consent_for_services=True), "consent")[0]
    assert consent.fields == {"code": "caregiver", "outcome": "yes"}


def test_a_note_is_when_and_by_whom_and_ours_is_none() -> None:
    rows = [
        {"unique_id": ROW, "note_date": "2026-02-03T10:00:00.000Z", "note_text": "her words", "note_created_by": "w.amina"},
        {"unique_id": "ours", "note_date": "2026-02-03T10:00:00.000Z", "note_created_by": SERVICE},
    ]  # fmt: skip
    note = _of(_mapped(notes_section=rows), "note")
    assert [(event.occurred_at, event.fields) for event in note] == [
        (1_770_112_800_000, {"code": "NOTE", "actor": "w.amina"})
    ]
    assert "her words" not in repr(note)


def test_the_words_of_a_note_are_handed_over_only_where_they_are_mapped() -> None:
    rows = [
        {"unique_id": ROW, "note_date": "2026-02-03", "note_text": "her words", "note_created_by": "w.amina"}
    ]
    chosen = FieldMap(
        "m", {**default_fields().paths, "note.text": (Path("notes", "notes_section", "note_text"),)}
    )
    plain, handed = (
        _of(_mapped(field_map=one, notes_section=rows, date_of_birth="2018-05-06"), "note")[0]
        for one in (default_fields(), chosen)
    )
    assert plain.words is None
    assert handed.words == Words("her words", None, "case note", 20180506)
    assert "her words" not in repr(handed)


def test_a_new_owner_replaces_the_old() -> None:
    first, second = (_of(_mapped(owned_by=name), "worker")[0] for name in ("w.amina", "w.bo"))
    assert (first.key, first.fields) == (second.key, {"actor": "w.amina"})


@pytest.mark.parametrize("name", ["id", "last_updated_at", "registration_date"])
def test_a_case_without_its_frame_is_refused(name: str) -> None:
    case = {key: value for key, value in CASE.items() if key != name}
    with pytest.raises((OddAnswer, KeyError)):
        map_case(Watched(case, default_fields(), ALL_OPEN, SERVICE), TODAY)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=300)
    | st.sampled_from(["2026-02-03", "closed", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unique_id", "followup_date", "note_date"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = sorted(
    {path.field for paths in default_fields().paths.values() for path in paths} - {"registration_date"}
)


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_whatever_is_entered_every_event_fits_its_kind(fields: dict[str, Any]) -> None:
    for event in _mapped(**fields).events:
        check_event(event)
        assert event.kind in KINDS


def test_each_fact_has_a_key_of_its_own() -> None:
    rows = [{"unique_id": row, "followup_date": "2026-02-03"} for row in ("a", "b")]
    keys = [
        event.key
        for event in _mapped(followup_subform_section=rows, protection_concerns=["x", "y", "x"]).events
    ]
    assert len(keys) == len(set(keys)) == 7
    assert all(key.startswith(str(CASE["id"])) for key in keys)


def _read(client: Primero, case_id: str) -> Changed:
    return map_case(Watched(client.case(case_id), default_fields(), ALL_OPEN, SERVICE), TODAY)


def test_our_own_flag_moves_the_case_and_changes_nothing(
    fake: FakePrimero, client: Primero, clock: SimulatedClock
) -> None:
    case_id = fake.add_case({"age": 9}, at=clock.now() - 3_600_000)
    before = _read(client, case_id)
    Writer(client, SERVICE).show(Outgoing("784c89d9-eea5-5882-b76d-36bec93fff56", case_id, "Please look", ""))
    after = _read(client, case_id)
    assert after.moved_at > before.moved_at
    assert replace(after, moved_at=before.moved_at) == before


def test_our_own_note_and_a_save_without_effect_change_nothing(
    fake: FakePrimero, client: Primero, clock: SimulatedClock
) -> None:
    case_id = fake.add_case({"age": 9}, at=clock.now() - 3_600_000)
    before = _read(client, case_id).digest
    outgoing = Outgoing("784c89d9-eea5-5882-b76d-36bec93fff56", case_id, "Please look", "")
    RowWriter(client, SERVICE, Notes("A question")).show(outgoing)
    fake.save(case_id, {})
    assert _read(client, case_id).digest == before


def test_a_watched_field_changes_the_digest_and_so_does_coming_into_sight(
    fake: FakePrimero, client: Primero
) -> None:
    case_id = fake.add_case({"age": 9})
    before = _read(client, case_id).digest
    fake.save(case_id, {"followup_subform_section": [{"followup_needed_by_date": "2026-11-20"}]})
    assert _read(client, case_id).digest != before
    assert _mapped(_hidden("wishes")).digest != _mapped().digest
