"""Reminders of actions: `actions remind`, `actions contact`, `actions contacts`."""

from typing import Annotated

import typer

from lif_plugin.cli.options import AgencyId, AnyAgency, AsRole, Db, Json, at_desk, opened
from lif_plugin.cli.output import document, lines, say, table
from lif_plugin.cycle import reminders
from lif_plugin.domain.viewer import Role


def add_to(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.command("remind")(remind)
    parent.command("contact")(contact)
    parent.command("contacts")(list_contacts)


def remind(agency: AnyAgency = None, db: Db = None, as_json: Json = False) -> None:
    """Remind owners of actions that are late or due soon, and put what is late for long before its body; `lif serve` does so by itself."""
    with opened(db) as app:
        told = {one: app.remind(one) for one in app.agencies(agency)}
        has_mail = app.settings.mail is not None
    if as_json:
        document({one: {"escalated": late, "messages": done} for one, (late, done) in told.items()})
        return
    for one, (late, done) in told.items():
        said = ", ".join(f"{count} {name}" for name, count in sorted(done.items())) or "nothing to send"
        say(f"{one}: {said}; {len(late)} put before their bodies.")
    if not has_mail:
        say("No mail server is set, so nobody was reminded: set LIF_SMTP and LIF_SMTP_FROM.")


def contact(
    owner_role: Annotated[str, typer.Argument(help="The role, as actions name their owner's.")],
    address: Annotated[str, typer.Argument(help="The mail address of whoever fills it.")],
    agency: AgencyId,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off instead.")] = False,
    role: AsRole = Role.QUALITY,
    db: Db = None,
) -> None:
    """Say who is reminded of a role's actions."""
    with at_desk(db, agency, role) as (desk, viewer):
        verb = reminders.drop_contact if remove else reminders.add_contact
        verb(desk, viewer, owner_role, address)
    say("Removed." if remove else "Added.")


def list_contacts(
    agency: AgencyId, role: AsRole = Role.QUALITY, db: Db = None, as_json: Json = False
) -> None:
    """List who is reminded of which role's actions."""
    with at_desk(db, agency, role) as (desk, viewer):
        rows = reminders.contacts(desk, viewer)
    if as_json:
        lines({"role": name, "address": address} for name, address in rows)
    else:
        table("Reminded", ("role", "address"), rows)
