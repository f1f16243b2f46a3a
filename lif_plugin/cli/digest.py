"""The weekly digest by e-mail: `digest recipients|add|remove|opt-out|preview|send|list`."""

from collections import Counter
from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AnyAgency, Db, Json, opened
from lif_plugin.cli.output import iso, lines, say, table
from lif_plugin.cycle.heard import counts_of
from lif_plugin.domain.digest import Recipient, body, subject
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow import digest as flow
from lif_plugin.store import digests
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.work import now_ms

digest_app = typer.Typer(help="The weekly digest by e-mail: numbers and a link.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="A member of staff's mail address.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(digest_app, name="digest")


@digest_app.command("recipients")
def recipients(agency: AgencyId, db: Db = None, as_json: Json = False) -> None:
    """List who gets a digest, who wants none, and which roles get none."""
    with opened(db) as app, app.store.read(Viewer.system("digest", agency)) as connection:
        off = digests.roles_off(connection, agency)
        rows = [
            {"address": one.address, "role": one.role.value, "worker": one.worker,
             "gets_it": not one.off and one.role not in off}
            for one in digests.recipients(connection, agency)
        ]  # fmt: skip
    if as_json:
        lines(rows)
    else:
        table("Recipients", ("address", "role", "worker", "gets it"), [list(row.values()) for row in rows])


@digest_app.command("add")
def add(
    address: Address,
    agency: AgencyId,
    role: Annotated[Role, typer.Option(help="Whose numbers they get.")],
    worker: Annotated[
        str | None, typer.Option(help="A worker's id in the case system: the numbers are of their cases.")
    ] = None,
    db: Db = None,
) -> None:
    """Put somebody on the list; again with another --role, they get both in one message."""
    with opened(db) as app:
        flow.add_recipient(app.store, agency, Recipient(address, role, worker))
    say("Added.")


@digest_app.command("remove")
def remove(address: Address, agency: AgencyId, db: Db = None) -> None:
    """Take somebody off the list."""
    with opened(db) as app, app.store.write(Viewer.system("digest", agency)) as connection:
        if not digests.drop_recipient(connection, agency, address):
            raise NotFound("This address is not on the list.")
    say("Removed.")


@digest_app.command("opt-out")
def opt_out(
    agency: AgencyId,
    address: Annotated[str | None, typer.Option(help="For this person.")] = None,
    role: Annotated[Role | None, typer.Option(help="For everybody of this role.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Begin again.")] = False,
    db: Db = None,
) -> None:
    """Stop digests to a person or to a role; at once, also for what is written and not yet sent."""
    if (address is None) == (role is None):
        raise BadSetting("Say either a person or a role.", hint="Give --address or --role.")
    with opened(db) as app, app.store.write(Viewer.system("digest", agency)) as connection:
        load_agency(connection, agency)
        if role is not None:
            digests.opt_out_role(connection, agency, role, off=not back)
        elif address is not None and not digests.opt_out_person(connection, agency, address, off=not back):
            raise NotFound("This address is not on the list.")
    say("Digests begin again." if back else "Digests stop.")


@digest_app.command("preview")
def preview(agency: AgencyId, db: Db = None) -> None:
    """Show what each person would get now; the numbers of one worker are theirs alone and not shown."""
    with opened(db) as app, app.store.read(Viewer.system("digest", agency)) as connection:
        value = load_agency(connection, agency)
        people = flow.called(value, app.desk.today())
        for address, roles in flow.active(connection, agency).items():
            mine = [one for one in roles if one.worker is None]
            shown = flow.numbers(connection, value, mine, now_ms(), counts_of)
            say(f"To {address}")
            if len(shown) < len(roles):
                say("  (with the numbers of their own cases, which only they see)")
            if shown:
                say(f"Subject: {subject(shown)}\n\n{body(shown, app.settings.address, people)}")


@digest_app.command("send")
def send(agency: AnyAgency = None, db: Db = None) -> None:
    """Send what is due now; `lif serve` does so by itself. Nobody gets more than one a week."""
    with opened(db) as app:
        total: Counter[str] = Counter()
        for one in app.agencies(agency):
            total += app.send_digests(one)
    said = {
        "sent": "sent",
        "later": "to be tried again",
        "refused": "refused for good",
        "down": "to be tried again, since the mail server could not be used",
        "quiet": "agencies in quiet hours",
    }
    say(
        ", ".join(f"{total[name]} {words}" for name, words in said.items() if total[name])
        or "Nothing is due."
    )


@digest_app.command("list")
def list_messages(
    agency: AnyAgency = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only what was refused or given up.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List messages and what became of them, newest week first."""
    states = ("refused", "given_up") if failed else None
    rows = []
    with opened(db) as app:
        for one in app.agencies(agency):
            with app.store.read(Viewer.system("digest", one)) as connection:
                rows += digests.messages(connection, one, states)
    if as_json:
        lines(rows)
        return
    shown = [
        (row["agency_id"], iso(row["week"]), row["address"], row["state"], row["tries"], row["said"])
        for row in rows
    ]
    table("Digests", ("agency", "week of", "address", "state", "tries", "server said"), shown)
