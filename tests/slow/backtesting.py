"""A program to kill: goes through a month of the sample return under two configurations, part by part, as durable jobs.

Run as: python -m tests.slow.backtesting ADDRESS FOLDER, the folder being that of the keys. Run again, it goes on with the backtest that was begun.
"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from lif_plugin.app import App
from lif_plugin.domain.backtest import Knowledge, Period
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.backtest import begin, keys_waiting, report
from lif_plugin.store.tables import backtest, backtest_part
from tests.slow.importing import AGENCY, opened, receive

PERIOD: Final = Period(20190301, 20190331, Knowledge.NOW)
ADMIN: Final = Viewer(AGENCY.id, frozenset({Role.ADMIN}), "setting up", "ada.example")
SIDES: Final = (
    ("as it is", Configuration(go_live=20170401)),
    ("without one", Configuration(go_live=20170401, rules={"VOC-07": RuleSetting(on=False)})),
)
CASES: Final = 20
"""Cases to a part: many parts, so that a kill finds some done and some not."""


def prepare(url: str) -> str:
    """Bring the sample return in; gives the address back."""
    with opened(url) as app:
        receive(app)
        app.dispatcher.drain(AGENCY.id)
    return url


def left(url: str) -> dict[str, Any]:
    """What counts: how many backtests there are, what waits of them, and what the last one reports."""
    with opened(url) as app:
        with app.store.read(ADMIN) as connection:
            numbers = list(connection.scalars(select(backtest.c.id)))
            parts = connection.scalar(select(func.count()).select_from(backtest_part))
        waits = len(keys_waiting(app.dispatcher, AGENCY.id))
        found = [_said(app, number) for number in numbers]
    return {"backtests": len(numbers), "parts": parts, "waits": waits, "found": found}


def _said(app: App, number: int) -> dict[str, Any]:
    return asdict(report(app.dispatcher, ADMIN, number)) | {"number": None}


def main() -> None:
    """Begin or go on, and do what waits."""
    url, home = sys.argv[1:]
    with opened(url, Path(home)) as app:
        app.settings.make_log_key()
        with app.store.read(ADMIN) as connection:
            if connection.scalar(select(backtest.c.finished_at)) is not None:
                return  # given once more after its end it would be another backtest
        number, _again = begin(app.dispatcher, ADMIN, PERIOD, SIDES, size=CASES)
        keys = keys_waiting(app.dispatcher, AGENCY.id, number)
        if keys:
            with app.doing(keys) as jobs:
                jobs.drain(keys)


if __name__ == "__main__":
    main()
