"""An agency and the settings its hooks run by."""

from dataclasses import dataclass, field
from enum import StrEnum

from lif_plugin.errors import BadSetting


class Today(StrEnum):
    """What counts as today when deciding whether a fact is recent and a source fresh.

    COVERAGE takes the day the newest extract reaches to: for demonstrations and trials on old files.
    """

    CLOCK = "clock"
    COVERAGE = "coverage"


NATIONS = ("england", "scotland", "wales", "northern_ireland")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its nation, its time zone and how its prompts are delivered.

    ``go_live`` (YYYYMMDD): facts before it are historic; None keeps everything historic, so a new agency
    pushes nothing until somebody decides. ``recent_days`` is how old a fact may be and still be told;
    ``fresh_days`` how old the newest extract may be. ``rules_off`` and ``plugins_off`` name what does not
    run here. ``note_hint``: a platform may ask for a reading of a note while it is written; off until the
    agency wants it. ``version`` counts the saved configurations.
    """

    id: str
    name: str
    nation: str = "england"
    zone: str = "Europe/London"
    framework: str | None = None
    go_live: int | None = None
    today: Today = Today.CLOCK
    recent_days: int = 28
    fresh_days: int = 35
    rules_off: frozenset[str] = field(default_factory=frozenset)
    plugins_off: frozenset[str] = field(default_factory=frozenset)
    note_hint: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if self.nation not in NATIONS:
            raise BadSetting(f"nation must be one of {', '.join(NATIONS)}.")
        if not self.id or not all(c.isascii() and (c.isalnum() or c in "_-") for c in self.id):
            raise BadSetting("An agency id is made of letters, digits, - and _.")
