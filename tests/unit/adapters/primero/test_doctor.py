"""The doctor sees what the account sees, and says what would keep a prompt from being right."""

import pytest

from lif_adapter_primero.client import Primero
from lif_adapter_primero.doctor import Weight, examine
from lif_adapter_primero.fields import FieldMap, default_fields, read_fields
from lif_adapter_primero.quiet import SETTLE_MS
from lif_adapter_primero.reach import Reach, find_view
from lif_adapter_primero.testing import SERVICE, FakePrimero
from lif_adapter_primero.testing.people import Role

FORMS = ("notes", "followup", "consent", "child_wishes", "assessment", "cp_case_plan", "closure_form",
         "protection_concern", "basic_identity")  # fmt: skip


def _role(fake: FakePrimero, forms: tuple[str, ...], scope: str = "group", **permissions: list[str]) -> int:
    held = permissions or {"case": ["read", "flag"]}
    account = fake.world.people.users[SERVICE]
    account.role = Role("role-of-this-test", scope, held, dict.fromkeys(forms, "r"))
    return account.id


def _wrong(client: Primero, field_map: FieldMap, user_id: int | None) -> set[str]:
    found = examine(client, field_map, user_id, SETTLE_MS)
    return {finding.about for finding in found if finding.weight is Weight.WRONG}


def _care(client: Primero, user_id: int, settle_ms: int = SETTLE_MS) -> set[str]:
    found = examine(client, default_fields(), user_id, settle_ms)
    return {finding.about for finding in found if finding.weight is Weight.CARE}


def test_a_well_set_up_account_has_nothing_wrong(fake: FakePrimero, client: Primero) -> None:
    assert _wrong(client, default_fields(), _role(fake, FORMS)) == set()


def test_a_form_that_is_not_granted_hides_its_fields(fake: FakePrimero, client: Primero) -> None:
    without = tuple(form for form in FORMS if form not in {"child_wishes", "consent"})
    names = {"wishes", "consent.given_by", "consent.for_services"}
    assert _wrong(client, default_fields(), _role(fake, without)) == names


def test_a_field_that_the_forms_do_not_have_is_missing(fake: FakePrimero, client: Primero) -> None:
    fake.world.forms.remove("followup_subform_section", "followup_date")
    fake.world.forms.remove("consent", "interview_subject")
    assert _wrong(client, default_fields(), _role(fake, FORMS)) == {"follow_up.done_on", "consent.given_by"}


def test_what_is_unmapped_is_told_and_so_is_a_form_hidden_from_workers(
    fake: FakePrimero, client: Primero
) -> None:
    found = {"follow_up.child_seen", "follow_up.not_seen_because", "child_wishes"}
    assert _care(client, _role(fake, FORMS)) == found


@pytest.mark.parametrize(
    ("held", "scope", "about"),
    [
        ({"case": ["read"]}, "group", "case:flag"),
        ({"case": ["flag"]}, "group", "case:read"),
        ({"case": ["read", "flag"]}, "self", "scope"),
    ],
)
def test_a_role_that_cannot_do_the_work_is_wrong(
    fake: FakePrimero, client: Primero, held: dict[str, list[str]], scope: str, about: str
) -> None:
    assert _wrong(client, default_fields(), _role(fake, FORMS, scope, **held)) == {about}


def test_a_role_that_may_too_much_is_told(fake: FakePrimero, client: Primero) -> None:
    user_id = _role(fake, FORMS, "all", case=["read", "flag", "write"])
    assert {"role", "scope"} <= _care(client, user_id)


def test_a_settle_time_below_ten_minutes_is_told(fake: FakePrimero, client: Primero) -> None:
    user_id = _role(fake, FORMS)
    assert "settle" in _care(client, user_id, 1_000)
    assert "settle" not in _care(client, user_id, SETTLE_MS)


def test_without_the_accounts_number_nothing_is_taken_for_visible(client: Primero) -> None:
    assert _wrong(client, default_fields(), None) == {"user_id"}


def test_the_doctor_writes_nothing_and_reads_no_case(fake: FakePrimero, client: Primero) -> None:
    examine(client, default_fields(), _role(fake, FORMS), SETTLE_MS)
    assert {method for method, _ in fake.requests} == {"GET"}
    assert not [path for _, path in fake.requests if "cases" in path]


def test_a_name_with_several_places_is_open_only_if_all_are() -> None:
    both = read_fields(
        {"module": "m", "fields": {"status": "core/status", "enabled": "core/record_state",
         "registered_on": "core/registration_date", "wishes": ["a/x", "b/y"]}}
    )  # fmt: skip
    forms = [
        {"id": 1, "unique_id": "a", "fields": [{"name": "x"}]},
        {"id": 2, "unique_id": "b", "fields": [{"name": "y"}]},
    ]
    for granted, reach in ((["a", "b"], Reach.OPEN), (["a"], Reach.HIDDEN)):
        assert find_view(both, forms, {"permitted_form_unique_ids": granted}).of("wishes") is reach
    assert find_view(both, forms[:1], {"permitted_form_unique_ids": ["a"]}).of("wishes") is Reach.MISSING
