"""Samples for an audit: random, stratified or purposive, drawn so that anybody can draw them again; nominations apart."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import orjson
from uuid6 import uuid7

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.drawing import SEED_AT_MOST, Candidate, frames_of
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.repeating import Repeated
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import METHOD, Exclusion, Marked, Part, draw, mark_of, programme_of
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audits
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.work import hold_agency, now_ms

PURPOSIVE = "purposive"
"""The part of cases that people chose: neither nominated nor random."""
_AT_MOST = 500


class Method(StrEnum):
    """How a sample is drawn.

    RANDOM: every case alike. STRATIFIED: by what is in force for the child, by size. PURPOSIVE: the cases that people
    name, with why.
    """

    RANDOM = "random"
    STRATIFIED = "stratified"
    PURPOSIVE = "purposive"


@dataclass(frozen=True, slots=True)
class NewSample:
    """A sample to draw: ``size`` cases at most, and ``nominated`` ones at most beside them.

    ``cases`` are public ids, for a purposive sample, and ``why`` says why these. A seed that is not given is made.
    """

    programme: str
    title: str
    method: Method
    size: int = 0
    nominated: int = 0
    seed: str | None = None
    cases: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample: its members by part in the order drawn, the sizes of the frames, and who was left out."""

    id: str
    seed: str
    as_of: int
    members: Mapping[str, tuple[Candidate, ...]]
    frames: Mapping[str, int]
    exclusions: Mapping[tuple[str, Exclusion], int]


def draw_sample(desk: Desk, viewer: Viewer, new: NewSample) -> Sampled:
    """Draw a sample and keep it with all that makes it repeatable.

    A case that was nominated never counts as random, and one that was picked or sampled not long ago is left out.
    Raises `NotAllowed`, `NotFound`, `AuditRefused`, `BadSetting`.
    """
    viewer.require(Right.DRAW_AUDITS)
    _require_fitting(new)
    seed, as_of = new.seed or secrets.token_hex(8), day_number(desk.today())
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        programme = programme_of(asking.framework_of(desk, connection, viewer), new.programme)
        frames, left_out = _frames(connection, viewer, new, as_of)
        members = {part: _drawn(frame, seed, part, new) for part, frame in frames.items()}
        made = str(uuid7())
        sample = {
            "id": made, "agency_id": viewer.agency, "programme": programme.id, "title": new.title,
            "method": new.method.value, "ranking": METHOD, "size": new.size or len(new.cases),
            "nominated": new.nominated, "seed": seed, "as_of": as_of, "why": new.why,
            "frame": orjson.dumps(
                [(part, one.case_id, one.stratum, _mark(seed, part, one)) for part, frame in frames.items() for one in frame]
            ).decode(),
            "exclusions": orjson.dumps(left_out).decode(), "by": viewer.subject, "at": now_ms(),
        }  # fmt: skip
        audits.add_sample(connection, sample, _rows(viewer, made, members))
    counted = Counter((part, Exclusion(why)) for part, _case, why in left_out)
    return Sampled(made, seed, as_of, members, {part: len(frame) for part, frame in frames.items()}, counted)


def repeat_sample(desk: Desk, viewer: Viewer, sample_id: str) -> Repeated:
    """Draw again from a sample's kept frame and seed. Raises `NotAllowed`, `NotFound`."""
    with desk.store.read(viewer) as connection:
        sample = audits.sample_of(connection, viewer, sample_id)
        if sample is None:
            raise NotFound("There is no such sample.")
        kept = audits.sampled_by(connection, viewer, sample_id)
        frame = orjson.loads(sample["frame"])
        keys = audits.references_of(connection, viewer, {case_id for _part, case_id, *_rest in frame})
    sizes = {Part.NOMINATED.value: sample["nominated"], Part.RANDOM.value: sample["size"]}
    same = True
    for part in dict.fromkeys(row[0] for row in frame):
        members = [Marked(mark, stratum, case_id) for one, case_id, stratum, mark in frame if one == part]
        drawn = members if part == PURPOSIVE else draw(members, sizes[part], Part(part))
        same &= [one.member for one in drawn] == [row["case_id"] for row in kept if row["part"] == part]
    checked = [
        mark == mark_of(sample["seed"], Part(part), keys[case_id])
        for part, case_id, _stratum, mark in frame
        if case_id in keys and part != PURPOSIVE
    ]
    return Repeated(sample["seed"], sample["ranking"], same, len(kept), len(checked), checked.count(False))


def _require_fitting(new: NewSample) -> None:
    purposive = new.method is Method.PURPOSIVE
    if not new.title.strip() or purposive != bool(new.cases) or purposive != bool((new.why or "").strip()):
        raise AuditRefused("A sample has a title; a purposive one names its cases and says why these.")
    if not 0 <= new.nominated <= _AT_MOST or not (0 if purposive else 1) <= new.size <= _AT_MOST:
        raise AuditRefused(f"A sample holds up to {_AT_MOST} cases.")
    if new.seed is not None and not (0 < len(new.seed) <= SEED_AT_MOST and new.seed.isprintable()):
        raise AuditRefused(f"A seed is a text of 1 to {SEED_AT_MOST} characters.")


def _frames(
    connection: Any, viewer: Viewer, new: NewSample, as_of: int
) -> tuple[dict[str, list[Candidate]], list[tuple[str, int, str]]]:
    """The frames by part, and who was left out of each with the reason."""
    setting = load_agency(connection, viewer.agency).audits
    made = frames_of(connection, viewer, setting, as_of)
    wanted = {Part.NOMINATED: bool(new.nominated), Part.RANDOM: new.method is not Method.PURPOSIVE}
    frames = {part.value: frame.candidates for part, frame in made.items() if wanted[part]}
    left_out = [
        (part.value, case_id, why.value)
        for part, frame in made.items()
        if wanted[part]
        for case_id, why in frame.left_out
    ]
    if new.method is Method.RANDOM:
        # One stratum for all: what is in force for a child then plays no part in the draw.
        frames[Part.RANDOM.value] = [replace(one, stratum="all") for one in frames[Part.RANDOM.value]]
    if new.method is Method.PURPOSIVE:
        found = cases_by_public_id(connection, viewer, new.cases)
        if found.keys() != set(new.cases):
            raise NotFound("One of these cases is not there, or not yours to see.")
        frames[PURPOSIVE] = [
            Candidate(row["case_id"], row["source"], row["ref"], row["public_id"], row["is_open"], PURPOSIVE)
            for row in (found[key] for key in dict.fromkeys(new.cases))
        ]
    return frames, left_out


def _mark(seed: str, part: str, one: Candidate) -> str:
    """What a member is ranked by; people's own choice has no rank."""
    return "" if part == PURPOSIVE else mark_of(seed, Part(part), one.key)


def _drawn(frame: Sequence[Candidate], seed: str, part: str, new: NewSample) -> tuple[Candidate, ...]:
    if part == PURPOSIVE:
        return tuple(frame)
    marked = [Marked(_mark(seed, part, one), one.stratum, one) for one in frame]
    size = new.nominated if part == Part.NOMINATED else new.size
    return tuple(one.member for one in draw(marked, size, Part(part)))


def _rows(viewer: Viewer, sample_id: str, members: Mapping[str, Sequence[Candidate]]) -> list[dict[str, Any]]:
    return [
        {"id": str(uuid7()), "case_id": one.case_id, "agency_id": viewer.agency, "audit_sample_id": sample_id,
         "part": part, "stratum": one.stratum, "place": place}
        for part, drawn in members.items()
        for place, one in enumerate(drawn, 1)
    ]  # fmt: skip
