"""What counts as recorded: a field is filled where the source said something, and only there.

A blank, a code nobody knows, an N that may stand for a blank and 1 January 1900 say nothing; a no that was written is one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.domain.record import Event, Row
from lif_plugin.hooks.types import Adapter, ExamineOptions
from tests.contract.quirks import FORMS, annex_a, cin, dfe_api, ssd, ssda903
from tests.contract.quirks.case import ODD

ADAPTERS: Mapping[str, Adapter] = {form.name: form.adapter for form in FORMS}
OPTIONS: Mapping[str, ExamineOptions] = {form.name: ExamineOptions(20261122, *form.period) for form in FORMS}
VISITS = ("cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen,"
          "cppv_cp_visit_seen_alone,cppv_cp_visit_bedroom")  # fmt: skip
REVIEWS = "clar_cla_review_id,clar_cla_person_id,clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation"


def visits(seen: str, others: str = "Y", bedroom: str = "Y") -> dict[str, bytes]:
    """Visits as SSD; Eclipse writes N for blank, never a blank, and no bedroom."""
    rows = [
        f"V1,{ODD},P1,2024-01-05,{seen},{seen},{bedroom}",
        f"V2,{ODD},P1,2024-01-06,{others},{others},{bedroom}",
    ]
    return {"visits.csv": ssd.csv(VISITS, *rows)}


def taken(part: str) -> dict[str, bytes]:
    return {"reviews.csv": ssd.csv(REVIEWS, f"RV1,{ODD},2024-01-05,N,{part}")}


def assessed(seen: object) -> dict[str, bytes]:
    return annex_a.book("4", {"child": ODD, "start": "02/01/2024", "seen": seen})


def talked(offered: object) -> dict[str, bytes]:
    return annex_a.book("8", {"child": ODD, "start": "02/01/2023", "offered": offered})


def referred(**episode: Any) -> dict[str, bytes]:
    return {"day.json": json.dumps([dfe_api.record(**episode)]).encode()}


CASES = [
    ("ssda903 csv", ssda903.reviews(f"{ODD},,12/07/2023,"), "review", "code", None),
    ("ssda903 csv", ssda903.reviews(f"{ODD},,12/07/2023,PN9"), "review", "code", None),
    ("ssda903 csv", ssda903.reviews(f"{ODD},,12/07/2023,PN4"), "review", "code", "PN4"),
    ("ssda903 csv", ssda903.reviews(f"{ODD},01/01/1900,12/07/2023,PN4"), "review", "born_on", None),
    ("ssda903 csv", ssda903.episode(REC="E4A"), "placement", "outcome", None),
    ("cin_census", cin.census(cin.child()), "referral", "outcome", None),
    ("cin_census", cin.census(cin.child("<ReferralNFA>0</ReferralNFA>")), "referral", "outcome", "ACTION"),
    ("cin_census", cin.census(cin.child("<ReferralSource>9Z</ReferralSource>")), "referral", "code", None),
    ("annex_a", assessed(None), "assessment", "seen", None),
    ("annex_a", assessed("z) Unknown"), "assessment", "seen", None),
    ("annex_a", assessed("perhaps"), "assessment", "seen", None),
    ("annex_a", assessed("b) No"), "assessment", "seen", "no"),
    ("annex_a", talked("b) No"), "return_interview", "offered", "no"),
    ("ssd", visits("", others="N"), "visit", "seen", None),
    ("ssd", visits("N", others=""), "visit", "seen", "no"),
    ("ssd", visits("N", bedroom=""), "visit", "seen", None),
    ("ssd", visits("Y", bedroom="", others="N"), "visit", "seen", "yes"),
    ("ssd", visits("NULL", others="N"), "visit", "alone", None),
    ("ssd", taken(""), "review", "code", None),
    ("ssd", taken("Drew a picture"), "review", "code", None),
    ("ssd", taken("PN7"), "review", "code", "PN7"),
    ("dfe_csc_api", referred(), "referral", "outcome", None),
    ("dfe_csc_api", referred(referral_no_further_action_flag=None), "referral", "outcome", None),
    ("dfe_csc_api", referred(referral_no_further_action_flag="perhaps"), "referral", "outcome", None),
    ("dfe_csc_api", referred(referral_no_further_action_flag=False), "referral", "outcome", "ACTION"),
]  # fmt: skip


def first(name: str, files: Mapping[str, bytes], folder: Path, kind: str) -> Event:
    """The first event of a kind of the odd child."""
    for file, content in files.items():
        (folder / file).write_bytes(content)
    reader = ADAPTERS[name]
    delivery = reader.examine([folder / file for file in files], OPTIONS[name])
    found = [event for item in reader.read(delivery) if isinstance(item, Row) for event in item.events]
    return next(event for event in found if event.kind == kind and event.case_ref == ODD)


@pytest.mark.parametrize(("name", "files", "kind", "field", "value"), CASES)
def test_a_field_is_recorded_where_the_source_said_something_and_only_there(
    tmp_path: Path, name: str, files: Mapping[str, bytes], kind: str, field: str, value: str | None
) -> None:
    assert first(name, files, tmp_path, kind).fields.get(field) == value
