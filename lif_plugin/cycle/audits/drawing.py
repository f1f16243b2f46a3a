"""Audit programmes: the pool of a month, its draw, lapses, and the draw repeated from what was kept."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from uuid6 import uuid7

from lif_plugin.domain.audit import (
    METHOD,
    AuditSetting,
    Exclusion,
    Marked,
    Part,
    Programme,
    lapses_on,
    last_day,
    mark_of,
    programme_of,
)
from lif_plugin.domain.audit import draw as draw_sample
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.errors import BadSetting, LifError
from lif_plugin.flow.telling import tell_picked
from lif_plugin.store import agencies, audits, cases
from lif_plugin.store.work import Store, hold_agency

Row = dict[str, Any]
SEED_AT_MOST: Final = 200
CHANCE: Final = "The programme also looks at cases picked by chance, to see practice as it mostly is."
"""What the worker of a case reads that no trigger put forward."""
NO_NOTICE: Final = "The programme looks at cases of this kind to learn how help works."


class AlreadyDrawn(LifError):
    """This month's draw has been made."""

    code = "already_drawn"
    hint = (
        "`lif audits repeat ID` shows that it gives the same again; a month is drawn once for each programme."
    )


@dataclass(frozen=True, slots=True)
class Request:
    """What a draw is asked for; None takes what the agency has set. A seed that is not given is made."""

    month: int
    programme: str | None = None
    seed: str | None = None
    quota: int | None = None
    by_chance: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of a frame, as it was when the draw was made."""

    case_id: int
    source: str
    ref: str
    public_id: str
    is_open: bool | None
    stratum: str
    triggers: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is ranked by."""
        return audits.case_key(self.source, self.ref)


