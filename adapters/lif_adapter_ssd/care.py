"""Maps who a child is, and care: episodes, placements, reviews, missing episodes, workers, leaving care, adoption."""

from typing import Any, Final

from lif_adapter_ssd.page import Record
from lif_adapter_ssd.participation import participation_of
from lif_plugin.domain.kinds import Precision, Tri

_SAME_CARE: Final = "X1"
_DIED: Final = "E2"
_MISSING: Final = {
    "MISSING": "M",
    "ABSENT": "A",
    "AWAY": "A",
    "AWAY FROM PLACEMENT WITHOUT AUTHORISATION": "A",
}
_STEPS: Final = {
    "decision": "perm_adm_decision_date",
    "early": "perm_placed_ffa_cp_date",
    "order": "perm_placement_order_date",
    "match": "perm_matched_date",
    "placing": "perm_placed_for_adoption_date",
    "reversed": "perm_decision_reversed_date",
}
_VOICE: Final = (
    "explained_worries",
    "story_help_understand",
    "agree_worker",
    "plan_safe",
    "tablet_help_explain",
)
_HIGHEST_SDQ: Final = 40


def people(row: Record) -> None:
    """ssd_person: birth with sex and ethnicity; death."""
    row.whose("pers_person_id")
    born, died = row.day("pers_dob"), row.day("pers_death_date")
    key = row.key("pers_person_id")
    if born:
        detail = row.coded("pers_ethnicity", "ethnicity", "ETHNICITY")
        row.add("birth", key, born, {**row.coded("pers_sex", "sex"), "born_on": born}, detail)
    if died:
        row.add("death", f"PERS|{key}", died, {})


def disabilities(row: Record) -> None:
    """ssd_disability: a need since the first referral, as it has no day of its own; "none" is no need.

    Not since the extract's last day: then each extract would say something new of every child.
    """
    row.whose("disa_person_id")
    code = row.coded("disa_disability_code", "disability")
    if code and code.get("code") != "NONE":
        key = row.key("disa_table_id", row.text("disa_disability_code"))
        since = row.page.survey.referred.get(row.child) or row.last_day
        row.add("need", f"DISA|{key}", since, code, {}, None, Precision.PERIOD)


def families(row: Record) -> None:
    """ssd_family: the family the source counts the child to; since when is not said."""
    row.whose("fami_person_id")
    family = row.text("fami_family_id")
    if family:
        key = row.key("fami_table_id", family)
        row.add("household", f"FAMI|{key}", row.last_day, {"code": family}, {}, None, Precision.PERIOD)


def care_episodes(row: Record) -> None:
    """ssd_cla_episodes: the need, and the end of care; placement and status have tables of their own."""
    row.whose("clae_person_id")
    start = row.start("clae_cla_episode_start_date")
    key = row.key("clae_cla_episode_id", start)
    ceased = row.day("clae_cla_episode_ceased_date", start)
    officer = row.day("clae_cla_last_iro_contact_date")
    need = row.coded("clae_cla_primary_need_code", "primary_need")
    row.add("need", f"CLAE|{key}", start, need, {"LAST_IRO_CONTACT": officer}, ceased)
    reason = row.coded("clae_cla_episode_ceased_reason", "episode_end_reason")
    if not reason.get("code") or reason["code"] == _SAME_CARE:
        return
    if ceased is None:
        row.page.note(row.number, "clae_cla_episode_ceased_reason", "end_without_date")
        return
    row.add("closure", f"CLAE|{key}", ceased, reason)
    if reason["code"] == _DIED and row.child not in row.page.survey.died:
        row.add("death", f"CLAE|{key}", ceased, {})


def placements(row: Record) -> None:
    """ssd_cla_placement: where the child is placed by kind, never by address."""
    row.whose("clap_person_id", "cla", "clap_cla_id")
    start = row.start("clap_cla_placement_start_date")
    until = row.day("clap_cla_placement_end_date", start)
    fields = {**row.coded("clap_cla_placement_type", "placement_type"),
              **row.coded("clap_cla_placement_change_reason", "placement_change_reason", "reason")}  # fmt: skip
    detail = row.coded("clap_cla_placement_provider", "placement_provider", "PROVIDER")
    row.add("placement", row.key("clap_cla_placement_id", start), start, fields, detail, until)


def legal_statuses(row: Record) -> None:
    """ssd_legal_status: wider than the codes of the returns; what is no such code is kept as text."""
    row.whose("lega_person_id")
    start = row.start("lega_legal_status_start_date")
    until = row.day("lega_legal_status_end_date", start)
    status = row.coded("lega_legal_status", "legal_status")
    row.add("legal_status", row.key("lega_legal_status_id", start), start, status, {}, until)


