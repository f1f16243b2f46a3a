"""Webhook keys: what webhooks are signed with and verified by; one file for each party, which its owner alone reads."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from lif_plugin.errors import NotFound
from lif_plugin.flow.signing import PRIVATE, make_private, make_secret, public_of

FOLDER: Final = "webhooks"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class WebhookKey:
    """The keys of one party: ``key``, and during a rotation ``before``, which goes on until ``before_ends`` (UTC ms).

    ``source``: whose facts or hints come in by it; None for an endpoint of ours to tell.
    """

    name: str
    agency: str
    key: str
    made_at: int
    source: str | None = None
    before: str | None = None
    before_ends: int | None = None

    def valid(self, now: int) -> tuple[str, ...]:
        """The keys at a time, the newest first."""
        old = self.before if self.before_ends is not None and now < self.before_ends else None
        return (self.key,) if old is None else (self.key, old)

    def rotated(self, now: int, until: int) -> Self:
        """The same party with a new key of the same kind."""
        new = make_private() if self.key.startswith(PRIVATE) else make_secret()
        return replace(self, key=new, made_at=now, before=self.key, before_ends=until)

    @property
    def public(self) -> str | None:
        """What the other party verifies by, where that is no secret."""
        return public_of(self.key) if self.key.startswith(PRIVATE) else None


class WebhookKeys:
    """The keys in a folder, read anew each time: a rotation counts at once."""

    def __init__(self, keys: Path) -> None:
        self.folder = keys / FOLDER

    def path(self, name: str) -> Path:
        """The file that holds a party's keys."""
        return self.folder / f"{name}.json"

    def find(self, name: str) -> WebhookKey | None:
        """A party's keys; None where there are none."""
        if not _NAME.fullmatch(name) or not self.path(name).is_file():
            return None
        return _read(json.loads(self.path(name).read_text()))

    def of(self, name: str) -> WebhookKey:
        """A party's keys. Raises `NotFound`."""
        found = self.find(name)
        if found is None:
            raise NotFound("There is no key for this webhook.", hint="See `lif webhooks list`.")
        return found

    def all(self) -> list[WebhookKey]:
        """Every party's keys, the oldest first."""
        found = [_read(json.loads(path.read_text())) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda one: (one.made_at, one.name))

    def write(self, one: WebhookKey) -> None:
        """Keep a party's keys, new or anew; whole from the first moment."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.path(one.name).with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(one), file, indent=2)
        part.replace(self.path(one.name))


def _read(stored: Mapping[str, Any]) -> WebhookKey:
    return WebhookKey(**stored)
