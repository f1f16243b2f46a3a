"""Maps a child's record: who the child is, and each episode with what is inside it."""

from collections.abc import Iterator, Mapping
from typing import Final

from lif_adapter_dfe_api.payload import LONGEST_REF, Block, Mapper, Record, only_identifiers, taken
from lif_adapter_kit.dates import Days
from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.domain.record import Item, Purge, Rejected, Row

KINDS: Final = frozenset({
    "birth", "death", "need", "health_check", "referral", "closure", "worker", "assessment", "plan", "section_47",
    "conference", "placement", "adoption_step", "care_leaver_contact", "case",
})  # fmt: skip
"""All kinds of event that the payload gives."""

_TOP: Final = frozenset({
    "la_child_id", "mis_child_id", "la_code", "purge", "child_details", "health_and_wellbeing", "social_care_episodes",
})  # fmt: skip
_SINCE_0_7: Final = ("first_name", "surname", "expected_date_of_birth")
_SAME_CARE: Final = "X1"
_DIED: Final = "E2"
_CLOSED_BY_DEATH: Final = "RC2"
_NOTHING_FOUND: Final = "21"
_HIGHEST_SDQ: Final = 40
_LONGEST_ID: Final = 60
"""Characters of a worker's id that go into a key; the payload allows 36."""


def rows(file: str, number: int, value: object, days: Days, births: dict[str, int]) -> Iterator[Item]:
    """The rows of one record: the child, then each episode and each object in it, in the order of the file."""
    members = value if isinstance(value, dict) else {}
    child = str(members.get("la_child_id") or "").strip()
    record = Record(file, number, child, days, births)
    if not isinstance(value, dict):
        yield record.refuse("the record", "not_an_object", None)
    elif not child or len(child) > LONGEST_REF:
        yield record.refuse("la_child_id", "child_too_long" if child else "no_child", value)
    else:
        found = False
        for row in _objects(record, Block(record, "", value, f"{child}|")):
            found = True
            yield row
        if not found:
            yield Row(file, number, ())
    yield from record.notes


def _objects(record: Record, whole: Block) -> Iterator[Row | Purge | Rejected]:
    if whole.purged():
        yield taken(whole, lambda _block: None)
        return
    if only_identifiers(whole.members):
        record.note(None, "only_identifiers")
        yield Row(record.file, record.number, ())
        return
    if odd := sorted(whole.members.keys() - _TOP):
        # A name that is none may be a value that has slipped, and no message holds one.
        names = [one if one.isidentifier() and len(one) <= _LONGEST_ID else "(no name)" for one in odd]
        record.note(", ".join(names), "unknown_member")
    since = _latest_referral(whole, record.days)
    yield from _each(whole, "child_details", lambda block: details(block, since))
    for wellbeing in whole.inside("health_and_wellbeing"):
        if isinstance(wellbeing, Rejected) or wellbeing.purged():
            yield wellbeing if isinstance(wellbeing, Rejected) else taken(wellbeing, strengths)
        else:
            yield from _each(wellbeing, "sdq_assessments", strengths)
    for episode in whole.inside("social_care_episodes"):
        if isinstance(episode, Rejected):
            yield episode
            continue
        yield taken(episode, referral)
        if not episode.purged():
            for member, mapper in INSIDE.items():
                yield from _each(episode, member, mapper)


def _each(whole: Block, member: str, mapper: Mapper) -> Iterator[Row | Purge | Rejected]:
    for block in whole.inside(member):
        yield block if isinstance(block, Rejected) else taken(block, mapper)


def _latest_referral(whole: Block, days: Days) -> int | None:
    """The latest referral: from when on what has no day of its own is known."""
    found = [block for block in whole.inside("social_care_episodes") if isinstance(block, Block)]
    return max((day for block in found if (day := days[block.text("referral_date")])), default=None)


def details(block: Block, since: int | None) -> None:
    """child_details: birth with sex and ethnicity; disabilities and unaccompanied children as needs."""
    born = block.day("date_of_birth")
    if block.text("date_of_birth") and not block.members.keys() & set(_SINCE_0_7):
        block.record.note(None, "older_form")
    disabilities = block.listed("disabilities", "disability")
    if born:
        if block.record.births.setdefault(block.record.child, born) != born:
            block.record.note(block.at("date_of_birth"), "another_birth_date")
        detail = {**block.coded("ethnicity", "ethnicity", "ETHNICITY"), "DISABILITIES": disabilities}
        block.add("birth", "", born, {**block.coded("sex", "sex"), "born_on": born}, detail)
    if since is None:
        return
    for code in disabilities:
        if code != "NONE":
            block.add("need", code, since, {"code": code}, {}, None, Precision.PERIOD)
    if block.flag("uasc_flag"):
        until = block.day("uasc_end_date")
        start = min(since, until or since)
        block.add("need", "UASC", start, {"code": "UASC"}, {}, until, Precision.PERIOD)


