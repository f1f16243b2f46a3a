"""What the participation codes of a looked-after review mean, for those who read events by GraphQL."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ParticipationCode:
    """One code of the SSDA903 return. None: the code does not speak of it (PN0, under 4). Seen by everyone. Since 0.1."""

    code: str
    meaning: str
    attended: bool | None
    views_conveyed: bool | None


CODES: Final = (
    ParticipationCode("PN0", "Under 4 at the review; no participation expected", None, None),
    ParticipationCode("PN1", "Came and spoke for themself", True, True),
    ParticipationCode("PN2", "Came; an advocate spoke for them", True, True),
    ParticipationCode("PN3", "Came and conveyed a view without words", True, True),
    ParticipationCode("PN4", "Came; no view was given in any way", True, False),
    ParticipationCode("PN5", "Stayed away; an advocate they had briefed spoke", False, True),
    ParticipationCode("PN6", "Stayed away; sent a view by some medium", False, True),
    ParticipationCode("PN7", "Stayed away; no view reached the review", False, False),
)
