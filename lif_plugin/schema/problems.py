"""Why something was not done: what all refusals of mutations have in common."""

import strawberry


@strawberry.interface(description="Why something was not done.")
class Problem:
    """A refusal."""

    code: str = strawberry.field(description="A stable code.")
    message: str = strawberry.field(description="What happened, in a sentence.")
    hint: str = strawberry.field(description="What to do about it.")
