"""A made-up record of any size, written by the database itself: fifty facts a case, over four years, nobody real.

What is drawn depends on the number of the fact alone, so that every run and every size has the same cases.
"""

import csv
import sqlite3
from pathlib import Path
from typing import Final

A_CASE: Final = 50
"""Facts to a case."""
AS_OF: Final = 20240331
SINCE: Final = 20200101
AGENCY: Final = "bench"
SOURCE: Final = "made"
COLUMNS: Final = (
    "case_id", "id", "key", "kind", "occurred_at", "occurred_day", "until_at", "until_day", "code", "seen", "held",
    "live",
)  # fmt: skip
"""What the peer reads of it."""
_PLACES: Final = (
    (1, "birth"), (3, "plan"), (5, "placement"), (7, "legal_status"), (13, "review"), (17, "missing"),
    (21, "return_interview"), (33, "visit"), (35, "assessment"), (36, "section_47"), (37, "conference"),
    (39, "view_given"), (40, "advocacy"), (42, "note"), (50, "contact"),
)  # fmt: skip
"""Up to which place among a case's facts a kind goes."""
_LASTING: Final = "('plan', 'placement', 'legal_status', 'missing', 'assessment', 'section_47')"


def _kind() -> str:
    return "CASE " + " ".join(f"WHEN place < {end} THEN '{kind}'" for end, kind in _PLACES) + " END"


def _choice(draw: str, *values: str | None) -> str:
    """One of these texts, by a drawn number."""
    places = " ".join(
        f"WHEN {place} THEN {'NULL' if value is None else repr(value)}" for place, value in enumerate(values)
    )
    return f"CASE {draw} % {len(values)} {places} END"


# Two draws a fact by multiplying with odd numbers; the remainder by a prime spreads them.
_INSERT: Final = f"""
WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < ?),
drawn AS (
    SELECT i, i / {A_CASE} + 1 AS case_id, i % {A_CASE} AS place,
           (i * 48271 + 11) % 1000003 AS a, (i * 69621 + 7) % 999983 AS b, (i * 40692 + 3) % 999979 AS c
    FROM number
),
named AS (SELECT *, {_kind()} AS kind FROM drawn),
dated AS (
    SELECT *, CASE kind WHEN 'birth' THEN 1104537600 + a % 6000 * 86400 ELSE 1577836800 + a % 1540 * 86400 END AS day,
           kind IN {_LASTING} AND b % 4 > 0 AS ended, 1 + c % CASE kind WHEN 'missing' THEN 5 ELSE 200 END AS days
    FROM named
)
INSERT INTO event (case_id, id, agency_id, source, scope, key, digest, kind, occurred_at, occurred_day, until_at,
                   until_day, precision, code, seen, alone, offered, accepted, held, joint, participation, service,
                   detail, origin, import_id, seen_by, recorded_at, live)
SELECT case_id, i + 1, '{AGENCY}', '{SOURCE}', 'all', kind || '|' || i, '', kind, day * 1000,
       CAST(strftime('%Y%m%d', day, 'unixepoch') AS INTEGER),
       CASE WHEN ended THEN (day + days * 86400) * 1000 END,
       CASE WHEN ended THEN CAST(strftime('%Y%m%d', day + days * 86400, 'unixepoch') AS INTEGER) END,
       'day',
       CASE kind WHEN 'plan' THEN {_choice("b", "CP", "CIN")} WHEN 'review' THEN {_choice("c", "PN1", "PN4", "PN7", "PN3")}
                 WHEN 'missing' THEN {_choice("a", "M", "M", "A")} WHEN 'legal_status' THEN {_choice("b", "C2", "V4", "L1")}
                 WHEN 'placement' THEN 'U1' WHEN 'visit' THEN {_choice("a", "CP", "CIN")} END,
       CASE WHEN kind IN ('visit', 'assessment') THEN {_choice("b", "yes", "yes", "yes", "no", None)} END,
       CASE WHEN kind IN ('visit', 'section_47') THEN {_choice("c", "yes", "no", None)} END,
       CASE WHEN kind IN ('return_interview', 'advocacy') THEN 'yes' END,
       CASE WHEN kind = 'return_interview' THEN 'yes' END,
       CASE WHEN kind IN ('review', 'conference', 'return_interview')
            THEN {_choice("b", "yes", "yes", "yes", "yes", "no", None)} END,
       CASE WHEN kind IN ('plan', 'assessment') THEN {_choice("a", "no", "no", "yes")} END,
       CASE WHEN kind = 'conference' THEN {_choice("b", "PN1", "PN7")} END,
       CASE WHEN kind = 'visit' THEN {_choice("c", "social_care", "health")} END,
       '{{}}', '0:1', 1, 1, 0, 1
FROM dated
"""


def fill(path: Path, facts: int) -> None:
    """Write so many facts into a migrated file; its indexes are made anew afterwards, and it is looked through once."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    made = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event' AND sql IS NOT NULL"
    )
    indexes = connection.execute(made).fetchall()
    for name, _sql in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute(
        f"WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?) "
        f"INSERT INTO case_record (id, agency_id, source, ref, public_id, version, stale, is_open, is_held) "
        f"SELECT i, '{AGENCY}', '{SOURCE}', 'C' || i, i, 1, 0, 1, 1 FROM number",
        (facts // A_CASE,),
    )
    connection.execute(_INSERT, (facts,))
    for _name, sql in indexes:
        connection.execute(sql)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def export(path: Path, to: Path) -> None:
    """Write what the peer reads as CSV."""
    connection = sqlite3.connect(path)
    with to.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(connection.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY case_id, id"))
    connection.close()
