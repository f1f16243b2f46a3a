"""Options that many commands share, and the application they open."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from lif_plugin.app import App, build_app
from lif_plugin.config import load_settings
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import BadSetting

Db = Annotated[str | None, typer.Option("--db", help="Database address; else LIF_DB.", metavar="URL")]
AgencyId = Annotated[str, typer.Option("--agency", help="The agency's id.", metavar="ID")]
AnyAgency = Annotated[str | None, typer.Option("--agency", help="One agency; else all.", metavar="ID")]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]

AsRole = Annotated[
    Role, typer.Option("--as", help="The role you act in: it needs the right, as on the pages.")
]
PartnershipId = Annotated[str, typer.Option("--partnership", help="The partnership's id.", metavar="ID")]


@contextmanager
def opened(db: str | None) -> Iterator[App]:
    """Open the application on a migrated database and close it afterwards."""
    with build_app(load_settings(db)) as app:
        yield app


def operator(agency: str) -> Viewer:
    """Whoever sits at the command line: named in the read log, bound to one agency at a time."""
    return Viewer(agency, frozenset({Role.SYSTEM, Role.ADMIN}), "command line", f"cli:{getpass.getuser()}")


def person(agency: str, role: Role) -> Viewer:
    """Whoever sits at the command line, in one role and no other: what people decide is for named roles only."""
    return Viewer(agency, frozenset({role}), "command line", f"cli:{getpass.getuser()}")


@contextmanager
def at_desk(db: str | None, agency: str, role: Role) -> Iterator[tuple[Desk, Viewer]]:
    """What a verb of the cycle is done with: the desk of an application that is open meanwhile, and who does it."""
    with opened(db) as app:
        yield app.desk, person(agency, role)


def as_day(text: str | None, option: str) -> int | None:
    """Read an ISO date as YYYYMMDD. Raises `BadSetting`."""
    if text is None:
        return None
    try:
        return day_number(date.fromisoformat(text))
    except ValueError as error:
        raise BadSetting(f"{option} is not a date.", hint="Write it as 2018-03-31.") from error


def today() -> int:
    """The day of the clock, YYYYMMDD."""
    return day_number(datetime.now(UTC).astimezone().date())
