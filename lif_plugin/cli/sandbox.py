"""Something to try the API against: `lif sandbox` makes an agency of invented cases, with a partner and shared learning."""

from typing import Final

import typer

from lif_plugin.app import build_app
from lif_plugin.cli.caseload import FOLDER, fill_caseload
from lif_plugin.cli.options import Db, operator
from lif_plugin.cli.output import say
from lif_plugin.cli.setup import prepare
from lif_plugin.cli.story import play_story
from lif_plugin.config import load_settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.errors import BadSetting
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.reads.cases import CaseFilter, count_cases

SANDBOX: Final = Agency(
    "sandbox", "Sandbox", framework="hartlepool_hscb", go_live=20180101, today=Today.COVERAGE
)
PARTNER: Final = Agency("sandbox_partner", "Sandbox partner")


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("sandbox")(sandbox)


def sandbox(db: Db = None) -> None:
    """Make the agency sandbox: invented cases with prompts, and learning shared with a partner; nothing of it is real."""
    if not FOLDER.is_dir():
        raise BadSetting(
            f"There are no invented cases in {FOLDER}.", hint="Run it from the project's folder."
        )
    settings = load_settings(db)
    prepare(settings)
    with build_app(settings) as app:
        if SANDBOX.id in app.store.agencies():
            raise BadSetting(
                "There is a sandbox already.",
                hint="Go on with it; a fresh one needs another LIF_HOME, or this one taken away.",
            )
        for agency in (SANDBOX, PARTNER):
            with app.store.write(operator(agency.id)) as connection:
                save_agency(connection, agency, "cli")
        fill_caseload(app, SANDBOX.id)
        play_story(app, SANDBOX.id, PARTNER.id, SANDBOX.id)
        with app.store.read(operator(SANDBOX.id)) as connection:
            held = count_cases(connection, operator(SANDBOX.id), CaseFilter(is_open=True))
    say(f"Agency {SANDBOX.id} is ready: {held} open cases of invented children,")
    say(f"and learning shared with {PARTNER.id} in the partnership {SANDBOX.id}.")
