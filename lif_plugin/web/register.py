"""Registers: values in a folder, one file each which its owner alone can read, looked at anew when the folder changes."""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from lif_plugin.errors import NotFound

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Entry(Protocol):
    """What a register holds: a frozen dataclass with a name and the time it was made, in seconds."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def made_at(self) -> int:
        """When it was made."""


T = TypeVar("T", bound=Entry)


class Register(Generic[T]):
    """The entries of a folder; ``read`` makes one of what its file holds."""

    def __init__(self, folder: Path, read: Callable[[Mapping[str, Any]], T]) -> None:
        self.folder = folder
        self._read = read
        self._seen: tuple[object, list[T]] = (None, [])

    def all(self) -> list[T]:
        """Every entry, the oldest first; the very same values until a file changes."""
        stamp = self.stamp()
        if self._seen[0] != stamp:
            found = [self._read(json.loads(path.read_text())) for path in self.folder.glob("*.json")]
            self._seen = (stamp, sorted(found, key=lambda one: (one.made_at, one.id)))
        return self._seen[1]

    def stamp(self) -> object:
        """What changes whenever a file of the folder does: each comes into its place by renaming."""
        if not self.folder.is_dir():
            return ()
        with os.scandir(self.folder) as files:
            return sorted((file.name, file.stat().st_mtime_ns, file.inode()) for file in files)

    def find(self, name: str) -> T:
        """The entry of a name. Raises `NotFound`."""
        for one in self.all():
            if one.id == name and _NAME.fullmatch(name):
                return one
        raise NotFound("Nothing of this name is registered.")

    def write(self, one: T) -> None:
        """Keep an entry, new or anew; whole from the first moment."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f"{one.id}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(one), file, indent=2, default=sorted)  # type: ignore[call-overload]
        part.replace(self.folder / f"{one.id}.json")
