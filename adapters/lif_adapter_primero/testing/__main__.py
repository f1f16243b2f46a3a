"""A fake Primero as a program of its own: ``python -m lif_adapter_primero.testing``, for trying the loop by hand.

It says on its first line, as JSON, where it is and who may sign in, and goes when its standard input closes.
"""

import argparse
import json
import secrets
import sys
import threading
from typing import Final

from lif_adapter_primero.testing.server import PASSWORD, SERVICE, FakePrimero

WORKER: Final = "primero_cp"
_CHILDREN: Final = (
    {"name": "Amara Invented", "age": 9, "sex": "female", "date_of_birth": "2017-03-02"},
    {"name": "Bilal Invented", "age": 12, "sex": "male", "date_of_birth": "2014-05-11"},
    {"name": "Chiara Invented", "age": 6, "sex": "female", "date_of_birth": "2020-01-23"},
)
_OLD_MS: Final = 3 * 86_400_000
_SEND_S: Final = 0.2


def main() -> None:
    """Serve until standard input ends."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--webhook", help="where to send webhooks of changed cases")
    given.add_argument("--webhook-key", help="the key that they carry")
    told = given.parse_args()
    ended = threading.Event()
    # Other cases each time: somebody may have kept what they saw of the last ones.
    with FakePrimero(seed=secrets.randbelow(1 << 32)) as fake:
        account = fake.add_service()
        cases = [fake.add_case(child, WORKER, fake.clock.now() - _OLD_MS) for child in _CHILDREN]
        if told.webhook:
            fake.webhooks.key = told.webhook_key
            fake.webhooks.add(told.webhook)
        threading.Thread(target=_send, args=(fake, ended), daemon=True).start()
        about = {
            "address": fake.url,
            "user_name": SERVICE,
            "user_id": account.id,
            "password": PASSWORD,
            "worker": WORKER,
            "worker_password": PASSWORD,
            "cases": cases,
        }
        sys.stdout.write(json.dumps(about) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        ended.set()


def _send(fake: FakePrimero, ended: threading.Event) -> None:
    """Send webhooks when they are due, as the server's background job does."""
    while not ended.wait(_SEND_S):
        fake.webhooks.send_due()


if __name__ == "__main__":
    main()
