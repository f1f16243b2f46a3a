"""The data that the GraphQL benchmark asks for: a partnership's learning and cases, all invented, in our own tables."""

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert
from uuid6 import uuid7

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import tables
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.partnerships import join_partnership, make_partnership
from lif_plugin.store.tally import recount
from lif_plugin.store.work import Store

AGENCIES = [f"agency-{number:02}" for number in range(12)]
THEMES = [f"theme_{number:02}" for number in range(15)]
REVIEWS, FINDINGS, RECOMMENDATIONS, ACTIONS, CASES, PROMPTS = 400, 4_000, 8_000, 20_000, 2_000, 6_000
STATES = ("proposed", "accepted", "done", "signed_off")
NOON = 1_700_000_000_000
PARTNERSHIP = "elm"
Row = Mapping[str, Any]
WORDS = ("child seen alone asked view recorded team practice partner review visit school nurse plan carer time "
         "meeting voice shared told change").split()  # fmt: skip


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _shared(number: int, agency: str) -> dict[str, Any]:
    return {"id": str(uuid7()), "agency_id": agency, "partnership_id": PARTNERSHIP, "shared": True,
            "by": "someone.example", "at": NOON + number}  # fmt: skip


def _fill(store: Store, table: Table, rows: Iterable[Row]) -> None:
    """Write rows of one agency after another: each agency's by its own unit of work."""
    by_agency: dict[str, list[Row]] = {}
    for row in rows:
        by_agency.setdefault(row["agency_id"], []).append(row)
    for agency, mine in by_agency.items():
        rest = iter(mine)
        with store.write(Viewer.system("bench", agency)) as connection:
            while batch := list(islice(rest, 1_000)):
                connection.execute(insert(table), batch)


def fill(store: Store) -> list[str]:
    """Fill a migrated database; gives the public ids of the first agency's cases."""
    chance = random.Random(8)
    for agency in AGENCIES:
        with store.write(Viewer.system("bench", agency)) as connection:
            save_agency(connection, Agency(agency, agency.replace("-", " ").title()), "bench")
    with store.write(Viewer.system("bench", AGENCIES[0])) as connection:
        make_partnership(connection, PARTNERSHIP, "Elm", "hartlepool_hscb")
        for agency in AGENCIES:
            join_partnership(connection, PARTNERSHIP, agency, 20200101)
    _learning(store, chance)
    with store.write(Viewer.system("bench", AGENCIES[0])) as connection:
        recount(connection, Viewer.system("bench", AGENCIES[0]), PARTNERSHIP)
    return _cases(store, chance)


def _learning(store: Store, chance: random.Random) -> None:
    items = [
        _shared(number, chance.choice(AGENCIES))
        | {"source_of_learning": "multi_agency_audits", "title": _text(chance, 6), "summary": _text(chance, 30),
           "nature": "concern", "theme": chance.choice(THEMES), "day": 20240101 + number % 28, "voice_source": None,
           "learning_route": "[]", "evaluation_route": "[]", "optional_steps": "[]", "route_basis": "stated"}
        for number in range(REVIEWS)
    ]  # fmt: skip
    findings = [
        _shared(number, items[number % REVIEWS]["agency_id"])
        | {"learning_item_id": items[number % REVIEWS]["id"], "nature": chance.choice(("concern", "strength")),
           "theme": chance.choice(THEMES), "text": _text(chance, 16), "evidence": _text(chance, 12), "touches": "[]"}
        for number in range(FINDINGS)
    ]  # fmt: skip
    asked = [
        _shared(number, findings[number % FINDINGS]["agency_id"])
        | {"finding_id": findings[number % FINDINGS]["id"], "kind": "smart", "text": _text(chance, 16),
           "measure": _text(chance, 6), "owner_agency": chance.choice(AGENCIES), "owner_role": "head", "due": 20240601,
           "answering_body": None}
        for number in range(RECOMMENDATIONS)
    ]  # fmt: skip
    actions = []
    for number in range(ACTIONS):
        above = asked[number % RECOMMENDATIONS]
        finding = findings[number % RECOMMENDATIONS % FINDINGS]
        actions.append(
            _shared(number, above["agency_id"])
            | {"learning_item_id": finding["learning_item_id"], "recommendation_id": above["id"],
               "text": _text(chance, 10), "measure": _text(chance, 6), "owner_agency": chance.choice(AGENCIES),
               "owner_role": "head", "monitored_by": "board", "approach": "subgroup_plans",
               "due": 20240101 + 100 * chance.randrange(12) + chance.randrange(28)}
        )  # fmt: skip
    entries = [
        _shared(number, actions[number % ACTIONS]["agency_id"])
        | {"action_id": actions[number % ACTIONS]["id"], "day": 20240101 + number % 28, "text": _text(chance, 6)}
        | ({"kind": "progress", "state": None} if number % 2 else {"kind": "state", "state": chance.choice(STATES)})
        for number in range(2 * ACTIONS)
    ]  # fmt: skip
    for table, rows in (
        (tables.learning_item, items),
        (tables.finding, findings),
        (tables.recommendation, asked),
        (tables.action, actions),
        (tables.action_entry, entries),
    ):
        _fill(store, table, rows)