@dataclass(frozen=True, slots=True)
class Pick:
    """A case that was picked, its part reported apart; ``place`` counts from 1 within the part."""

    part: Part
    place: int
    case: Candidate


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw: sizes of the frames, what was picked in order, and who was left out, by part and reason."""

    id: str
    programme: Programme
    month: int
    as_of: int
    seed: str
    quota: int
    by_chance: int
    frames: Mapping[Part, int]
    picks: tuple[Pick, ...]
    exclusions: Mapping[tuple[Part, Exclusion], int]
    lapsed: int


@dataclass(slots=True)
class Frame:
    """The candidates of one part and who was left out, while they are sorted out."""

    candidates: list[Candidate]
    left_out: list[tuple[int, Exclusion]]


def lapse(store: Store, viewer: Viewer, as_of: int) -> int:
    """Let the nominations lapse whose months are over on a day (YYYYMMDD); gives how many. Raises `NotAllowed`."""
    viewer.require(Right.DRAW_AUDITS)
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        setting = agencies.load_agency(connection, viewer.agency).audits
        return _lapse(connection, viewer, setting, as_of)


def _lapse(connection: Any, viewer: Viewer, setting: AuditSetting, as_of: int) -> int:
    due = []
    for row in audits.waiting(connection, viewer, as_of):
        day = lapses_on(row["day"], setting.lapse_months)
        if day <= as_of:
            due.append((row["case_id"], row["id"], day))
    audits.let_lapse(connection, due)
    return len(due)


def draw_month(store: Store, viewer: Viewer, framework: Framework | None, asked: Request, now: int) -> Drawn:
    """Draw a programme's month: lapse what is due, make both frames, pick, and keep all of it in one transaction.

    Cases, whether open, and what has been withdrawn are as known now; the pool and the ages of nominations are
    those of the month's last day. Raises `NotAllowed`, `AlreadyDrawn`, `BadSetting`.
    """
    viewer.require(Right.DRAW_AUDITS)
    as_of = last_day(asked.month)
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        setting = _setting(agencies.load_agency(connection, viewer.agency).audits, asked)
        programme = programme_of(framework, setting.programme)
        if audits.draw_for(connection, viewer, programme.id, asked.month) is not None:
            raise AlreadyDrawn
        lapsed = _lapse(connection, viewer, setting, as_of)
        frames = frames_of(connection, viewer, setting, as_of)
        seed = asked.seed or secrets.token_hex(8)
        drawn = _drawn(frames, setting, programme, asked.month, as_of, seed, lapsed)
        audits.add_draw(connection, *_rows(drawn, frames, viewer, now))
        picked = [pick.case.case_id for pick in drawn.picks]
        tell_picked(connection, viewer.agency, drawn.id, picked, now)
        # Whoever works with them reads so in their own system, with what else is shown of the case there.
        cases.mark_stale(connection, picked)
    return drawn


def _setting(setting: AuditSetting, asked: Request) -> AuditSetting:
    if asked.seed is not None and not (0 < len(asked.seed) <= SEED_AT_MOST and asked.seed.isprintable()):
        raise BadSetting(f"A seed is a text of 1 to {SEED_AT_MOST} characters.")
    return replace(
        setting,
        programme=asked.programme or setting.programme,
        quota=setting.quota if asked.quota is None else asked.quota,
        by_chance=setting.by_chance if asked.by_chance is None else asked.by_chance,
    )


def frames_of(connection: Any, viewer: Viewer, setting: AuditSetting, as_of: int) -> dict[Part, Frame]:
    """Make the frames of a day: who was nominated, and everybody else whose case is open."""
    again = day_number(add_months(numbered_day(as_of), -setting.again_months))
    before = set(audits.picked_since(connection, viewer, again))
    waiting = audits.waiting(connection, viewer, as_of)
    nominated = audits.nominated_cases(connection, viewer, as_of)
    return {
        Part.NOMINATED: _nominated(waiting, before, setting),
        Part.RANDOM: _others(audits.held_cases(connection, viewer, as_of), before, nominated),
    }


def _nominated(waiting: Iterable[Row], before: set[int], setting: AuditSetting) -> Frame:
    """The nominated cases, each once: its stratum is the trigger that was met first."""
    frame = Frame([], [])
    by_case: dict[int, list[Row]] = {}
    for row in waiting:
        by_case.setdefault(row["case_id"], []).append(row)
    for case_id, rows in by_case.items():
        first = rows[0]
        if not first["is_held"]:
            frame.left_out.append((case_id, Exclusion.NOT_HELD))
        elif case_id in before:
            frame.left_out.append((case_id, Exclusion.PICKED_BEFORE))
        elif first["is_open"] is False and not setting.closed:
            frame.left_out.append((case_id, Exclusion.CLOSED))
        else:
            triggers = tuple(dict.fromkeys(row["trigger"] for row in rows))
            notices = tuple(dict.fromkeys(row["notice"] or NO_NOTICE for row in rows))
            frame.candidates.append(_candidate(first, first["trigger"], triggers, notices))
    return frame


def _others(held: Iterable[Row], before: set[int], nominated: set[int]) -> Frame:
    """The other cases that are open, or of which the source does not say; strata by what is in force."""
    frame = Frame([], [])
    for row in held:
        if row["case_id"] in nominated:
            frame.left_out.append((row["case_id"], Exclusion.NOMINATED))
        elif row["is_open"] is False:
            frame.left_out.append((row["case_id"], Exclusion.CLOSED))
        elif row["case_id"] in before:
            frame.left_out.append((row["case_id"], Exclusion.PICKED_BEFORE))
        else:
            stratum = "in_care" if row["in_care"] else "protection_plan" if row["protected"] else "other"
            frame.candidates.append(_candidate(row, stratum, (), (CHANCE,)))
    return frame


def _candidate(row: Row, stratum: str, triggers: tuple[str, ...], notices: tuple[str, ...]) -> Candidate:
    return Candidate(
        row["case_id"],
        row["source"],
        row["ref"],
        row["public_id"],
        row["is_open"],
        stratum,
        triggers,
        notices,
    )


def _drawn(
    frames: Mapping[Part, Frame],
    setting: AuditSetting,
    programme: Programme,
    month: int,
    as_of: int,
    seed: str,
    lapsed: int,
) -> Drawn:
    quotas = {Part.NOMINATED: setting.quota, Part.RANDOM: setting.by_chance}
    picks = [
        Pick(part, place, one.member)
        for part, frame in frames.items()
        for place, one in enumerate(draw_sample(_marked(frame.candidates, seed, part), quotas[part], part), 1)
    ]
    return Drawn(
        str(uuid7()),
        programme,
        month,
        as_of,
        seed,
        setting.quota,
        setting.by_chance,
        {part: len(frame.candidates) for part, frame in frames.items()},
        tuple(picks),
        Counter((part, why) for part, frame in frames.items() for _case, why in frame.left_out),
        lapsed,
    )


def _marked(candidates: Sequence[Candidate], seed: str, part: Part) -> list[Marked[Candidate]]:
    return [Marked(mark_of(seed, part, one.key), one.stratum, one) for one in candidates]


def _rows(drawn: Drawn, frames: Mapping[Part, Frame], viewer: Viewer, now: int) -> tuple[Row, list[Row]]:
    """The rows that keep a draw: it names cases by their number, never by their reference."""
    frame = [
        (part.value, one.case_id, one.stratum, mark_of(drawn.seed, part, one.key))
        for part, made in frames.items()
        for one in made.candidates
    ]
    left_out = [
        (part.value, case_id, why.value) for part, made in frames.items() for case_id, why in made.left_out
    ]
    draw = {
        "id": drawn.id,
        "agency_id": viewer.agency,
        "programme": drawn.programme.id,
        "title": drawn.programme.title,
        "month": drawn.month,
        "as_of": drawn.as_of,
        "method": METHOD,
        "seed": drawn.seed,
        "quota": drawn.quota,
        "by_chance": drawn.by_chance,
        "nominated": drawn.frames[Part.NOMINATED],
        "others": drawn.frames[Part.RANDOM],
        "frame": orjson.dumps(frame).decode(),
        "exclusions": orjson.dumps(left_out).decode(),
        "drawn_at": now,
        "drawn_by": viewer.subject,
    }
    picks = [
        {
            "case_id": pick.case.case_id,
            "id": str(uuid7()),
            "agency_id": viewer.agency,
            "draw_id": drawn.id,
            "part": pick.part.value,
            "stratum": pick.case.stratum,
            "place": pick.place,
            "triggers": orjson.dumps(pick.case.triggers).decode(),
            "notices": orjson.dumps(pick.case.notices).decode(),
            "was_open": pick.case.is_open,
        }
        for pick in drawn.picks
    ]
    return draw, picks
