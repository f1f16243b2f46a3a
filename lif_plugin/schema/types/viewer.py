"""The viewer: who asks, as the token says."""

import strawberry
from strawberry.types import Info

from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import resolved

strawberry.enum(
    Right,
    description="What a role may be allowed: `READ_CASES` cases, events and prompts; `ANSWER` prompts; "
    "`READ_COUNTS` counts without case-level data; `READ_SETUP` plugins, rules, imports and coverage; "
    "`READ_REJECTED` refused rows, which hold child data; `READ_LOG` who read what.",
)


@strawberry.type(
    name="Viewer", description="Who asks, as their token says. Seen by everyone, of themselves. Since 0.1."
)
class ViewerInfo:
    """The one who asks."""

    agency: str = strawberry.field(description="The agency's id: nothing of another agency is ever shown.")
    roles: list[Role] = strawberry.field(description="The roles in that agency.")
    rights: list[Right] = strawberry.field(description="What the roles allow.")
    purpose: str = strawberry.field(description="What the data is asked for; it stands in the read log.")
    subject: str = strawberry.field(description="The person or system, as the read log names it.")
    limited_to_cases: bool = strawberry.field(description="Whether the token is limited to some cases.")

    @classmethod
    def of(cls, viewer: Viewer) -> "ViewerInfo":
        """Describe a viewer."""
        return cls(
            agency=viewer.agency,
            roles=sorted(viewer.roles),
            rights=[right for right in Right if viewer.may(right)],
            purpose=viewer.purpose,
            subject=viewer.subject,
            limited_to_cases=viewer.case_refs is not None,
        )


@strawberry.type
class ViewerQuery:
    """The way to oneself."""

    @resolved("You, as your token says.")
    def viewer(self, info: Info[Context, None]) -> ViewerInfo:
        """Describe the viewer."""
        return ViewerInfo.of(info.context.viewer)
