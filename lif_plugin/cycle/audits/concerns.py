"""A concern for now: an auditor ticks it, somebody named is told, the audit pauses; who does not answer is not the last.

It goes out whatever the hour and also while delivery is stopped: a person raised it, and a child may not be safe.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from lif_plugin.cycle.audits.opening import Row, enter, found
from lif_plugin.cycle.audits.refusals import AuditMoved, AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_concern import ConcernStep, body, message_id, next_told, subject
from lif_plugin.domain.audit_work import FOLLOWS, AuditState
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.flow.post import Fate
from lif_plugin.flow.telling import tell_concern
from lif_plugin.store import agencies, audit_concerns, audit_work, reminders
from lif_plugin.store.tables import audit_concern, audit_concern_step
from lif_plugin.store.work import hold_agency, now_ms

Send = Callable[[EmailMessage], tuple[Fate, int | None]]


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern with who was told of it, in order; its audit, and its case's public id for the read log."""

    row: Row
    told: tuple[Row, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row["id"])

    @property
    def audit_id(self) -> str:
        """The audit that waits for it."""
        return str(self.row["audit_id"])

    @property
    def public_ids(self) -> tuple[str, ...]:
        """The case that was shown, for the read log."""
        return (self.row["public_id"],) if self.row["public_id"] else ()


def raise_concern(
    desk: Desk, viewer: Viewer, audit_id: str, text: str, clock: Callable[[], int] = now_ms
) -> Concern:
    """Say that a child may not be safe now: the first on the agency's list is told, and the audit pauses.

    For its auditor and the quality team. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        return raise_within(desk, connection, viewer, audit_id, text, clock())


def raise_within(
    desk: Desk, connection: Any, viewer: Viewer, audit_id: str, text: str, now: int, note: str | None = None
) -> Concern:
    """The same within a transaction that holds the agency; ``now`` in UTC milliseconds, ``note`` beside its entry."""
    viewer.require(Right.AUDIT)
    if not text.strip():
        raise AuditRefused("Say in a sentence what cannot wait.")
    row = found(connection, viewer, audit_id)
    if row["auditor"] != viewer.subject and not viewer.may(Right.DRAW_AUDITS):
        raise NotAllowed("The audit is somebody else's to make.")
    open_ones = audit_concerns.concerns(connection, viewer, audit_ids=[audit_id], waiting=True)
    before = open_ones[0]["state_before"] if open_ones else row["state"]
    made = audit_work.add(
        connection, audit_concern, viewer, audit_id=audit_id, case_id=row["case_id"], text=text.strip(),
        state_before=before, at=now,
    )  # fmt: skip
    if row["state"] != AuditState.PAUSED:
        _pause(connection, viewer, row)
    enter(desk, connection, viewer, row, "concern", note)
    _tell(connection, viewer, made, row["case_id"], now)
    return see_concern(connection, viewer, made)


def _pause(connection: Any, viewer: Viewer, row: Row) -> None:
    if AuditState.PAUSED not in FOLLOWS[AuditState(row["state"])]:
        raise AuditRefused(
            "The audit is over, so nothing waits for an answer.", hint="Tell the manager of the case at once."
        )
    if not audit_work.move(connection, viewer, row["id"], row["version"], state=AuditState.PAUSED.value):
        raise AuditMoved


def _tell(
    connection: Any, viewer: Viewer, concern_id: str, case_id: int | None, now: int
) -> ConcernStep | None:
    """Tell the next on the list, where it is time to."""
    steps = agencies.load_agency(connection, viewer.agency).audits.concerns
    told = [one["at"] for one in audit_concerns.steps_of(connection, viewer, [concern_id])[concern_id]]
    place = next_told(steps, told, now)
    if place is None:
        return None
    audit_work.add(
        connection, audit_concern_step, viewer, audit_concern_id=concern_id, case_id=case_id, place=place,
        role=steps[place].to.value, name=steps[place].name or "", at=now, mail=None,
    )  # fmt: skip
    tell_concern(connection, viewer.agency, concern_id, case_id, now)
    return steps[place]


def acknowledge_concern(
    desk: Desk, viewer: Viewer, concern_id: str, done: str, clock: Callable[[], int] = now_ms
) -> Concern:
    """Say that one has looked, and what is being done; the audit goes on once no other concern of it waits.

    For a role that was told, never for whoever raised it. Raises `NotAllowed`, `NotFound`, `AuditRefused`.
    """
    viewer.require(Right.READ_AUDITS)
    if not done.strip():
        raise AuditRefused("Say in a sentence what is being done.")
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        concern = see_concern(connection, viewer, concern_id)
        if (
            not viewer.roles & {Role(one["role"]) for one in concern.told}
            or concern.row["by"] == viewer.subject
        ):
            raise NotAllowed("This is for those who were told of it.")
        if not audit_concerns.acknowledge(connection, viewer, concern_id, done.strip(), clock()):
            raise AuditRefused("It is acknowledged already.")
        row = found(connection, viewer, concern.audit_id)
        enter(desk, connection, viewer, row, "acknowledged", None)
        still = audit_concerns.concerns(connection, viewer, audit_ids=[concern.audit_id], waiting=True)
        if not still and row["state"] == AuditState.PAUSED:
            back = concern.row["state_before"]
            if not audit_work.move(connection, viewer, row["id"], row["version"], state=back):
                raise AuditMoved
        return see_concern(connection, viewer, concern_id)


def see_concerns(connection: Any, viewer: Viewer, *, waiting: bool = False) -> list[Concern]:
    """The agency's concerns, those that wait first. Raises `NotAllowed`."""
    rows = audit_concerns.concerns(connection, viewer, waiting=waiting)
    steps = audit_concerns.steps_of(connection, viewer, [row["id"] for row in rows])
    return [Concern(row, tuple(steps[row["id"]])) for row in rows]


