"""The time limits of law and guidance for a child's case, as data. A timer says what is due by when, and prompts nobody."""

from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Final

from lif_plugin.builtin.statutory_timers.loading import load_timers
from lif_plugin.domain.timer import Timer
from lif_plugin.hooks import hookimpl

__all__ = ["TIMERS", "lif_timers"]


def _shipped(name: str) -> tuple[Timer, ...]:
    with as_file(files(__package__).joinpath(name)) as file:
        return load_timers(file)


TIMERS: Final = (*_shipped("england.toml"), *_shipped("scotland.toml"))


@hookimpl
def lif_timers() -> Sequence[Timer]:
    """Every timer of the shipped files, also those that wait for a fact that no source gives."""
    return TIMERS
