"""Reminders: owners hear by e-mail what is due soon or late and which courses to ask about again; late for long goes to its body.

What is sent is written down first: whoever dies in between has reminded nobody twice.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from lif_plugin.cycle.course_reminders import owed_courses, write_courses
from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.domain.budget import Quiet
from lif_plugin.domain.reminder import (
    WAITS_FOR_OWNER,
    Owed,
    Reminding,
    body,
    is_to_escalate,
    is_to_remind,
    message_id,
    subject,
)
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.errors import NotFound
from lif_plugin.flow.post import Fate, check_address
from lif_plugin.store import agencies, learning, pauses, reminders
from lif_plugin.store.tables import action_entry
from lif_plugin.store.work import hold_agency, now_ms

Send = Callable[[EmailMessage], tuple[Fate, int | None]]
REMINDER: Final = "reminder"
ESCALATED: Final = "escalated"
_UNSENT: Final = "unsent"
_ROLE_AT_MOST: Final = 64


def add_contact(desk: Desk, viewer: Viewer, role: str, address: str) -> None:
    """Say who is reminded of a role's actions. Raises `BadSetting` for an address that is none."""
    viewer.require(Right.RECORD_LEARNING)
    check_address(address, "The address")
    if not 0 < len(role) <= _ROLE_AT_MOST:
        raise CycleRefused(f"A role's name has 1 to {_ROLE_AT_MOST} characters.")
    with desk.store.write(viewer) as connection:
        reminders.add_contact(connection, viewer, role, address)


def drop_contact(desk: Desk, viewer: Viewer, role: str, address: str) -> None:
    """Take an address off a role. Raises `NotFound`."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.write(viewer) as connection:
        if not reminders.drop_contact(connection, viewer, role, address):
            raise NotFound("This address is not reminded for this role.")


def contacts(desk: Desk, viewer: Viewer) -> list[tuple[str, str]]:
    """Roles with the addresses that are reminded of their actions."""
    viewer.require(Right.RECORD_LEARNING)
    with desk.store.read(viewer) as connection:
        return reminders.contacts(connection, viewer)


def escalate(desk: Desk, agency: str, how: Reminding) -> list[str]:
    """Put the agency's actions that are late for long before the bodies that watch them, each once; gives their ids."""
    viewer = Viewer.system("remind", agency)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, agency)
        rows = {row["id"]: row for row in reminders.owned_actions(connection, viewer, desk.today())}
        owed = _owed(desk, connection, viewer, list(rows.values()))
        late = [one for one in owed if is_to_escalate(one, desk.today(), how)]
        for one in late:
            _enter(desk, connection, viewer, rows[one.action], ESCALATED, None)
    return [one.action for one in late]


def remind(
    desk: Desk,
    agency_id: str,
    how: Reminding,
    send: Send,
    sender: str,
    address: str,
    clock: Callable[[], int] = now_ms,
) -> Counter[str]:
    """Remind the owners of the agency's actions, and who asks about courses that were to be asked about again.

    Counts messages by what became of them, and what is owed by ``nobody`` that could be reached. In the quiet hours, and while delivery is stopped, nothing happens. What the mail server did not take is tried
    again on another day.
    """
    viewer, today = Viewer.system("remind", agency_id), desk.today()
    with desk.store.write(viewer) as connection:
        hold_agency(connection, agency_id)
        agency = agencies.load_agency(connection, agency_id)
        if pauses.paused(connection, agency_id) is not None:
            return Counter({"paused": 1})
        now = clock()
        if Quiet(agency.zone, agency.quiet_from, agency.quiet_until).first_moment(now) != now:
            return Counter({"quiet": 1})
        rows = {row["id"]: row for row in reminders.owned_actions(connection, viewer, today)}
        known = reminders.contacts(connection, viewer)
        actions = _owed(desk, connection, viewer, list(rows.values()))
        courses = owed_courses(desk, connection, viewer, {role for role, _address in known})
        wanted = [one for one in (*actions, *courses) if is_to_remind(one, today, how)]
        reached = [one for one in wanted if any(role == one.role for role, _address in known)]
        _write(desk, connection, viewer, rows, reached)
    done, taken = _send(
        known, reached, send, lambda one, mine: _message(agency_id, one, mine, today, sender, address)
    )
    unsent = [one for one in reached if one.action not in taken]
    if unsent:
        with desk.store.write(viewer) as connection:
            _write(desk, connection, viewer, rows, unsent, _UNSENT)
    done["nobody"] += len(wanted) - len(reached)
    return +done


def _send(
    known: Sequence[tuple[str, str]],
    owed: Sequence[Owed],
    send: Send,
    made: Callable[[str, Sequence[Owed]], EmailMessage],
) -> tuple[Counter[str], set[str]]:
    """What became of each address's message, and the actions that somebody was told of or nobody can be."""
    done: Counter[str] = Counter()
    taken: set[str] = set()
    for address in dict.fromkeys(address for _role, address in known):
        roles = {role for role, one in known if one == address}
        mine = [one for one in owed if one.role in roles]
        if not mine:
            continue
        fate, _said = send(made(address, mine))
        done[fate.value] += 1
        if fate in {Fate.SENT, Fate.REFUSED}:
            taken |= {one.action for one in mine}
        elif fate is Fate.DOWN:
            break
    return done, taken


def _owed(desk: Desk, connection: Any, viewer: Viewer, rows: Sequence[dict[str, Any]]) -> list[Owed]:
    waiting = [row for row in rows if row["state"] in WAITS_FOR_OWNER]
    ids, today = [row["id"] for row in waiting], desk.today()
    reminded = reminders.last_entries(connection, viewer, REMINDER, ids, today)
    escalated = reminders.last_entries(connection, viewer, ESCALATED, ids, today)
    return [
        Owed(
            row["id"], row["learning_item_id"], row["owner_role"], numbered_day(row["due"]),
            _reminded(reminded.get(row["id"]), desk), row["id"] in escalated, row["monitored_by"],
        )
        for row in waiting
    ]  # fmt: skip


def _reminded(entry: dict[str, Any] | None, desk: Desk) -> Any:
    """When an owner was last reminded. What was not taken counts on its own day only, so that it is not tried all day."""
    if entry is None or (entry["text"] == _UNSENT and entry["day"] != day_number(desk.today())):
        return None
    return numbered_day(entry["day"])


def _write(
    desk: Desk,
    connection: Any,
    viewer: Viewer,
    rows: Mapping[str, dict[str, Any]],
    owed: Sequence[Owed],
    text: str | None = None,
) -> None:
    """Write down that this was told, or why not."""
    for one in owed:
        if not one.course:
            _enter(desk, connection, viewer, rows[one.action], REMINDER, text)
    write_courses(desk, connection, viewer, owed, sent=text is None)


def _enter(
    desk: Desk, connection: Any, viewer: Viewer, row: dict[str, Any], kind: str, text: str | None
) -> None:
    learning.add(
        connection, action_entry, viewer, row["partnership_id"], shared=row["shared"], action_id=row["id"], kind=kind,
        state=None, text=text, day=day_number(desk.today()),
    )  # fmt: skip


def _message(
    agency: str, to: str, owed: Sequence[Owed], today: Any, sender: str, address: str
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject(owed, today)
    message["Message-ID"] = message_id(agency, today, to, sender.rpartition("@")[2])
    message["Date"] = format_datetime(datetime.now(UTC))
    # Nobody's out-of-office note answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body(owed, today, address))
    return message
