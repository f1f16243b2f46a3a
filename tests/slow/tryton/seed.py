"""Makes invented people in a Tryton database: a social worker, two children, and the key that lif_plugin asks with.

Run by the interpreter of Tryton's own environment: python seed.py CONFIGURATION DATABASE. Prints what it made as JSON.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from trytond.config import config

config.update_etc(sys.argv[1])

from trytond.pool import Pool  # noqa: E402 - the configuration is read before anything else of Tryton
from trytond.transaction import Transaction  # noqa: E402

LOGIN = "w.inventedname"
PASSWORD = "an invented pass phrase 7"


def _party(name: str, lastname: str, **more: object) -> Any:
    values = {"name": name, "lastname": lastname, "is_person": True, "fed_country": None, **more}
    [made] = Pool().get("party.party").create([values])
    return made


def _worker(pool: Pool) -> int:
    """A social worker who can sign in, with the institution that a new assessment asks for."""
    data = pool.get("ir.model.data")
    group = data.get_id("health", "group_health_social_worker")
    # The role alone opens no menu of assessments; GNU Health's own access to parties comes with it.
    [user] = pool.get("res.user").create(
        [{"name": "Winnie Inventedname", "login": LOGIN, "password": PASSWORD, "groups": [("add", [group])]}]
    )
    house = _party("Elmshire Health Centre", "", is_person=False, is_institution=True)
    pool.get("gnuhealth.institution").create(
        [{"party": house.id, "code": "ELM", "institution_type": "primary_care", "public_level": "public"}]
    )
    person = _party("Winnie", "Inventedname", is_healthprof=True, internal_user=user.id, gender="f")
    [institution] = pool.get("gnuhealth.institution").search([])
    pool.get("gnuhealth.healthprofessional").create([{"party": person.id, "institution": institution.id}])
    return int(user.id)


def _child(name: str, lastname: str, years: int) -> int:
    born = datetime.now(UTC).date() - timedelta(days=years * 366)
    party = _party(name, lastname, gender="f", dob=born, is_patient=True, create_target=True)
    [patient] = Pool().get("gnuhealth.patient").search([("party", "=", party.id)])
    return int(patient.id)


def main() -> None:
    """Make everybody once."""
    database = sys.argv[2]
    Pool.start()
    pool = Pool(database)
    pool.init()
    with Transaction().start(database, 1, context={"active_test": False}):
        worker = _worker(pool)
        people = (
            ("Ada", "Inventedname", 9),
            ("Bo", "Madeupson", 12),
            ("Cy", "Fictionly", 7),
            ("Di", "Supposedly", 15),
        )
        children = [_child(*one) for one in people]
        [service] = pool.get("res.user").create([{"name": "lif_plugin", "login": "lif_plugin"}])
        [key] = pool.get("res.user.application").create(
            [{"user": service.id, "application": "lif_prompts", "state": "validated"}]
        )
        made = {"login": LOGIN, "password": PASSWORD, "worker": worker, "children": children, "key": key.key}
    sys.stdout.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
