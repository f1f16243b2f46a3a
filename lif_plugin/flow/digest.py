"""Digest: once a week and person, numbers and a link by e-mail. Written first, then sent, so that none is forgotten.

A message is taken, sent outside any transaction and then settled. Whoever dies in between leaves it taken; it
is sent again after a while under the same Message-ID, by which a mailbox tells that it has it already.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.budget import Quiet, week_of
from lif_plugin.domain.digest import Counts, Recipient, body, message_id, subject
from lif_plugin.domain.people import people_in
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.errors import BadSetting
from lif_plugin.flow.post import Fate, check_address
from lif_plugin.frameworks import framework_of
from lif_plugin.store import agencies, digests, imports, pauses
from lif_plugin.store.work import Store, hold_agency

MINUTE: Final = 60_000
WEEK: Final = 7 * 24 * 60 * MINUTE
TAKEN: Final = 15 * MINUTE
"""How long a message that was taken is nobody else's."""
PAUSES: Final = (5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 4 * 60 * MINUTE, 8 * 60 * MINUTE)
"""How long after each try the next one comes; the last for all that follow, until the week is over."""

Send = Callable[[EmailMessage], tuple[Fate, int | None]]
Beside = Callable[[Any, Agency, Role, int], Counts]
"""What waits for a role beside prompts, on a day (YYYYMMDD)."""


def nothing(_connection: Any, _agency: Agency, _role: Role, _day: int) -> Counts:
    """Nothing waits beside prompts."""
    return Counts()


def add_recipient(store: Store, agency: str, one: Recipient) -> None:
    """Put somebody on the list. Raises `BadSetting` for an address that is none, or a role without numbers.

    A worker's numbers are their own: without the worker's id there are none to send.
    """
    check_address(one.address, "The address")
    counts_by_role = Viewer(agency, frozenset({one.role}), "digest", "digest").may(Right.READ_COUNTS)
    if one.role is Role.SYSTEM or (one.role is Role.WORKER) != (one.worker is not None):
        raise BadSetting(
            "A worker is named by the case system's own id, and nobody else is.", hint="Add --worker ID."
        )
    if not counts_by_role and one.worker is None:
        raise BadSetting("This role gets no numbers.")
    with store.write(Viewer.system("digest", agency)) as connection:
        agencies.load_agency(connection, agency)
        digests.put_recipient(connection, agency, one)


def active(connection: Any, agency: str) -> dict[str, list[Recipient]]:
    """Who gets digests, by address: not those who want none, nor those whose role gets none."""
    off = digests.roles_off(connection, agency)
    found: dict[str, list[Recipient]] = {}
    for one in digests.recipients(connection, agency):
        if not one.off and one.role not in off:
            found.setdefault(one.address, []).append(one)
    return found


def numbers(
    connection: Any, agency: Agency, roles: list[Recipient], now: int, beside: Beside = nothing
) -> dict[Role, Counts]:
    """The numbers of one person's message, by role."""
    day = _today(connection, agency, now)
    return {
        one.role: digests.counts(connection, agency.id, one, now - WEEK, day)
        + beside(connection, agency, one.role, day)
        for one in roles
    }


def _today(connection: Any, agency: Agency, now: int) -> int:
    if agency.today is Today.COVERAGE:
        last = [row["last_day"] for row in imports.covered(connection, agency.id)]
        if last:
            return int(max(last))
    return day_number(local_day(now, agency.zone))


def send_digests(
    store: Store, agency_id: str, send: Send, sender: str, address: str, clock: Callable[[], int],
    beside: Beside = nothing,
) -> Counter[str]:  # fmt: skip
    """Write this week's messages where there are none yet, and send what is due; counts what became of them.

    In the quiet hours, and while delivery is stopped, nothing happens. Run twice, or by two at once, nobody gets a second message.
    """
    viewer = Viewer.system("digest", agency_id)
    done: Counter[str] = Counter()
    with store.read(viewer) as connection:
        agency = agencies.load_agency(connection, agency_id)
        if pauses.paused(connection, agency_id) is not None:
            return Counter({"paused": 1})
    quiet = Quiet(agency.zone, agency.quiet_from, agency.quiet_until)
    domain = sender.rpartition("@")[2]
    people = called(agency, local_day(clock(), agency.zone))
    if quiet.first_moment(clock()) != clock():
        return Counter({"quiet": 1})
    _write(store, agency, domain, clock(), beside)
    while quiet.first_moment(now := clock()) == now:
        week = week_of(local_day(now, agency.zone))
        with store.write(viewer) as connection:
            hold_agency(connection, agency_id)
            if pauses.paused(connection, agency_id) is not None:
                done["paused"] += 1
                break
            row = digests.claim(connection, agency_id, week, now, now + TAKEN)
            wanted = active(connection, agency_id)
            if row is not None and row["address"] not in wanted:
                digests.settle(connection, agency_id, row["id"], "nothing", None, now)
                continue
        if row is None:
            break
        numbers_now = {one.role for one in wanted[row["address"]]}
        counts = {role: count for role, count in row["counts"].items() if role in numbers_now}
        fate, said = send(_message(row, counts, sender, address, now, people))
        done[fate.value] += 1
        with store.write(viewer) as connection:
            if fate in {Fate.LATER, Fate.DOWN}:
                pause = PAUSES[min(row["tries"], len(PAUSES)) - 1]
                digests.postpone(connection, agency_id, row["id"], said, now + pause)
            else:
                digests.settle(connection, agency_id, row["id"], fate.value, said, now)
        if fate is Fate.DOWN:
            break
    return done


def called(agency: Agency, day: date) -> Mapping[Role, str]:
    """What roles are called where an agency is, and by the framework that it works by on a day."""
    return people_in(agency.nation, framework_of(agency, day))


def _write(store: Store, agency: Agency, domain: str, now: int, beside: Beside) -> None:
    """Write the messages of this week that are not there; what earlier weeks left unsent is given up."""
    week = week_of(local_day(now, agency.zone))
    with store.write(Viewer.system("digest", agency.id)) as connection:
        hold_agency(connection, agency.id)
        digests.give_up(connection, agency.id, week)
        there = digests.addressed(connection, agency.id, week)
        for address, roles in active(connection, agency.id).items():
            if address not in there:
                identity = message_id(agency.id, week, address, domain)
                mine = numbers(connection, agency, roles, now, beside)
                digests.add_message(connection, agency.id, week, address, identity, mine, now)


def _message(
    row: Mapping[str, Any], counts: Mapping[Role, Counts], sender: str, address: str, now: int,
    people: Mapping[Role, str],
) -> EmailMessage:  # fmt: skip
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = row["address"]
    message["Subject"] = subject(counts)
    message["Message-ID"] = row["message_id"]
    message["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, tz=UTC))
    # Nobody's out-of-office note answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body(counts, address, people))
    return message
