"""The first look at all tables: who the rows that name nobody belong to, which day is the last, how they are written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lif_adapter_ssd import values
from lif_adapter_ssd.dictionary import ALIASES
from lif_adapter_ssd.source import Source, Torn

JOINS: Final[Mapping[str, tuple[str, str, str]]] = {
    "ssd_cla_episodes": ("cla", "clae_cla_id", "clae_person_id"),
    "ssd_cp_plans": ("cp_plan", "cppl_cp_plan_id", "cppl_person_id"),
    "ssd_cin_plans": ("cin_plan", "cinp_cin_plan_id", "cinp_person_id"),
    "ssd_cin_episodes": ("referral", "cine_referral_id", "cine_person_id"),
    "ssd_cin_assessments": ("assessment", "cina_assessment_id", "cina_person_id"),
}
"""Tables by which other rows are joined to a child: the name of the join, the id, the child."""
SEEN: Final = {
    "ssd_cin_visits": ("cinv_cin_visit_seen", "cinv_cin_visit_seen_alone"),
    "ssd_cp_visits": ("cppv_cp_visit_seen", "cppv_cp_visit_seen_alone"),
    "ssd_cla_visits": ("clav_cla_visit_seen", "clav_cla_visit_seen_alone"),
}
_BEDROOM: Final = ("cinv_cin_visit_bedroom", "cppv_cp_visit_bedroom")
_DATES: Final = {
    "ssd_contacts": "cont_contact_date",
    "ssd_cin_episodes": "cine_referral_date",
    "ssd_cin_visits": "cinv_cin_visit_date",
    "ssd_cp_visits": "cppv_cp_visit_date",
    "ssd_cla_visits": "clav_cla_visit_date",
    "ssd_cla_reviews": "clar_cla_review_date",
    "ssd_missing": "miss_missing_episode_start_date",
    "ssd_cin_assessments": "cina_assessment_start_date",
    "ssd_cp_plans": "cppl_cp_plan_start_date",
    "ssd_s47_enquiry": "s47e_s47_start_date",
}
"""Columns of what has happened: their latest day is the one up to which the extract knows."""


@dataclass(slots=True)
class Survey:
    """What the first look found."""

    joins: dict[str, dict[str, str]] = field(default_factory=dict)
    assessed: dict[str, int] = field(default_factory=dict)
    died: dict[str, int] = field(default_factory=dict)
    referred: dict[str, int] = field(default_factory=dict)
    days: Counter[int] = field(default_factory=Counter)
    rows: int = 0
    built: set[str] = field(default_factory=set)
    blank_as_no: frozenset[str] = frozenset()

    def child_by(self, join: str, key: str) -> str:
        """The child that an id of another table belongs to; empty where none is known."""
        return self.joins.get(join, {}).get(key, "")


@dataclass(slots=True)
class _Seen:
    """What stands in the columns of one table of visits."""

    no: bool = False
    blank: bool = False
    bedroom: bool = False


def value(record: Mapping[str, Any], column: str) -> Any:
    """A record's value, also where a deployment calls the column otherwise."""
    if column in record:
        return record[column]
    return record.get(ALIASES.get(column, column))


def survey(sources: Iterable[Source], *, eclipse: bool | None = None) -> Survey:
    """Look through all tables once.

    ``eclipse`` says whether the case system is Eclipse, which writes N where nothing is recorded; None
    where it is to be told from the data: seen is never blank, has an N, and bedroom is always empty.
    """
    found = Survey()
    seen: dict[str, _Seen] = {}
    for source in sources:
        name = source.table.name
        state = seen.setdefault(name, _Seen()) if name in SEEN else None
        for _, record in source.rows():
            found.rows += 1
            if isinstance(record, Torn):
                continue
            if name not in found.built and not values.is_placeholder(record.values()):
                found.built.add(name)
            _join(found, name, record)
            if day := values.day_of(record.get(_DATES.get(name, ""))):
                found.days[day] += 1
            if state is not None:
                _look(state, name, record)
    found.blank_as_no = _blank_as_no(seen, eclipse)
    return found


def _join(found: Survey, name: str, record: Mapping[str, Any]) -> None:
    if name in JOINS:
        join, key, child = JOINS[name]
        ref = values.text_of(value(record, key))
        if ref:
            found.joins.setdefault(join, {})[ref] = values.text_of(value(record, child))
        if name == "ssd_cin_episodes" and (day := values.day_of(record.get("cine_referral_date"))):
            who = values.text_of(value(record, child))
            found.referred[who] = min(day, found.referred.get(who, day))
        if name == "ssd_cin_assessments" and ref:
            start = values.day_of(record.get("cina_assessment_start_date"))
            done = values.day_of(record.get("cina_assessment_auth_date"))
            if day := done or start:
                found.assessed[ref] = day
    elif name == "ssd_person" and (died := values.day_of(record.get("pers_death_date"))):
        found.died[values.text_of(record.get("pers_person_id"))] = died


def _look(state: _Seen, name: str, record: Mapping[str, Any]) -> None:
    for column in SEEN[name]:
        text = values.text_of(record.get(column))
        state.blank = state.blank or (column in record and not text)
        state.no = state.no or text.upper() == "N"
    state.bedroom = state.bedroom or any(values.text_of(record.get(column)) for column in _BEDROOM)


def _blank_as_no(seen: Mapping[str, _Seen], eclipse: bool | None) -> frozenset[str]:
    if eclipse is not None:
        return frozenset(seen) if eclipse else frozenset()
    suspect = {name for name, state in seen.items() if state.no and not state.blank and not state.bedroom}
    # A table without a bedroom column cannot show it; it goes with the others.
    telling = suspect - {"ssd_cla_visits"}
    return frozenset(suspect) if telling else frozenset()
