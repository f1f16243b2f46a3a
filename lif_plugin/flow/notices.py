"""Notices: the worker of a case that is audited reads so in their own system, and what they write back is kept.

That a draw picked it, who makes the audit and by when, a day to talk, and that it was read back. A notice asks for nothing: it says
nothing of the record and nothing of a worker. A platform shows it as it shows a prompt, under an id of its own, for four
weeks or until somebody has seen it there.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from uuid6 import uuid7

from lif_plugin.domain import audit_telling as telling
from lif_plugin.domain.audit import programmes_of
from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.budget import NOBODY, Candidate, Decision, Quiet, week_of
from lif_plugin.domain.rule import Severity
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.frameworks import framework_of
from lif_plugin.store import agencies, notices, pushes

Row = Mapping[str, Any]
TOLD_FOR_MS: Final = 28 * 24 * 3_600_000
SEEN: Final = "seen"
"""What a platform whose notices have a button gives back for it; anything else is the worker's own words."""


def notices_to_show(
    connection: Any, agency_id: str, case_ids: Collection[int], now: int
) -> dict[int, dict[str, str]]:
    """The notices that these cases' platform shows, by case and pick, each with its sentence.

    Nobody is interrupted by one in quiet hours; none counts against anybody's alert budget.
    """
    picks = [
        *notices.recent_picks(connection, case_ids, now - TOLD_FOR_MS),
        *notices.recent_audits(connection, case_ids, now - TOLD_FOR_MS),
    ]
    titles: dict[str, str] = {}
    if picks:
        agency = agencies.load_agency(connection, agency_id)
        framework = framework_of(agency, local_day(now, agency.zone))
        titles = {one.id: one.title for one in programmes_of(framework)}
        quiet = Quiet(agency.zone, agency.quiet_from, agency.quiet_until, agency.settle_hours)
        today = day_number(local_day(now, agency.zone))
        decided = [_decided(row, quiet, now) for row in notices.undecided(connection, picks)]
        pushes.add(connection, agency_id, decided, today)
    found: dict[int, dict[str, str]] = {}
    for row in picks:
        found.setdefault(row["case_id"], {})[row["id"]] = words_of(row, titles)
    return found


def _decided(row: Row, quiet: Quiet, now: int) -> Decision:
    moment = quiet.first_moment(now)
    candidate = Candidate(row["case_id"], row["id"], NOBODY, Severity.INFO, None, now)
    return Decision(candidate, NOBODY, week_of(local_day(moment, quiet.zone)), moment)


def words_of(row: Row, titles: Mapping[str, str]) -> str:
    """The sentences of a notice, as the panel has them; ``titles`` of programmes by id."""
    if "auditor" not in row:
        return telling.picked(row["title"], row["month"])
    if row["word"] == WordKind.READ_BACK:
        return telling.read_back()
    if row["word"] == WordKind.PROPOSED:
        return telling.proposal(row["auditor"], row["day"])
    title = titles.get(row["programme"], row["programme"].replace("_", " "))
    why = telling.why_of(row["origin"], row["drawn_as"])
    return telling.opened(title, why, row["auditor"], row["due"])


def keep_reply(connection: Any, pick: Row, agency_id: str, said: tuple[str, int, str | None]) -> None:
    """Keep what somebody wrote back (by whom, when in UTC milliseconds, what) about a pick's notice."""
    by, at, text = said
    words = None if text is None or text.strip() == SEEN else text
    if pick["audit_id"] is not None:
        if words is not None:
            suits = pick["kind"] == WordKind.PROPOSED and telling.is_agreed(words)
            said_of_it = (
                {"kind": WordKind.AGREED.value, "day": pick["day"], "text": None}
                if suits
                else {"kind": WordKind.REPLY.value, "day": None, "text": words}
            )
            values = {"audit_id": pick["audit_id"], **said_of_it}
            made = {
                "id": str(uuid7()),
                "agency_id": agency_id,
                "case_id": pick["case_id"],
                "by": by,
                "at": at,
            }
            notices.add_word(connection, {**made, **values})
        return
    notices.add_reply(
        connection,
        {
            "case_id": pick["case_id"], "id": str(uuid7()), "agency_id": agency_id, "pick_id": pick["id"],
            "said_by": by, "said_at": at, "text": words,
        },
    )  # fmt: skip
