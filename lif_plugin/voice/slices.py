"""The slices in which agreement is told: age band, communication need and record type."""

from lif_plugin.voice.records import NoteRecord

_BANDS = ((2, "under 2"), (5, "2 to 4"), (10, "5 to 9"), (14, "10 to 13"), (16, "14 and 15"))


def age_band(record: NoteRecord) -> str:
    """The child's age band."""
    if record.age_years is None:
        return "age not known"
    return next((name for limit, name in _BANDS if record.age_years < limit), "16 and over")


def need(record: NoteRecord) -> str:
    """What kind of communication need is recorded, in four words; `none recorded` where there is none."""
    low = (record.communication_needs or "").lower()
    if not low:
        return "none recorded"
    if "pre-verbal" in low or "no words yet" in low:
        return "not yet speaking"
    if "non-verbal" in low or "no speech" in low:
        return "without speech"
    if any(word in low for word in ("speaker", "interpreter", "additional language", "at home")):
        return "another language"
    return "other need"


def record_kind(record: NoteRecord) -> str:
    """The record type as the agency names it."""
    return record.record_type or "not given"


SLICES = {"age band": age_band, "communication need": need, "record type": record_kind}
