"""The tables. Every table with case or agency data has an agency_id and, on PostgreSQL, a row policy.

Days are integers YYYYMMDD in the agency's zone; times are integer UTC milliseconds.
"""

from typing import Final

from lif_plugin.store.tables.asked_once import asked_once
from lif_plugin.store.tables.audit_voices import (
    audit_agreed_grade,
    audit_concern,
    audit_concern_step,
    audit_feedback,
    audit_moderation,
    audit_word,
)
from lif_plugin.store.tables.audit_work import (
    audit,
    audit_agreed,
    audit_agreement,
    audit_answer,
    audit_entry,
    audit_finding,
    audit_form,
    audit_invitation,
    audit_planned,
    audit_sample,
    audit_sampled,
    audit_shown,
    audit_tool,
)
from lif_plugin.store.tables.audits import audit_draw, audit_pick, audit_unknown, notice_reply
from lif_plugin.store.tables.backtests import backtest, backtest_count, backtest_part, backtest_push
from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, metadata
from lif_plugin.store.tables.calendar import calendar
from lif_plugin.store.tables.changes import change, change_floor
from lif_plugin.store.tables.conventions import (
    card_feedback,
    received_event,
    used_token,
    webhook_endpoint,
    webhook_message,
    webhook_try,
)
from lif_plugin.store.tables.counts import learning_tally, learning_written, published_count
from lif_plugin.store.tables.demotions import rule_demotion
from lif_plugin.store.tables.learning import (
    action,
    action_entry,
    board_response,
    child_action,
    evidence_file,
    finding,
    learning_case,
    learning_item,
    learning_turn,
    learning_word,
    plan,
    plan_action,
    recommendation,
)
from lif_plugin.store.tables.lessons import lesson, lesson_use, theme_merge
from lif_plugin.store.tables.live import case_hint, live_connection, outbox, platform_answer, watched_case
from lif_plugin.store.tables.opened import opened_case
from lif_plugin.store.tables.partnership import partnership, partnership_agency, partnership_version
from lif_plugin.store.tables.pauses import delivery_pause
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
from lif_plugin.store.tables.results import answer, next_due, nomination, plugin_fault, result
from lif_plugin.store.tables.reviews import (
    review_day,
    review_decision,
    review_learning,
    review_link,
    review_step,
    review_work,
    waiting_removal,
)
from lif_plugin.store.tables.sharing import (
    acknowledgement,
    briefing,
    briefing_reach,
    duty_done,
    impact_link,
    indicator_value,
    meeting,
    meeting_decision,
)
from lif_plugin.store.tables.telling import (
    action_contact,
    digest_message,
    digest_recipient,
    digest_role_off,
    launch,
    push,
)
from lif_plugin.store.tables.training import (
    training,
    training_answer,
    training_attendance,
    training_audience,
    training_need,
    training_question,
    training_reminder,
)
from lif_plugin.store.tables.words import declare

declare(metadata)

SHARED: Final = frozenset(
    {agency, calendar, change_floor, partnership, partnership_agency, partnership_version}
)
"""Tables without a row policy: the directories of agencies and partnerships, and the public calendar."""

GUARDED: Final = tuple(table for table in metadata.sorted_tables if table not in SHARED)

__all__ = [
    "GUARDED",
    "SHARED",
    "Id",
    "Name",
    "Ref",
    "Uuid",
    "acknowledgement",
    "action",
    "action_contact",
    "action_entry",
    "agency",
    "agency_setting",
    "answer",
    "asked_once",
    "audit",
    "audit_agreed",
    "audit_agreed_grade",
    "audit_agreement",
    "audit_answer",
    "audit_concern",
    "audit_concern_step",
    "audit_draw",
    "audit_entry",
    "audit_feedback",
    "audit_finding",
    "audit_form",
    "audit_invitation",
    "audit_moderation",
    "audit_pick",
    "audit_planned",
    "audit_sample",
    "audit_sampled",
    "audit_shown",
    "audit_tool",
    "audit_unknown",
    "audit_word",
    "backtest",
    "backtest_count",
    "backtest_part",
    "backtest_push",
    "board_response",
    "briefing",
    "briefing_reach",
    "calendar",
    "card_feedback",
    "case_hint",
    "case_record",
    "change",
    "change_floor",
    "child_action",
    "coverage",
    "delivery_pause",
    "digest_message",
    "digest_recipient",
    "digest_role_off",
    "duty_done",
    "event",
    "evidence_file",
    "finding",
    "impact_link",
    "import_notice",
    "import_run",
    "inbox",
    "indicator_value",
    "launch",
    "learning_case",
    "learning_item",
    "learning_tally",
    "learning_turn",
    "learning_word",
    "learning_written",
    "lesson",
    "lesson_use",
    "live_connection",
    "meeting",
    "meeting_decision",
    "metadata",
    "next_due",
    "nomination",
    "notice_reply",
    "opened_case",
    "out_of_reach",
    "outbox",
    "partnership",
    "partnership_agency",
    "partnership_version",
    "plan",
    "plan_action",
    "platform_answer",
    "plugin_fault",
    "published_count",
    "purge",
    "push",
    "read_log",
    "read_seal",
    "received_event",
    "recommendation",
    "recorded_field",
    "rejected_row",
    "result",
    "review_day",
    "review_decision",
    "review_learning",
    "review_link",
    "review_step",
    "review_work",
    "rule_demotion",
    "theme_merge",
    "training",
    "training_answer",
    "training_attendance",
    "training_audience",
    "training_need",
    "training_question",
    "training_reminder",
    "used_token",
    "waiting_removal",
    "watched_case",
    "webhook_endpoint",
    "webhook_message",
    "webhook_try",
]
