"""Maps help and protection: contacts, referrals, assessments, enquiries, conferences, plans."""

from typing import Any, Final

from lif_adapter_ssd import values
from lif_adapter_ssd.dictionary import codes
from lif_adapter_ssd.page import Record
from lif_adapter_ssd.participation import participation_of
from lif_plugin.domain.kinds import Precision, Tri

_DIED: Final = "RC2"
_NOTHING_FOUND: Final = "21"
_AIMS: Final = frozenset({
    "REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR", "LTFOST18", "RESPLMT", "SUPPLIV", "ADOPTION", "OTHERPLN",
})  # fmt: skip
_CATEGORIES: Final = {
    "neglect": "NEG",
    "physical": "PHY",
    "sexual": "SAB",
    "emotional": "EMO",
    "multiple": "MUL",
}


def contacts(row: Record) -> None:
    """ssd_contacts: somebody was in touch about the child, and what came of it."""
    row.whose("cont_person_id")
    day = row.start("cont_contact_date")
    flags = row.flags("cont_contact_outcome_json")
    outcome = next(
        (
            meaning
            for flag, meaning in (
                ("NEW_REFERRAL_FLAG", "REFERRAL"),
                ("CP_ENQUIRY_FLAG", "REFERRAL"),
                ("NFA_FLAG", "NFA"),
            )
            if flags.get(flag) is Tri.YES
        ),
        None,
    )
    fields = {**row.coded("cont_contact_source_code", "referral_source"), "outcome": outcome}
    row.add("contact", row.key("cont_contact_id", day), day, fields)


def episodes(row: Record) -> None:
    """ssd_cin_episodes: the referral, the case and its primary need until the closure, the closure, a death if it says so.

    A referral that led to nothing further opened no case.
    """
    row.whose("cine_person_id")
    start = row.start("cine_referral_date")
    key = row.key("cine_referral_id", start)
    outcome = {Tri.YES: "NFA", Tri.NO: "ACTION"}.get(row.flag("cine_referral_nfa") or Tri.NOT_APPLICABLE)
    fields = {**row.coded("cine_referral_source_code", "referral_source"), "outcome": outcome}
    row.add("referral", key, start, {**fields, "actor": row.text("cine_referral_worker_id")[:100]})
    closed = row.day("cine_close_date", start)
    if outcome != "NFA":
        row.add("case", key, start, {"code": "CIN"}, {}, closed)
    if need := row.coded("cine_cin_primary_need_code", "primary_need"):
        row.add("need", f"CINE|{key}", start, need, {}, closed)
    reason = row.coded("cine_close_reason", "closure_reason")
    if closed:
        row.add("closure", f"CINE|{key}", closed, reason)
        if reason.get("code") == _DIED and row.child not in row.page.survey.died:
            row.add("death", f"CINE|{key}", closed, {}, {}, None, Precision.PERIOD)
    elif reason:
        row.page.note(row.number, "cine_close_reason", "end_without_date")


def assessments(row: Record) -> None:
    """ssd_cin_assessments: from start to authorisation, and whether the child was seen."""
    row.whose("cina_person_id", "referral", "cina_referral_id")
    start = row.start("cina_assessment_start_date")
    key = row.key("cina_assessment_id", start)
    until = row.day("cina_assessment_auth_date", start)
    outcome = {Tri.YES: "NFA", Tri.NO: "ACTION"}.get(
        row.flag("cina_assessment_outcome_nfa") or Tri.NOT_APPLICABLE
    )
    fields = {"seen": row.flag("cina_assessment_child_seen"), "outcome": outcome,
              "actor": row.text("cina_assessment_worker_id")[:100]}  # fmt: skip
    row.add("assessment", key, start, fields, {"REFERRAL": row.text("cina_referral_id")}, until)


def factors(row: Record) -> None:
    """ssd_assessment_factors: each factor found is a need of the day the assessment was authorised."""
    row.whose("", "assessment", "cinf_assessment_id")
    assessment = row.text("cinf_assessment_id")
    day = row.page.survey.assessed.get(assessment)
    text = row.text("cinf_assessment_factors_json")
    found = values.factors_of(text) if text else []
    if found is None or day is None:
        row.page.note(row.number, "cinf_assessment_factors_json", "unreadable_json")
        return
    key = row.key("cinf_table_id", assessment)
    known = _known_factors(row, found)
    for code in known:
        if code != _NOTHING_FOUND:
            row.add("need", f"CINF|{key}|{code}", day, {"code": code}, {"ASSESSMENT": assessment}, day)


def _known_factors(row: Record, found: list[str]) -> list[str]:
    """The codes that are factors; others are noticed and kept."""
    known = [code.upper() for code in found if code.upper() in codes("assessment_factors")]
    if unknown := [code for code in found if code.upper() not in codes("assessment_factors")]:
        row.page.note(row.number, "cinf_assessment_factors_json", "unknown_code")
        row.odd["cinf_assessment_factors_raw"] = unknown
    return known


def enquiries(row: Record) -> None:
    """ssd_s47_enquiry: from the strategy discussion until it was authorised as complete."""
    row.whose("s47e_person_id", "referral", "s47e_referral_id")
    start = row.start("s47e_s47_start_date")
    flags = row.flags("s47e_s47_outcome_json")
    conference = flags.get("CP_CONFERENCE_FLAG")
    outcome = None
    if conference is Tri.YES:
        outcome = "CONFERENCE"
    elif conference is Tri.NO or row.flag("s47e_s47_nfa") is Tri.YES:
        outcome = "NO_CONFERENCE"
    until = row.day("s47e_s47_end_date", start)
    fields = {"outcome": outcome, "actor": row.text("s47e_s47_completed_by_worker_id")[:100]}
    row.add("section_47", row.key("s47e_s47_enquiry_id", start), start, fields, {}, until)


