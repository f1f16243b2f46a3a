"""Writes the story as the Standard Safeguarding Dataset, as each of three case systems fills it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.assets.story.ssda903 import write_rows

if TYPE_CHECKING:
    from tests.assets.story.told import Story

_CATEGORY = {"NEG": "Neglect", "PHY": "Physical abuse", "SAB": "Sexual abuse", "EMO": "Emotional abuse"}
_DESCRIBED = {
    "PN0": "Child aged under 4 at the time of the review",
    "PN1": "Child physically attends and speaks for him or herself (Attendance)",
    "PN4": "Child physically attends but does not speak for him or herself, does not convey his or her view "
    "symbolically (non-verbally) and does not ask an advocate to speak for him or her",
    "PN7": "Child does not attend nor are his or her views conveyed to the review",
}
_LOCAL = {"PN0": "Too young", "PN1": "Came along", "PN4": "Drew a picture", "PN7": "Was not there"}
_NO_DATE = "1900-01-01 00:00:00.000"
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class System:
    """What is peculiar to a case system: no date, how the child took part, and what blank becomes."""

    no_date: str
    part: Callable[[str], str]
    blank_seen: str = ""
    joins: bool = False
    bedroom: str = "Y"

    def day(self, value: Any) -> str:
        """A day, or what stands where there is none."""
        return value.isoformat() if value else self.no_date

    def seen(self, value: bool | None) -> str:
        """Whether the child was seen."""
        return self.blank_seen if value is None else "Y" if value else "N"


def _yes(value: bool | None) -> str:
    return "" if value is None else "Y" if value else "N"


def tables(story: "Story", of: System) -> dict[str, Rows]:
    """The rows of each table."""
    day = of.day
    found: dict[str, Rows] = {
        "ssd_person": [
            {"pers_person_id": child["ref"], "pers_sex": child["sex"], "pers_ethnicity": "WBRI",
             "pers_dob": day(child["born"]), "pers_death_date": of.no_date}
            for child in story.children
        ],
        "ssd_cin_episodes": [
            {"cine_referral_id": one["id"], "cine_person_id": child["ref"], "cine_referral_date": day(one["day"]),
             "cine_cin_primary_need_code": one["need"], "cine_referral_source_code": str(one["source"]),
             "cine_referral_nfa": _yes(one["nfa"]), "cine_close_reason": one["reason"] or "",
             "cine_close_date": day(one["closed"])}
            for child, one in story.each("referrals")
        ],
        "ssd_cin_assessments": [
            {"cina_assessment_id": one["id"], "cina_person_id": child["ref"], "cina_referral_id": one["of"],
             "cina_assessment_start_date": day(one["start"]), "cina_assessment_child_seen": _yes(one["seen"]),
             "cina_assessment_auth_date": day(one["end"]), "cina_assessment_outcome_nfa": "N"}
            for child, one in story.each("assessments")
        ],
        "ssd_assessment_factors": [
            {"cinf_table_id": f"F{one['id']}", "cinf_assessment_id": one["id"],
             "cinf_assessment_factors_json": json.dumps(one["factors"])}
            for _child, one in story.each("assessments")
        ],
        "ssd_s47_enquiry": [
            {"s47e_s47_enquiry_id": one["id"], "s47e_referral_id": one["of"], "s47e_person_id": child["ref"],
             "s47e_s47_start_date": day(one["start"]), "s47e_s47_end_date": day(one["end"]), "s47e_s47_nfa": "N",
             "s47e_s47_outcome_json": json.dumps({"CP_CONFERENCE_FLAG": _yes(bool(one["conference"]))})}
            for child, one in story.each("enquiries")
        ],
        "ssd_initial_cp_conference": [
            {"icpc_icpc_id": f"I{one['id']}", "icpc_s47_enquiry_id": one["id"], "icpc_person_id": child["ref"],
             "icpc_referral_id": one["of"], "icpc_icpc_date": day(one["conference"]),
             "icpc_icpc_outcome_cp_flag": _yes(one["plan"])}
            for child, one in story.each("enquiries")
        ],
        "ssd_cp_reviews": [
            {"cppr_cp_review_id": one["id"], "cppr_person_id": child["ref"], "cppr_cp_plan_id": one["of"],
             "cppr_cp_review_date": day(one["day"]), "cppr_cp_review_outcome_continue_cp": "Y",
             "cppr_cp_review_participation": ""}
            for child, one in story.each("conferences")
        ],
        "ssd_cla_episodes": [
            {"clae_cla_episode_id": one["id"], "clae_person_id": child["ref"],
             "clae_cla_episode_start_date": day(one["start"]), "clae_cla_primary_need_code": one["need"],
             "clae_cla_episode_ceased_date": day(one["end"]), "clae_cla_episode_ceased_reason": one["reason"] or "",
             "clae_cla_id": one["period"]}
            for child, one in story.each("care")
        ],
        "ssd_cla_placement": [
            {"clap_cla_placement_id": f"P{one['id']}", "clap_cla_placement_start_date": day(one["start"]),
             "clap_cla_placement_type": one["placement"], "clap_cla_id": one["period"],
             "clap_cla_placement_provider": one["provider"], "clap_cla_placement_end_date": day(one["end"]),
             "clap_person_id": child["ref"]}
            for child, one in story.each("care")
        ],
        "ssd_legal_status": [
            {"lega_legal_status_id": f"S{one['id']}", "lega_person_id": child["ref"], "lega_legal_status": one["status"],
             "lega_legal_status_start_date": day(one["start"]), "lega_legal_status_end_date": day(one["end"])}
            for child, one in story.each("care")
        ],
        "ssd_cla_reviews": [
            {"clar_cla_review_id": one["id"], "clar_cla_id": one["period"], "clar_cla_review_date": day(one["day"]),
             "clar_cla_review_cancelled": "N", "clar_cla_review_participation": of.part(one["code"])}
            for _child, one in story.each("reviews")
        ],
        "ssd_missing": [
            {"miss_table_id": one["id"], "miss_person_id": child["ref"],
             "miss_missing_episode_start_date": day(one["start"]),
             "miss_missing_episode_type": {"M": "Missing", "A": "Absent"}[one["code"]],
             "miss_missing_episode_end_date": day(one["end"]), "miss_missing_rhi_offered": _yes(one["offered"]),
             "miss_missing_rhi_accepted": _yes(one["accepted"])}
            for child, one in story.each("missing")
        ],
        "ssd_involvements": [
            {"invo_involvements_id": one["id"], "invo_professional_id": one["actor"], "invo_professional_role_id": "CW",
             "invo_involvement_start_date": day(one["start"]), "invo_involvement_end_date": day(one["end"]),
             "invo_worker_change_reason": "", "invo_referral_id": one["of"], "invo_person_id": child["ref"]}
            for child, one in story.each("workers")
        ],
    }  # fmt: skip
    return found | _plans(story, of) | _visits(story, of)


def _plans(story: "Story", of: System) -> dict[str, Rows]:
    found: dict[str, Rows] = {"ssd_cin_plans": [], "ssd_cp_plans": []}
    for child, one in story.each("plans"):
        if one["code"] == "CIN":
            name = "cin_plan_id" if of.joins else "cinp_cin_plan_id"
            found["ssd_cin_plans"].append({
                name: one["id"], "cinp_referral_id": one["of"], "cinp_person_id": child["ref"],
                "cinp_cin_plan_start_date": of.day(one["start"]), "cinp_cin_plan_end_date": of.day(one["end"]),
            })  # fmt: skip
        else:
            found["ssd_cp_plans"].append({
                "cppl_cp_plan_id": one["id"], "cppl_referral_id": one["of"], "cppl_person_id": child["ref"],
                "cppl_cp_plan_start_date": of.day(one["start"]), "cppl_cp_plan_end_date": of.day(one["end"]),
                "cppl_cp_plan_initial_category": _CATEGORY[one["category"]],
                "cppl_cp_plan_latest_category": _CATEGORY[one["category"]],
            })  # fmt: skip
    return found


def _visits(story: "Story", of: System) -> dict[str, Rows]:
    """Three tables of visits; one of the systems names no child in them, only the plan."""
    found: dict[str, Rows] = {"ssd_cin_visits": [], "ssd_cp_visits": [], "ssd_cla_visits": []}
    for child, one in story.each("visits"):
        code = one["code"].lower()
        prefix, link = {
            "cin": ("cinv", "cin_plan_id"),
            "cp": ("cppv", "cp_plan_id"),
            "cla": ("clav", "cla_id"),
        }[code]
        visit = f"{prefix}_{code}_visit"
        row = {f"{visit}_id": one["id"], f"{prefix}_{link}": one["of"]}
        if not of.joins:
            row |= {f"{prefix}_person_id": child["ref"]}
        row |= {f"{visit}_date": of.day(one["day"]), f"{visit}_seen": of.seen(one["seen"]),
                f"{visit}_seen_alone": of.seen(one["alone"])}  # fmt: skip
        if code != "cla":
            row |= {f"{visit}_bedroom": of.bedroom}
        found[f"ssd_{code}_visits"].append(row)
    return found


def _write(story: "Story", folder: Path, of: System) -> Path:
    for name, rows in tables(story, of).items():
        write_rows(folder / f"{name}.csv", rows)
    return folder


def liquidlogic(story: "Story", folder: Path) -> Path:
    """1900-01-01 where there is no date; how a child took part as a description."""
    return _write(story, folder, System(_NO_DATE, _DESCRIBED.__getitem__))


def mosaic(story: "Story", folder: Path) -> Path:
    """How a child took part as a code; visits that name no child; a column with another name."""
    return _write(story, folder, System("", str, joins=True))


def eclipse(story: "Story", folder: Path) -> Path:
    """How a child took part as a local phrase; N where a visit's seen was left blank; no bedroom."""
    return _write(story, folder, System("", _LOCAL.__getitem__, blank_seen="N", bedroom=""))