def reviews(row: Record) -> None:
    """ssd_cla_reviews: a looked-after review and how the child took part, as code, description or phrase."""
    row.whose("clar_cla_person_id", "cla", "clar_cla_id")
    day, due = row.day("clar_cla_review_date"), row.day("clar_cla_review_due_date")
    cancelled = row.flag("clar_cla_review_cancelled")
    if day is None:
        row.page.note(row.number, "clar_cla_review_date", "not_yet")
        return
    said = row.text("clar_cla_review_participation")
    code = participation_of(said) if said else None
    if said and code is None:
        row.page.note(row.number, "clar_cla_review_participation", "local_phrase")
    fields = {"code": code, "code_raw": said if said != code else None,
              "held": Tri.NO if cancelled is Tri.YES else Tri.YES}  # fmt: skip
    row.add("review", row.key("clar_cla_review_id", day), day, fields, {"DUE": due})


def missing(row: Record) -> None:
    """ssd_missing: an episode, and the talk after it. On which day a talk took place is not recorded."""
    row.whose("miss_person_id")
    start = row.start("miss_missing_episode_start_date")
    until = row.day("miss_missing_episode_end_date", start)
    key = row.key("miss_table_id", start)
    said = row.text("miss_missing_episode_type")
    code = _MISSING.get(said.upper())
    kind = (
        {"code": code, "code_raw": said} if code else row.coded("miss_missing_episode_type", "missing_type")
    )
    row.add("missing", key, start, kind, {}, until)
    offered, accepted = row.flag("miss_missing_rhi_offered"), row.flag("miss_missing_rhi_accepted")
    if offered or accepted:
        fields = {"offered": offered, "accepted": accepted}
        row.add("return_interview", key, until or start, fields, {}, None, Precision.PERIOD)


def workers(row: Record) -> None:
    """ssd_involvements: a worker holds the case; by id, never by name."""
    row.whose("invo_person_id", "referral", "invo_referral_id")
    start = row.start("invo_involvement_start_date")
    until = row.day("invo_involvement_end_date", start)
    fields = {"actor": row.text("invo_professional_id")[:100],
              **row.coded("invo_worker_change_reason", "worker_change_reason", "reason")}  # fmt: skip
    key = row.key("invo_involvements_id", start)
    row.add("worker", key, start, fields, {"ROLE": row.text("invo_professional_role_id")}, until)


def strengths(row: Record) -> None:
    """ssd_sdq_scores: a score, or why there is none."""
    row.whose("csdq_person_id")
    day = row.start("csdq_sdq_completed_date")
    score = row.text("csdq_sdq_score")
    known = score.isascii() and score.isdigit() and int(score[:3]) <= _HIGHEST_SDQ
    fields = {"code": "SDQ", **row.coded("csdq_sdq_reason", "sdq_reason", "reason")}
    row.add("health_check", f"SDQ|{row.key('csdq_table_id', day)}", day, fields,
            {"SCORE": int(score)} if known else {"SCORE_raw": score})  # fmt: skip


def care_leavers(row: Record) -> None:
    """ssd_care_leavers: whether a care leaver is in touch, as of the extract where no contact is dated."""
    row.whose("clea_person_id")
    contact = row.day("clea_care_leaver_latest_contact")
    touch = row.coded("clea_care_leaver_in_touch", "in_touch")
    detail = {"ELIGIBILITY": row.text("clea_care_leaver_eligibility"), "LATEST_CONTACT": contact,
              "ACCOMMODATION": row.text("clea_care_leaver_accommodation"),
              "ACTIVITY": row.text("clea_care_leaver_activity")}  # fmt: skip
    last = row.last_day
    row.add("care_leaver_contact", row.key("clea_table_id"), last, touch, detail, None, Precision.PERIOD)
    if touch.get("code") == "DIED" and row.child not in row.page.survey.died:
        row.add("death", f"CLEA|{row.child}", last, {}, {}, None, Precision.PERIOD)


def permanence(row: Record) -> None:
    """ssd_permanence: the steps towards adoption that have a day."""
    row.whose("perm_person_id", "cla", "perm_cla_id")
    key = row.key("perm_table_id")
    days = {step: row.day(column) for step, column in _STEPS.items()}
    for step, day in days.items():
        if day:
            reason = {"reason": row.text("perm_decision_reversed_reason")[:100]} if step == "reversed" else {}
            until = days["reversed"] if step == "placing" else None
            row.add("adoption_step", f"{key}|{step}", day, {"code": step, **reason}, {}, until)


def voice(row: Record) -> None:
    """ssd_voice_of_child: five answers without a day; a view is given where one of them is."""
    row.whose("voch_person_id")
    answers: dict[str, Any] = {name.upper(): row.flag(f"voch_{name}") for name in _VOICE}
    if any(answers.values()):
        last = row.last_day
        row.add(
            "view_given",
            row.key("voch_table_id"),
            last,
            {"code": "SSD_VOICE"},
            answers,
            None,
            Precision.PERIOD,
        )