def initial_conferences(row: Record) -> None:
    """ssd_initial_cp_conference: held on its date; planned and not yet held while it has none."""
    row.whose("icpc_person_id", "referral", "icpc_referral_id")
    day = row.day("icpc_icpc_date")
    if day is None:
        row.page.note(row.number, "icpc_icpc_date", "not_yet")
        return
    outcome = {Tri.YES: "CP", Tri.NO: "NO_PLAN"}.get(
        row.flag("icpc_icpc_outcome_cp_flag") or Tri.NOT_APPLICABLE
    )
    fields = {"code": "ICPC", "held": Tri.YES, "outcome": outcome}
    detail = {"TARGET": row.day("icpc_icpc_target_date"), "TRANSFER_IN": row.flag("icpc_icpc_transfer_in")}
    row.add("conference", f"ICPC|{row.key('icpc_icpc_id', day)}", day, fields, detail)


def review_conferences(row: Record) -> None:
    """ssd_cp_reviews: a review conference; who took part is mostly empty or a local phrase."""
    row.whose("cppr_person_id", "cp_plan", "cppr_cp_plan_id")
    day = row.day("cppr_cp_review_date")
    if day is None:
        row.page.note(row.number, "cppr_cp_review_date", "not_yet")
        return
    goes_on = row.flag("cppr_cp_review_outcome_continue_cp")
    outcome = {Tri.YES: "CP", Tri.NO: "NO_PLAN"}.get(goes_on or Tri.NOT_APPLICABLE)
    said = row.text("cppr_cp_review_participation")
    part = participation_of(said) if said else None
    detail: dict[str, Any] = {"DUE": row.day("cppr_cp_review_due")}
    if said and part is None:
        row.page.note(row.number, "cppr_cp_review_participation", "local_phrase")
    if said != part:
        detail["PARTICIPATION_raw"] = said
    fields = {"code": "RCPC", "held": Tri.YES, "outcome": outcome, "participation": part}
    row.add("conference", f"RCPC|{row.key('cppr_cp_review_id', day)}", day, fields, detail)


def need_plans(row: Record) -> None:
    """ssd_cin_plans: a child in need plan."""
    row.whose("cinp_person_id", "referral", "cinp_referral_id")
    _plan(row, "CIN", "cinp_cin_plan_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")


def protection_plans(row: Record) -> None:
    """ssd_cp_plans: a child protection plan; reason is the latest category of abuse."""
    row.whose("cppl_person_id", "referral", "cppl_referral_id")
    latest = _category(row.text("cppl_cp_plan_latest_category"))
    detail = {"INITIAL_CATEGORY": _category(row.text("cppl_cp_plan_initial_category")),
              "OTHER_AUTHORITY": row.flag("cppl_cp_plan_ola")}  # fmt: skip
    _plan(row, "CP", "cppl_cp_plan_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date", latest, detail)


def care_plans(row: Record) -> None:
    """ssd_cla_care_plan: a care (permanence) plan, with what it aims at."""
    row.whose("lacp_person_id")
    aims = sorted(
        name
        for name, flag in row.flags("lacp_cla_care_plan_json").items()
        if flag is Tri.YES and name in _AIMS
    )
    detail = {"AIMS": " ".join(aims)}
    _plan(
        row,
        "CLA",
        "lacp_table_id",
        "lacp_cla_care_plan_start_date",
        "lacp_cla_care_plan_end_date",
        None,
        detail,
    )


def pre_proceedings(row: Record) -> None:
    """ssd_pre_proceedings: from the decision until the decision to step down or to issue."""
    row.whose("prep_person_id")
    if row.day("prep_pre_pro_decision_date") is None:
        row.page.note(row.number, "prep_pre_pro_decision_date", "not_yet")
        return
    _plan(row, "PP", "prep_table_id", "prep_pre_pro_decision_date", "prep_agree_stepdown_issue_date")


def _plan(row: Record, code: str, key: str, start_at: str, end_at: str, reason: str | None = None,
          detail: dict[str, Any] | None = None) -> None:  # fmt: skip
    start = row.start(start_at)
    until = row.day(end_at, start)
    row.add("plan", f"{code}|{row.key(key, start)}", start, {"code": code, "reason": reason}, detail, until)


def _category(text: str) -> str | None:
    """The code of a category of abuse in words; several are one code of their own."""
    words = text.casefold()
    return next((code for start, code in _CATEGORIES.items() if words.startswith(start)), None)


def visits(code: str, prefix: str, join: str = "", through: str = "") -> Any:
    """Make the function for one of the three tables of visits: to see the child, seen, alone."""
    visit = f"{prefix}_{code.lower()}_visit"

    def read(row: Record) -> None:
        row.whose(f"{prefix}_person_id", join, through)
        day = row.start(f"{visit}_date")
        fields: dict[str, Any] = {"code": code, "held": Tri.YES}
        for name, column in (("seen", f"{visit}_seen"), ("alone", f"{visit}_seen_alone")):
            flag = row.flag(column)
            if flag is Tri.NO and row.page.source.table.name in row.page.survey.blank_as_no:
                row.page.note_once(column, "blank_as_no")
                row.odd[f"{column}_raw"] = row.text(column)
            else:
                fields[name] = flag
        row.add("visit", f"{code}|{row.key(f'{visit}_id', day)}", day, fields)

    return read
