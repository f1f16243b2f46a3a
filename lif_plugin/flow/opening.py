"""Opening a case that is not one's own: with a reason, for a limited time, and never unseen."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.errors import LifError, NotFound
from lif_plugin.flow.digest import active
from lif_plugin.flow.post import Fate
from lif_plugin.flow.telling import tell_opened
from lif_plugin.store import opened
from lif_plugin.store.reads.cases import cases_named
from lif_plugin.store.work import Store, hold_agency

MINUTE: Final = 60_000
LONGEST: Final = 8 * 60
"""The longest that a case stays open, in minutes: a working day."""
AT_ONCE: Final = 3
"""How many cases one person may have open like this: nobody reads through an agency one by one."""
_LEAST_REASON: Final = 10
_MOST_REASON: Final = 500
_WATCHING: Final = frozenset({Role.MANAGER, Role.ADMIN})
Note = Callable[[Viewer, str, Iterable[str]], None]
"""Notes a read so that it is committed when this returns."""


class OpeningRefused(LifError):
    """The case was not opened."""

    code = "opening_refused"
    hint = "Say why you need it now, in your own words, and for no longer than you need it."


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that is open until a time (UTC ms)."""

    id: str
    case: str
    until: int


def open_case(
    store: Store, note: Note, viewer: Viewer, name: str, reason: str, minutes: int, now: int
) -> Opened:
    """Open one case of the own agency outside the viewer's own; ``name`` is its reference or public id.

    It is in the read log before anything of it can be shown, and ends by itself. Raises `NotAllowed`, `NotFound` and
    `OpeningRefused`.
    """
    viewer.require(Right.OPEN_CASE)
    if not _LEAST_REASON <= len(reason.strip()) <= _MOST_REASON:
        raise OpeningRefused(f"The reason has {_LEAST_REASON} to {_MOST_REASON} characters.")
    if not 1 <= minutes <= LONGEST:
        raise OpeningRefused(f"A case is opened for 1 to {LONGEST} minutes.")
    with store.read(viewer) as connection:
        found = cases_named(connection, replace(viewer, case_refs=None), name)
        own = viewer.case_refs is None or bool(cases_named(connection, viewer, name))
    if len(found) != 1:
        note(viewer, "open_case.not_found", [])
        raise NotFound("This reference names no case of your agency, or several.", hint="Give its public id.")
    if own:
        raise OpeningRefused("The case is yours to see already.", hint="Open it as always.")
    case, ends = found[0], now + minutes * MINUTE
    note(viewer, "open_case", [case["public_id"]])
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        if len(opened.open_now(connection, viewer, now)) >= AT_ONCE:
            raise OpeningRefused(f"{AT_ONCE} cases are open already.", hint="Wait until one of them ends.")
        made = opened.add(connection, viewer, case["case_id"], reason.strip(), now, ends)
        tell_opened(connection, viewer.agency, made, case["case_id"], now)
    return Opened(made, case["public_id"], ends)


def with_opened(store: Store, viewer: Viewer, now: int) -> Viewer:
    """The viewer with what they have open now; only who is limited to cases can have any."""
    if not may_have_opened(viewer):
        return viewer
    with store.read(viewer) as connection:
        return replace(viewer, opened=opened.open_now(connection, viewer, now))


def may_have_opened(viewer: Viewer) -> bool:
    """Whether it is worth asking."""
    return viewer.case_refs is not None and viewer.may(Right.OPEN_CASE)


def tell_watchers(
    store: Store, agency: str, send: Callable[[EmailMessage], tuple[Fate, int | None]], sender: str, now: int
) -> Counter[str]:
    """Tell the agency's managers and administrators by e-mail of what was opened; counts what became of it.

    Whoever dies in between tells them again: better twice than never. The message holds no case and no reason.
    """
    viewer, done = Viewer.system("openings", agency), Counter[str]()
    with store.read(viewer) as connection:
        waiting = opened.untold(connection, viewer)
        roles = {address: {one.role for one in them} for address, them in active(connection, agency).items()}
    watching = sorted(address for address, them in roles.items() if them & _WATCHING)
    for row in waiting if watching else ():
        fates = [
            send(_message(row["subject"], row["ends_at"], row["id"], sender, one))[0] for one in watching
        ]
        done.update(fate.value for fate in fates)
        if Fate.SENT in fates:
            with store.write(viewer) as connection:
                opened.mark_told(connection, viewer, row["id"], now)
    return done


def _message(subject: str, ends: int, opened_id: str, sender: str, to: str) -> EmailMessage:
    until = datetime.fromtimestamp(ends / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"] = "A case was opened outside somebody's own"
    message["Message-ID"] = f"<opened-{opened_id}@{sender.rpartition('@')[2]}>"
    message.set_content(
        f"{subject} has opened a case that is not among their own, until {until}.\n"
        f"Which and why: `lif access list`, or `accessOpenings` in GraphQL.\n"
    )
    return message
