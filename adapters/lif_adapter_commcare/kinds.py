"""Which kinds of fact a deployment may map its cases to, and what they are called here."""

from typing import Final

SOURCE: Final = "commcare"
MAPPABLE: Final = frozenset(
    "advocacy assessment birth complaint concern conference consent contact death household legal_status missing need "
    "placement plan referral review statement supervision view_given visit worker".split()
)
"""Kinds that a map may name. ``case`` and ``closure`` come from the case itself; notes are not read."""
KINDS: Final = MAPPABLE | {"case", "closure"}
SEEN_RECORDED: Final = "seen_recorded"
SEEN_NOT_RECORDED: Final = "seen_not_recorded"
"""Outcomes of a visit for which the app has none: whether it is entered, in the place the map names, that the child was seen."""
