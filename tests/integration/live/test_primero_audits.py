"""An audit as a worker meets it in Primero: who makes it and by when, and what they write there is kept with it."""

from datetime import timedelta

from sqlalchemy import select

from lif_plugin.cycle.audits.opening import NewAudit, open_audit
from lif_plugin.cycle.audits.seeing import see_audit
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.tables import case_record
from lif_plugin.store.work import Store
from tests.assets.primero_world import FIELD, PrimeroWorld

SAID = "Thank you. I would like to talk about her school too."


def test_worker_reads_of_the_audit_in_primero_and_what_they_write_there_is_kept_with_it(
    sqlite_store: Store,
) -> None:
    with PrimeroWorld(sqlite_store) as world:
        ref = world.add_case()
        world.go_on(60)
        lead = Viewer(FIELD.id, frozenset({Role.QUALITY}), "audits", "quinn.example")
        desk = Desk.over(world.store)
        with world.store.read(lead) as connection:
            case = connection.scalar(select(case_record.c.public_id).where(case_record.c.ref == ref))
        due = desk.today() + timedelta(days=30)
        wanted = NewAudit("case_file_audit", "ada.example", day_number(due), Origin.NAMED, None, case,
                          independent="quinn.example")  # fmt: skip
        number = open_audit(desk, lead, wanted).id
        world.until(lambda: world.fake.flags(ref))
        [flag] = world.fake.flags(ref)
        for said in ("It looks at how help works, not at you.", f"ada.example makes it, by {due:%-d %B %Y}."):
            assert said in flag["message"]
        world.fake.resolve(ref, flag["id"], SAID)
        world.until(lambda: see_audit(desk, lead, number).words)
        kept = [(word["kind"], word["text"], word["by"]) for word in see_audit(desk, lead, number).words]
    assert kept == [("reply", SAID, "primero_cp")]
