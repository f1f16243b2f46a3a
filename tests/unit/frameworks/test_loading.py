"""What a loaded framework holds, and what a request for one that is not there gets."""

import shutil
from pathlib import Path

import pytest

from lif_plugin.domain.framework_entry import Basis, RouteBasis
from lif_plugin.frameworks import (
    FrameworkInvalid,
    FrameworkUnknown,
    framework_ids,
    load_framework,
    read_framework,
)


def test_parallel_bodies_share_a_step(small: Path) -> None:
    source = read_framework(small).sources_of_learning[0]
    assert source.learning_route == (("panel",), ("either", "board"))
    assert (source.optional_steps, source.route_basis) == (("either",), RouteBasis.STATED)


def test_a_source_without_a_route_is_unrouted(small: Path) -> None:
    assert [source.is_routed for source in read_framework(small).sources_of_learning] == [True, False]


def test_any_one_form_of_a_body_serves(small: Path) -> None:
    assert read_framework(small).governance_bodies[2].forms == ("panel", "board")


def test_criteria_go_where_their_logic_says(small: Path) -> None:
    short, long = read_framework(small).review_types
    assert (short.criteria_all_of, short.criteria_any_of) == ((), ("harm", "near miss"))
    assert (long.criteria_all_of, long.criteria_any_of) == (("death",), ())


def test_explicit_criteria_are_kept_apart() -> None:
    review = next(r for r in load_framework("hartlepool_hscb").review_types if r.id == "serious_case_review")
    assert review.criteria_all_of == ("abuse or neglect of a child is known or suspected",)
    assert len(review.criteria_any_of) == 2
    assert review.always_when[0] == "death in custody"
    assert review.method_options == ("systems_methodology", "learning_together")


def test_a_calendar_entry_is_one_report_in_one_month(small: Path) -> None:
    entries = read_framework(small).reporting_calendar
    assert [(e.id, e.month, e.report) for e in entries] == [
        ("yearly_02", 2, "yearly"),
        ("yearly_09", 9, "yearly"),
    ]


def test_a_date_is_kept_as_it_is_written(small: Path) -> None:
    period = read_framework(small).period
    assert (period.issued, period.starts, period.ends) == ("2024-01-31", "2024", None)


def test_a_field_can_be_our_reading_in_a_stated_entry(small: Path) -> None:
    review = read_framework(small).review_types[1]
    assert (review.basis, review.basis_of("why"), review.basis_of("method")) == (
        Basis.STATED,
        "inferred",
        "stated",
    )


def test_what_has_no_field_of_its_own_is_kept() -> None:
    sources = load_framework("east_dunbartonshire_cpc_2022").sources_of_learning
    assert sources[0].raw["inputs"] == ("mind_of_my_own_app", "focus_groups", "having_your_say")


def test_a_plan_link_said_from_both_ends_is_one_link(small: Path) -> None:
    assert read_framework(small).plan_links == {("team_plan", "board_plan")}


def test_a_plan_link_said_from_one_end_is_a_link_too(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_text(small.read_text("utf-8").replace("feeds_into: [board_plan]", "feeds_into: []"), "utf-8")
    assert read_framework(path).plan_links == {("team_plan", "board_plan")}


def test_kinds_without_facts_are_counted_as_nought(small: Path) -> None:
    counts = read_framework(small).fact_counts()
    assert (counts["principle"], counts["calendar_entry"], counts["body"], counts["voice_test"]) == (
        0,
        2,
        3,
        1,
    )


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(FrameworkUnknown, match="Did you mean hartlepool_hscb") as refusal:
        load_framework("hartlepool_hscp")
    assert refusal.value.facts == {"framework_id": "hartlepool_hscp"}
    assert refusal.value.hint.startswith("There are: derby_cypd_2014, ")


def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text("id: outside", "utf-8")
    (tmp_path / "inside").mkdir()
    with pytest.raises(FrameworkUnknown):
        load_framework("..", tmp_path / "inside")


def test_a_folder_of_ones_own_is_read_likewise(small: Path, tmp_path: Path) -> None:
    (tmp_path / "smallshire").mkdir()
    shutil.copy(small, tmp_path / "smallshire" / "framework.yaml")
    assert framework_ids(tmp_path) == ("smallshire",)
    assert load_framework("smallshire", tmp_path).title == "Smallshire Framework"


def test_folder_and_file_must_have_the_same_id(small: Path, tmp_path: Path) -> None:
    (tmp_path / "bigshire").mkdir()
    shutil.copy(small, tmp_path / "bigshire" / "framework.yaml")
    with pytest.raises(FrameworkInvalid) as refusal:
        load_framework("bigshire", tmp_path)
    assert [fault.problem for fault in refusal.value.faults] == [
        'is "smallshire" in a folder named "bigshire"'
    ]


def test_a_refused_file_names_every_fault(tmp_path: Path, small: Path) -> None:
    text = (
        small.read_text("utf-8")
        .replace("lead_body: panel", "lead_body: pannel")
        .replace("via: board", "via: bord")
    )
    path = tmp_path / "framework.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FrameworkInvalid) as refusal:
        read_framework(path)
    assert [f.item for f in refusal.value.faults] == [
        "sources_of_learning[audits].lead_body",
        "roles[chair_reads].via",
    ]
    assert "has 2 faults" in str(refusal.value)
    assert f'{path}:54: roles[chair_reads].via: names "bord"' in str(refusal.value)