def _cases(store: Store, chance: random.Random) -> list[str]:
    agency = AGENCIES[0]
    cases: list[dict[str, Any]] = [
        {"id": number + 1, "agency_id": agency, "source": "ssda903", "ref": f"E-{number:05}",
         "public_id": str(uuid7()), "version": 1, "stale": False, "is_open": True, "is_held": True}
        for number in range(CASES)
    ]  # fmt: skip
    _fill(store, tables.case_record, cases)
    _fill(store, tables.result, (_prompt(number, agency, chance) for number in range(PROMPTS)))
    return [str(case["public_id"]) for case in cases]


def _prompt(number: int, agency: str, chance: random.Random) -> dict[str, Any]:
    return {
        "case_id": number % CASES + 1, "id": str(uuid7()), "agency_id": agency, "plugin": "voice_of_child",
        "rule": "VOC-07", "rule_version": 1, "subject": f"review|{number}", "state": "gap", "severity": "warning",
        "delivery": "panel", "addressees": ",iro,worker,", "message": _text(chance, 18), "remedy": _text(chance, 14),
        "authority": "Guidance", "evidence": "[]", "occurred_day": 20240101 + number // CASES, "as_of": 20240331,
        "config_version": 1, "raised_at": NOON, "updated_at": NOON, "told": True,
    }  # fmt: skip


def views() -> Iterator[str]:
    """What the peer reads: our tables as they are, an action's state worked out as ours is, keys by smart tags."""
    yield "CREATE SCHEMA peer"
    for name in ("learning_item", "finding", "recommendation", "agency", "case_record", "result"):
        yield f"CREATE VIEW peer.{name} AS SELECT * FROM public.{name}"
    yield (
        "CREATE VIEW peer.action AS SELECT a.*, coalesce(e.state, 'proposed') AS state FROM public.action a "
        "LEFT JOIN LATERAL (SELECT state FROM public.action_entry WHERE action_id = a.id AND kind = 'state' "
        "ORDER BY at DESC, id DESC LIMIT 1) e ON true"
    )
    # What counts by theme and agency: each action's last state once, not once for each row as above.
    yield (
        "CREATE VIEW peer.theme_agency AS WITH state AS ("
        "SELECT DISTINCT ON (action_id) action_id, state, day FROM public.action_entry WHERE kind = 'state' "
        "ORDER BY action_id, at DESC, id DESC), acts AS ("
        "SELECT f.theme, a.owner_agency AS agency, coalesce(s.state, 'proposed') AS state, a.due, "
        "to_date(s.day::text, 'YYYYMMDD') - (to_timestamp(a.at / 1000.0) AT TIME ZONE 'UTC')::date AS days "
        "FROM public.action a JOIN public.recommendation r ON r.id = a.recommendation_id "
        "JOIN public.finding f ON f.id = r.finding_id LEFT JOIN state s ON s.action_id = a.id), done AS ("
        "SELECT theme, agency, count(*) FILTER (WHERE state NOT IN ('signed_off', 'dropped')) AS open, "
        "count(*) FILTER (WHERE state IN ('proposed', 'accepted') AND due < to_char(current_date, 'YYYYMMDD')::int) "
        "AS overdue, count(*) FILTER (WHERE state = 'signed_off') AS closed, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE state = 'signed_off') AS days "
        "FROM acts GROUP BY theme, agency) "
        "SELECT d.theme, d.agency, coalesce(f.findings, 0) AS findings, d.open, d.overdue, d.closed, d.days "
        "FROM done d LEFT JOIN (SELECT theme, agency_id, count(*) AS findings FROM public.finding "
        "GROUP BY theme, agency_id) f ON f.theme = d.theme AND f.agency_id = d.agency"
    )
    keys = {
        "theme_agency": "@primaryKey theme,agency",
        "learning_item": "@primaryKey id",
        "agency": "@primaryKey id",
        "case_record": "@primaryKey id\n@unique public_id",
        "finding": "@primaryKey id\n@foreignKey (learning_item_id) references learning_item (id)",
        "recommendation": "@primaryKey id\n@foreignKey (finding_id) references finding (id)",
        "action": "@primaryKey id\n@foreignKey (recommendation_id) references recommendation (id)\n"
        "@foreignKey (owner_agency) references agency (id)",
        "result": "@primaryKey id\n@foreignKey (case_id) references case_record (id)",
    }
    for name, tags in keys.items():
        yield f"COMMENT ON VIEW peer.{name} IS E'{tags.replace(chr(10), chr(92) + 'n')}'"
