"""Which function maps which list."""

from collections.abc import Mapping
from typing import Final

from lif_adapter_annex_a import care, protection
from lif_adapter_annex_a.line import Mapper

KINDS: Final = frozenset({
    "birth", "death", "closure", "contact", "referral", "assessment", "section_47", "conference", "plan", "visit",
    "need", "legal_status", "placement", "review", "health_check", "return_interview", "care_leaver_contact",
    "adoption_step", "case",
})  # fmt: skip
"""All kinds of event that the lists give."""

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "1": ("contact|",),
    "3": ("referral|",),
    "4": ("assessment|",),
    "5": ("section_47|", "conference|ICPC|"),
    "6": ("case|", "need|CIN|", "plan|CIN|", "visit|last_seen|", "closure|CIN|", "death|6|"),
    "7": ("plan|CP|", "visit|CP|", "conference|RCPC|"),
    "8": (
        "need|CLA|", "legal_status|", "placement|", "review|", "visit|visit|", "visit|officer|", "health_check|",
        "return_interview|", "closure|CLA|", "death|8|",
    ),
    "9": ("care_leaver_contact|", "death|9|"),
    "10": ("adoption_step|",),
}  # fmt: skip
"""How the keys begin that a list states, and it alone. A birth stands in every list, so no list takes one back."""

MAPPERS: Final[Mapping[str, Mapper]] = {
    "1": protection.contacts,
    "3": protection.referrals,
    "4": protection.assessments,
    "5": protection.enquiries,
    "6": protection.need,
    "7": protection.protection_plans,
    "8": care.looked_after,
    "9": care.care_leavers,
    "10": care.adoption,
}
"""List 2 is about early help by others, List 11 about adopters: neither are cases of the authority."""
