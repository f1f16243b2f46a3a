"""Which function maps which table, and which kinds a set of tables knows all of."""

from collections.abc import Collection, Mapping
from typing import Final

from lif_adapter_ssd import care, protection
from lif_adapter_ssd.page import Mapper

MAPPERS: Final[Mapping[str, Mapper]] = {
    # First, because it says who died; the order is also that of reading.
    "ssd_person": care.people,
    "ssd_family": care.families,
    "ssd_contacts": protection.contacts,
    "ssd_cin_episodes": protection.episodes,
    "ssd_cin_assessments": protection.assessments,
    "ssd_assessment_factors": protection.factors,
    "ssd_cin_plans": protection.need_plans,
    "ssd_cin_visits": protection.visits("CIN", "cinv", "cin_plan", "cinv_cin_plan_id"),
    "ssd_s47_enquiry": protection.enquiries,
    "ssd_initial_cp_conference": protection.initial_conferences,
    "ssd_cp_plans": protection.protection_plans,
    "ssd_cp_visits": protection.visits("CP", "cppv", "cp_plan", "cppv_cp_plan_id"),
    "ssd_cp_reviews": protection.review_conferences,
    "ssd_cla_episodes": care.care_episodes,
    "ssd_cla_placement": care.placements,
    "ssd_cla_reviews": care.reviews,
    "ssd_cla_visits": protection.visits("CLA", "clav", "cla", "clav_cla_id"),
    "ssd_cla_care_plan": protection.care_plans,
    "ssd_legal_status": care.legal_statuses,
    "ssd_missing": care.missing,
    "ssd_involvements": care.workers,
    "ssd_disability": care.disabilities,
    "ssd_sdq_scores": care.strengths,
    "ssd_care_leavers": care.care_leavers,
    "ssd_permanence": care.permanence,
    "ssd_pre_proceedings": protection.pre_proceedings,
    "ssd_voice_of_child": care.voice,
}

KINDS: Final = frozenset({
    "birth", "death", "case", "contact", "referral", "need", "closure", "assessment", "section_47", "conference", "plan", "visit",
    "review", "placement", "legal_status", "missing", "return_interview", "worker", "health_check",
    "care_leaver_contact", "adoption_step", "view_given", "household",
})  # fmt: skip
"""All kinds of event that the tables give."""

_COVERS: Final[Mapping[str, frozenset[str]]] = {
    "death": frozenset({"ssd_person"}),
    "contact": frozenset({"ssd_contacts"}),
    "case": frozenset({"ssd_cin_episodes"}),
    "referral": frozenset({"ssd_cin_episodes"}),
    "assessment": frozenset({"ssd_cin_assessments"}),
    "section_47": frozenset({"ssd_s47_enquiry"}),
    "conference": frozenset({"ssd_initial_cp_conference", "ssd_cp_reviews"}),
    # As in every standard: plans of need and of protection. Care plans and pre-proceedings come with their tables,
    # which many deployments have not built.
    "plan": frozenset({"ssd_cin_plans", "ssd_cp_plans"}),
    "visit": frozenset({"ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits"}),
    "closure": frozenset({"ssd_cin_episodes", "ssd_cla_episodes"}),
    "review": frozenset({"ssd_cla_reviews"}),
    "placement": frozenset({"ssd_cla_placement"}),
    "legal_status": frozenset({"ssd_legal_status"}),
    "missing": frozenset({"ssd_missing"}),
    "worker": frozenset({"ssd_involvements"}),
    "adoption_step": frozenset({"ssd_permanence"}),
}
"""The tables without which a kind is not known whole."""


PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ssd_person": ("birth|", "death|PERS|"),
    "ssd_contacts": ("contact|",),
    "ssd_cin_episodes": ("referral|", "case|", "need|CINE|", "closure|CINE|", "death|CINE|"),
    "ssd_cin_assessments": ("assessment|",),
    "ssd_assessment_factors": ("need|CINF|",),
    "ssd_cin_plans": ("plan|CIN|",),
    "ssd_cin_visits": ("visit|CIN|",),
    "ssd_s47_enquiry": ("section_47|",),
    "ssd_initial_cp_conference": ("conference|ICPC|",),
    "ssd_cp_plans": ("plan|CP|",),
    "ssd_cp_visits": ("visit|CP|",),
    "ssd_cp_reviews": ("conference|RCPC|",),
    "ssd_cla_episodes": ("need|CLAE|", "closure|CLAE|", "death|CLAE|"),
    "ssd_cla_placement": ("placement|",),
    "ssd_cla_reviews": ("review|",),
    "ssd_cla_visits": ("visit|CLA|",),
    "ssd_cla_care_plan": ("plan|CLA|",),
    "ssd_legal_status": ("legal_status|",),
    "ssd_missing": ("missing|", "return_interview|"),
    "ssd_involvements": ("worker|",),
    "ssd_disability": ("need|DISA|",),
    "ssd_family": ("household|FAMI|",),
    "ssd_sdq_scores": ("health_check|SDQ|",),
    "ssd_care_leavers": ("care_leaver_contact|", "death|CLEA|"),
    "ssd_permanence": ("adoption_step|",),
    "ssd_pre_proceedings": ("plan|PP|",),
    "ssd_voice_of_child": ("view_given|",),
}
"""How the keys begin that a table states, and it alone: what a set without it takes nothing back of."""


def parts(tables: Collection[str]) -> tuple[str, ...]:
    """How the keys begin of which these tables, each with rows of facts, state everything."""
    return tuple(part for name, own in PARTS.items() if name in tables for part in own)


def covered(tables: Collection[str]) -> list[str]:
    """The kinds that these tables, each with rows of facts, know all of."""
    return sorted(kind for kind, needs in _COVERS.items() if needs <= set(tables))
