"""The weekly digest: numbers for one person and a link, never a child, a case or a worker's name."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from lif_plugin.domain.people import PEOPLE
from lif_plugin.domain.viewer import Role

_NAMESPACE: Final = uuid.UUID("0c6a1d0e-6f0b-5c34-8d5e-2f7a3b9e4c11")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a digest for a role; a worker by the source's own id, for the cases they hold."""

    address: str
    role: Role
    worker: str | None = None
    off: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for a role: all, of them new since a week ago, and what closed since then."""

    waiting: int = 0
    new: int = 0
    closed: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Read counts back from what `asdict` gave."""
        return cls(values["waiting"], values["new"], values["closed"])

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(self.waiting + other.waiting, self.new + other.new, self.closed + other.closed)

    def as_dict(self) -> dict[str, int]:
        """Give the numbers by name."""
        return asdict(self)


def message_id(agency: str, week: int, address: str, domain: str) -> str:
    """Return a message's identity: the same at every try, so that a mailbox shows it once."""
    return f"<{uuid.uuid5(_NAMESPACE, f'{agency} {week} {address}')}@{domain}>"


def subject(counts: Mapping[Role, Counts]) -> str:
    """Return the message's subject."""
    waiting = sum(one.waiting for one in counts.values())
    return f"Case records: {_points(waiting)} for an answer"


def body(counts: Mapping[Role, Counts], address: str, people: Mapping[Role, str] = PEOPLE) -> str:
    """Return the message's text; ``people`` is what roles are called."""
    lines = ["What the records do not yet show, in numbers:", ""]
    for role, one in sorted(counts.items()):
        lines += [f"For {people[role]}", f"  {_points(one.waiting)} for an answer{_new(one.new)}"]
        lines += [f"  {one.closed} closed in the last week"] if one.closed else []
        lines.append("")
    lines += [
        f"They are here: {address}/",
        "",
        "This message holds numbers only, and so should an answer to it. It is not read for emergencies.",
        "You get it once a week at most. Your administrator can stop it for you or for your role.",
    ]
    return "\n".join(lines) + "\n"


def _points(count: int) -> str:
    return "1 point waits" if count == 1 else f"{count} points wait"


def _new(count: int) -> str:
    return f", {count} of them new this week" if count else ""
