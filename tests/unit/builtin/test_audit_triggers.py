"""Audit triggers: a reason to look, from what the record shows."""

import pytest

from lif_plugin.builtin.audit_triggers import lif_audits
from lif_plugin.domain.prompt import AuditNomination
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import case, fact


def _nominated(*facts: Fact) -> dict[str, AuditNomination]:
    return {found.trigger: found for found in lif_audits((case(*facts),))}


def _missing(*days: int, code: str = "M") -> list[Fact]:
    return [fact("missing", day, code, key=f"missing|{day}") for day in days]


def test_three_missing_episodes_within_90_days_nominate() -> None:
    found = _nominated(*_missing(20240101, 20240215, 20240331))["repeatedly_missing"]
    assert found.reason == "3 missing episodes began within 90 days"
    assert found.evidence_keys == ("missing|20240101", "missing|20240215", "missing|20240331")


@pytest.mark.parametrize(
    "days", [(20240101, 20240215), (20240101, 20240215, 20240401)], ids=["two", "three in 91 days"]
)
def test_fewer_or_further_apart_do_not_nominate(days: tuple[int, ...]) -> None:
    assert _nominated(*_missing(*days)) == {}


def test_away_without_permission_is_not_missing() -> None:
    assert _nominated(*_missing(20240101, 20240102), *_missing(20240103, code="A")) == {}


def test_the_newest_run_is_the_evidence() -> None:
    found = _nominated(*_missing(20230101, 20230102, 20230103, 20240101, 20240102, 20240103))
    assert found["repeatedly_missing"].evidence_keys == (
        "missing|20240101",
        "missing|20240102",
        "missing|20240103",
    )


def _contact(day: int, code: str | None) -> Fact:
    return fact("care_leaver_contact", day, code, key=f"contact|{day}", precision="period")


def test_a_care_leaver_who_is_not_in_touch_is_nominated() -> None:
    found = _nominated(_contact(20230331, "YES"), _contact(20240331, "NO"))["care_leaver_not_in_touch"]
    assert found.evidence_keys == ("contact|20240331",)
    assert found.reason == "The newest return says that the care leaver is not in touch"


@pytest.mark.parametrize("newest", ["YES", "REFU", "DIED", None])
def test_only_the_newest_return_counts(newest: str | None) -> None:
    assert _nominated(_contact(20230331, "NO"), _contact(20240331, newest)) == {}