def see_concern(connection: Any, viewer: Viewer, concern_id: str) -> Concern:
    """One concern. Raises `NotFound`, also for what is not the viewer's to see."""
    rows = audit_concerns.concerns(connection, viewer, ids=[concern_id])
    if not rows:
        raise NotFound("There is no such concern, or it is not yours to see.")
    return Concern(rows[0], tuple(audit_concerns.steps_of(connection, viewer, [concern_id])[concern_id]))


def escalate_concerns(desk: Desk, agency: str, clock: Callable[[], int] = now_ms) -> list[str]:
    """Tell the next on the list of each concern that has waited long enough; gives the concerns' ids."""
    viewer, now = Viewer.system("concerns", agency), clock()
    with desk.store.write(viewer) as connection:
        hold_agency(connection, agency)
        moved = []
        for row in audit_concerns.concerns(connection, viewer, waiting=True):
            if _tell(connection, viewer, row["id"], row["case_id"], now) is not None:
                enter(desk, connection, viewer, {**row, "id": row["audit_id"]}, "escalated", None)
                moved.append(row["id"])
    return moved


def send_concerns(desk: Desk, agency: str, send: Send, sender: str, address: str) -> Counter[str]:
    """Send the messages that did not go out yet; counts what became of them, and steps that reach ``nobody``.

    A message says nothing but a link. What the mail server did not take is tried again at the next look.
    """
    viewer = Viewer.system("concerns", agency)
    with desk.store.read(viewer) as connection:
        steps = audit_concerns.unsent(connection, viewer)
        known = reminders.contacts(connection, viewer)
    done: Counter[str] = Counter()
    for step in steps:
        called = {step["name"] or step["role"]}
        reached = [to for role, to in known if role in called] or [
            to for role, to in known if role == step["role"]
        ]
        fates = {send(_message(step, to, sender, address))[0] for to in dict.fromkeys(reached)}
        done.update(fate.value for fate in fates)
        done["nobody"] += not reached
        if Fate.SENT in fates or fates == {Fate.REFUSED}:
            fate = Fate.SENT if Fate.SENT in fates else Fate.REFUSED
            with desk.store.write(viewer) as connection:
                audit_concerns.settle_mail(connection, viewer, step["id"], fate.value)
    return +done


def _message(step: Row, to: str, sender: str, address: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject(step["place"])
    message["Message-ID"] = message_id(f"{step['id']} {to}", sender.rpartition("@")[2])
    message["Date"] = formatdate(step["at"] / 1000)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body(step["audit_id"], address))
    return message
