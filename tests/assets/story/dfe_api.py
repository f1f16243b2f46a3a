"""Writes the story as records of the daily data API: episodes with what is in them, nothing of visits or reviews."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.assets.story.told import Story


def write(story: "Story", folder: Path) -> Path:
    """Write one submission with a record of each child."""
    records = [
        {"la_child_id": child["ref"], "mis_child_id": f"S-{child['ref']}", "purge": False,
         "child_details": {"first_name": "Invented", "date_of_birth": child["born"], "sex": child["sex"],
                           "ethnicity": "WBRI"},
         "social_care_episodes": [_episode(child, one) for one in child["referrals"] or ()]}
        for child in story.children
    ]  # fmt: skip
    path = folder / "submission.json"
    path.write_text(json.dumps(records, default=lambda day: day.isoformat()), encoding="utf-8")
    return path


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _episode(child: dict[str, Any], referral: dict[str, Any]) -> dict[str, Any]:
    def mine(what: str) -> list[dict[str, Any]]:
        return [one for one in child[what] or () if one["of"] == referral["id"]]

    return _known(
        social_care_episode_id=referral["id"], referral_date=referral["day"], referral_source=str(referral["source"]),
        referral_no_further_action_flag=referral["nfa"], closure_date=referral.get("closed"),
        closure_reason=referral.get("reason"),
        care_worker_details=[
            _known(worker_id=one["actor"], start_date=one["start"], end_date=one.get("end")) for one in mine("workers")
        ],
        child_and_family_assessments=[
            _known(child_and_family_assessment_id=one["id"], start_date=one["start"],
                   authorisation_date=one.get("end"), factors=one["factors"])
            for one in mine("assessments")
        ],
        section_47_assessments=[
            _known(section_47_assessment_id=one["id"], start_date=one["start"], end_date=one.get("end"),
                   icpc_required_flag=bool(one.get("conference")), icpc_date=one.get("conference"))
            for one in mine("enquiries")
        ],
        **{
            member: [_known(**{f"{member.removesuffix('s')}_id": one["id"]}, start_date=one["start"],
                            end_date=one.get("end")) for one in mine("plans") if one["code"] == code]
            for code, member in {"CIN": "child_in_need_plans", "CP": "child_protection_plans"}.items()
        },
        child_looked_after_placements=[
            _known(child_looked_after_placement_id=one["id"], start_date=one["start"], end_date=one.get("end"),
                   start_reason="S", placement_type=one["placement"], end_reason=one.get("reason"))
            for one in child["care"] or ()
        ],
    )  # fmt: skip
