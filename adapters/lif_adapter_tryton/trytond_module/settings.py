"""What an administrator sets in the section [lif_prompts] of trytond.conf."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trytond.config import config

SECTION: Final = "lif_prompts"
UNTIL_AGE: Final = 18
"""Whose records are told of: people under this age, and those whose day of birth is not known."""


@dataclass(frozen=True)
class Settings:
    """Where changes are told, how they are signed, and what workers see while typing.

    ``hook``: the address that `lif connect` says; empty, and nothing is told until it is set. ``secret_file`` holds
    the key that both sides know. ``banner``: a line above the form while an assessment is typed.
    """

    hook: str
    secret_file: str
    banner: bool
    until_age: int

    def secret(self) -> str:
        """The key, read anew each time, so that it can be changed while the sender runs."""
        return Path(self.secret_file).read_text(encoding="utf-8").strip()


def read_settings() -> Settings:
    """The settings as they stand in the configuration that Tryton has read."""
    return Settings(
        hook=config.get(SECTION, "hook", default=""),
        secret_file=config.get(SECTION, "secret_file", default=""),
        banner=config.getboolean(SECTION, "banner", default=False),
        until_age=config.getint(SECTION, "until_age", default=UNTIL_AGE),
    )
