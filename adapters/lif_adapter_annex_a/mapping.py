"""Which function maps which list."""

from collections.abc import Mapping
from typing import Final

from lif_adapter_annex_a import care, protection
from lif_adapter_annex_a.line import Mapper

KINDS: Final = frozenset({
    "birth", "death", "closure", "contact", "referral", "assessment", "section_47", "conference", "plan", "visit",
    "need", "legal_status", "placement", "review", "health_check", "return_interview", "care_leaver_contact",
    "adoption_step",
})  # fmt: skip
"""All kinds of event that the lists give."""

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
