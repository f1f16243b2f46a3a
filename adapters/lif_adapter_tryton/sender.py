"""The sender: a process beside trytond, which looks each second for what is to be told."""

import argparse
import logging
import time
from typing import Final

from trytond.config import config

_FORGETS_AFTER: Final = 24 * 3600.0
_log = logging.getLogger(__name__)


def main() -> None:
    """Run until it is stopped."""
    parser = argparse.ArgumentParser(prog="lif-tryton-sender", description=__doc__)
    parser.add_argument("-c", "--config", required=True, help="trytond's own configuration file")
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--once", action="store_true", help="send what is due, then end")
    parser.add_argument("--every", type=float, default=1.0, help="seconds from one look to the next")
    told = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config.update_etc(told.config)
    _run(told.database, told.every, once=told.once)


def _run(database: str, every: float, *, once: bool) -> None:
    # Tryton chooses its kind of database as it is imported, by the configuration as it stands then.
    from trytond.pool import Pool

    from lif_adapter_tryton.trytond_module.sending import forget_old, send_due
    from lif_adapter_tryton.trytond_module.settings import read_settings

    Pool.start()
    Pool(database).init()
    forgets_at = 0.0
    while True:
        try:
            settings = read_settings()
            if settings.hook:
                send_due(database, settings)
            if time.monotonic() >= forgets_at:
                forget_old(database)
                forgets_at = time.monotonic() + _FORGETS_AFTER
        except Exception as fault:
            if once:
                raise
            # A database that is restarting, say: the messages are in it, and the next look finds them.
            _log.error("this round came to nothing (%s); the next one comes", type(fault).__name__)
        if once:
            return
        time.sleep(every)


if __name__ == "__main__":
    main()
