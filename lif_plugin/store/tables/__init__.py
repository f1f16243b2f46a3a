"""The tables. Every table with case or agency data has an agency_id and, on PostgreSQL, a row policy.

Days are integers YYYYMMDD in the agency's zone; times are integer UTC milliseconds.
"""

from typing import Final

from lif_plugin.store.tables.audits import audit_draw, audit_pick, audit_unknown
from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, metadata
from lif_plugin.store.tables.calendar import calendar
from lif_plugin.store.tables.live import case_hint, live_connection, outbox, platform_answer, watched_case
from lif_plugin.store.tables.purges import purge
from lif_plugin.store.tables.reach import out_of_reach, recorded_field
from lif_plugin.store.tables.reading import read_log, read_seal
from lif_plugin.store.tables.record import (
    agency,
    agency_setting,
    case_record,
    coverage,
    event,
    import_notice,
    import_run,
    inbox,
    rejected_row,
)
from lif_plugin.store.tables.results import answer, next_due, nomination, plugin_fault, result, review_link
from lif_plugin.store.tables.telling import digest_message, digest_recipient, digest_role_off, launch, push

SHARED: Final = frozenset({agency, calendar})
"""Tables without a row policy: the directory of agencies and the public calendar."""

GUARDED: Final = tuple(table for table in metadata.sorted_tables if table not in SHARED)

__all__ = [
    "GUARDED",
    "SHARED",
    "Id",
    "Name",
    "Ref",
    "Uuid",
    "agency",
    "agency_setting",
    "answer",
    "audit_draw",
    "audit_pick",
    "audit_unknown",
    "calendar",
    "case_hint",
    "case_record",
    "coverage",
    "digest_message",
    "digest_recipient",
    "digest_role_off",
    "event",
    "import_notice",
    "import_run",
    "inbox",
    "launch",
    "live_connection",
    "metadata",
    "next_due",
    "nomination",
    "out_of_reach",
    "outbox",
    "platform_answer",
    "plugin_fault",
    "purge",
    "push",
    "read_log",
    "read_seal",
    "recorded_field",
    "rejected_row",
    "result",
    "review_link",
    "watched_case",
]
