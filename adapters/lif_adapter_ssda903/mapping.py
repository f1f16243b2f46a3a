"""Which function maps which table: each is compiled once for a file and then reads row after row, pure."""

from collections.abc import Callable, Mapping
from typing import Final

from lif_adapter_ssda903 import care, outcomes
from lif_adapter_ssda903.sheet import Mapper, Sheet

KINDS: Final = frozenset({
    "birth", "death", "closure", "placement", "legal_status", "need", "review", "missing", "worker",
    "health_check", "care_leaver_contact", "adoption_step", "previous_permanence", "deprivation_of_liberty",
})  # fmt: skip
"""All kinds of event that the tables give."""

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Header": ("birth|",),
    "Episodes": ("placement|", "legal_status|", "need|EP|", "closure|", "death|EP|"),
    "Reviews": ("review|",),
    "Missing": ("missing|",),
    "SWEpisodes": ("worker|",),
    "DoLo": ("deprivation_of_liberty|",),
    "OC2": ("health_check|",),
    "OC3": ("care_leaver_contact|", "death|OC3|"),
    "UASC": ("need|UASC|",),
    "AD1": ("adoption_step|AD1|",),
    "PlacedAdoption": ("adoption_step|placing|",),
    "PrevPerm": ("previous_permanence|",),
}
"""How the keys begin that a table states, and it alone: what a set without it takes nothing back of."""

MAPPERS: Final[Mapping[str, Callable[[Sheet], Mapper]]] = {
    "Header": outcomes.header,
    "Episodes": care.episodes,
    "Reviews": care.reviews,
    "Missing": care.missing,
    "SWEpisodes": care.workers,
    "DoLo": care.liberty_orders,
    "OC2": outcomes.health,
    "OC3": outcomes.care_leavers,
    "UASC": outcomes.asylum,
    "AD1": outcomes.adoptions,
    "PlacedAdoption": outcomes.placed_for_adoption,
    "PrevPerm": outcomes.earlier_permanence,
}