def strengths(block: Block) -> None:
    """sdq_assessments: a score of strengths and difficulties."""
    day = block.start("date")
    score = block.text("score")
    known = score.isascii() and score.isdigit() and len(score) <= 2 and int(score) <= _HIGHEST_SDQ
    if score and not known:
        block.record.note(block.at("score"), "out_of_range")
    block.add(
        "health_check",
        f"{day}",
        day,
        {"code": "SDQ"},
        {"SCORE": int(score)} if known else {"SCORE_raw": score},
    )


def referral(block: Block) -> None:
    """An episode: the referral, the case until it was closed, the closure, and a death if that is why.

    A referral that led to nothing further opened no case.
    """
    start, closed = block.day("referral_date"), block.day("closure_date")
    if start:
        further = {True: "NFA", False: "ACTION", None: None}[block.flag("referral_no_further_action_flag")]
        block.add(
            "referral", "", start, {**block.coded("referral_source", "referral_source"), "outcome": further}
        )
        if further != "NFA":
            block.add("case", "", start, {"code": "CIN"}, {}, closed)
        if closed and closed < start:
            block.record.note(block.at("closure_date"), "ends_before_start")
    else:
        block.record.note(block.at("referral_date"), "no_referral_date")
    reason = block.coded("closure_reason", "closure_reason")
    if closed:
        block.add("closure", "", closed, reason)
        if reason.get("code") == _CLOSED_BY_DEATH:
            block.add("death", "", closed, {}, {}, None, Precision.PERIOD)
    elif reason:
        block.record.note(block.at("closure_reason"), "end_without_date")


def worker(block: Block) -> None:
    """care_worker_details: who holds the case; known by worker and start, as it has no id."""
    start, actor = block.start("start_date"), block.text("worker_id")[:_LONGEST_ID]
    key = f"{start}|{actor}"[:_LONGEST_ID]
    block.add("worker", key, start, {"actor": actor}, {}, block.day("end_date", start))


def assessment(block: Block) -> None:
    """child_and_family_assessments: until authorised; each factor found is a need of that day."""
    start = block.start("start_date")
    done = block.day("authorisation_date", start)
    block.add("assessment", "", start, {}, {}, done)
    for code in block.listed("factors", "assessment_factors"):
        if code != _NOTHING_FOUND:
            block.add("need", code, done or start, {"code": code}, {}, done or start)


def _plan(code: str) -> Mapper:
    """Make the mapper of one kind of plan."""

    def read(block: Block) -> None:
        start = block.start("start_date")
        block.add("plan", "", start, {"code": code}, {}, block.day("end_date", start))

    return read


def enquiry(block: Block) -> None:
    """section_47_assessments: the enquiry, and the initial conference if one was held."""
    start = block.start("start_date")
    held, required = block.day("icpc_date", start), block.flag("icpc_required_flag")
    outcome = "CONFERENCE" if held else "NO_CONFERENCE" if required is False else None
    block.add("section_47", "", start, {"outcome": outcome}, {}, block.day("end_date", start))
    if held:
        block.add("conference", "ICPC", held, {"code": "ICPC", "held": Tri.YES})


def placement(block: Block) -> None:
    """child_looked_after_placements: where the child is placed by kind; the end of care, and a death in it."""
    start = block.start("start_date")
    until = block.day("end_date", start)
    ended = block.coded("end_reason", "episode_end_reason", "outcome")
    fields = {**block.coded("placement_type", "placement_type"),
              **block.coded("change_reason", "placement_change_reason", "reason"), **(ended if until else {})}  # fmt: skip
    block.add("placement", "", start, fields, {"START_REASON": block.text("start_reason")}, until)
    code = ended.get("outcome")
    if code and until is None:
        block.record.note(block.at("end_reason"), "end_without_date")
    if code and until and code != _SAME_CARE:
        block.add("closure", "", until, {"code": code})
        if code == _DIED:
            block.add("death", "", until, {})


def adoption(block: Block) -> None:
    """adoption: the steps that have a day."""
    for step, member in {
        "decision": "initial_decision_date",
        "match": "matched_date",
        "placing": "placed_date",
    }.items():
        if day := block.day(member):
            block.add("adoption_step", step, day, {"code": step})


def care_leaver(block: Block) -> None:
    """care_leavers: a contact with a care leaver; whether they are in touch is not in the payload."""
    day = block.start("contact_date")
    detail = {"ACTIVITY": block.text("activity"), "ACCOMMODATION": block.text("accommodation")}
    block.add("care_leaver_contact", f"{day}", day, {}, detail)


INSIDE: Final[Mapping[str, Mapper]] = {
    "care_worker_details": worker,
    "child_and_family_assessments": assessment,
    "child_in_need_plans": _plan("CIN"),
    "section_47_assessments": enquiry,
    "child_protection_plans": _plan("CP"),
    "child_looked_after_placements": placement,
    "adoption": adoption,
    "care_leavers": care_leaver,
}
"""What stands inside an episode, and the function that maps it."""
