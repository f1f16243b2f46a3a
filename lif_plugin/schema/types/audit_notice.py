"""What everybody who works with a case may know of an audit: that it was picked, for what, and why such cases are."""

from collections.abc import Mapping
from datetime import datetime

import orjson
import strawberry

from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.types.counts import month_text
from lif_plugin.schema.values import at
from lif_plugin.store.notices import replies_of
from lif_plugin.store.reads.audits import notices_of


@strawberry.type(
    description="What somebody wrote back about a notice in their own system; it stays within the agency. Seen like its notice. Since 0.1."
)
class NoticeReply:
    """One reply."""

    text: str | None = strawberry.field(description="Their own words; null: they have seen it.")
    at: datetime = strawberry.field(description="When (UTC).")


@strawberry.type(
    description="A draw picked this case for an audit. It says nothing of the case's record and nothing of a worker, "
    "and nothing needs to be prepared. Seen like its case. Since 0.1."
)
class AuditNotice:
    """One notice."""

    programme: str = strawberry.field(description="What the framework calls the programme.")
    month: str = strawberry.field(description="The month it was picked for, as YYYY-MM.")
    why: list[str] = strawberry.field(description="Why the programme looks at such cases.")
    replies: list[NoticeReply] = strawberry.field(
        description="What was written back about it in the case system, the oldest first; not listed by person."
    )


def notices_level(context: Context, level: CaseLevel) -> Mapping[int, list[AuditNotice]]:
    """Read the notices of every case of a level."""

    def fetch() -> dict[int, list[AuditNotice]]:
        found = notices_of(context.connection, context.viewer, level.case_ids)
        replies = replies_of(context.connection, context.viewer, level.case_ids)
        return {
            case_id: [
                AuditNotice(
                    programme=row["title"],
                    month=month_text(row["month"]) or "",
                    why=orjson.loads(row["notices"]),
                    replies=[
                        NoticeReply(text=one["text"], at=at(one["said_at"]))
                        for one in replies.get(row["id"], ())
                    ],
                )
                for row in rows
            ]
            for case_id, rows in found.items()
        }

    return level.once("audit_notices", fetch)
