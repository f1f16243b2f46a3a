"""Rules as data: what is asked of a record, on what authority, and what may be answered."""

import strawberry
from strawberry.types import Info

from lif_plugin.domain.rule import Channel, Rule, Severity
from lif_plugin.domain.viewer import Right, Role
from lif_plugin.schema.context import Context, Sources
from lif_plugin.schema.values import resolved


@strawberry.type(
    description="A coded reason: it turns a gap into an explained one, which stays counted. Seen like its prompt or rule. Since 0.1."
)
class Exemption:
    """One reason."""

    code: str = strawberry.field(description="The code, to send as `reason`.")
    label: str = strawberry.field(description="What it means, in plain words.")


@strawberry.type(description="Something the partnership asks or has learnt. Seen like its prompt. Since 0.1.")
class Lesson:
    """One lesson."""

    text: str = strawberry.field(description="What is asked or was learnt.")
    source: str = strawberry.field(description="Where it comes from.")


@strawberry.type(
    name="Rule",
    description="A rule that runs over records. Seen by roles that read an agency's setup. Since 0.1.",
)
class RuleInfo:
    """One rule."""

    rule_id: str = strawberry.field(name="id", description="The rule's id, e.g. `VOC-07`.")
    version: int = strawberry.field(description="Its version; results keep the version they were found by.")
    title: str = strawberry.field(description="What it looks for.")
    message: str = strawberry.field(
        description="What a prompt of it says; `{day}` and `{text}` stand for the day and the raw code."
    )
    remedy: str = strawberry.field(description="What to do if it happened.")
    authority: str = strawberry.field(description="The law, guidance or standard it rests on.")
    kinds: list[str] = strawberry.field(description="The kinds of event it reads.")
    addressees: list[Role] = strawberry.field(description="Who is told.")
    severity: Severity = strawberry.field(description="How much it matters that the record does not show it.")
    delivery: Channel = strawberry.field(
        description="How its prompts are delivered unless something speaks against."
    )
    nations: list[str] = strawberry.field(description="The nations it applies in.")
    exemptions: list[Exemption] = strawberry.field(description="The coded reasons an answer may give.")
    supersedes: list[str] = strawberry.field(description="Rules whose results it tells in their place.")
    statutory: bool = strawberry.field(
        description="Whether it rests on a duty in law or guidance: an agency may tighten it, never loosen it."
    )

    @classmethod
    def of(cls, rule: Rule) -> "RuleInfo":
        """Describe a rule."""
        return cls(
            rule_id=rule.id,
            version=rule.version,
            title=rule.title,
            message=rule.message,
            remedy=rule.remedy,
            authority=rule.authority,
            kinds=sorted(rule.kinds),
            addressees=list(rule.addressees),
            severity=rule.severity,
            delivery=rule.delivery,
            nations=list(rule.nations),
            exemptions=[Exemption(code=item.code, label=item.label) for item in rule.exemptions],
            supersedes=[covers.rule for covers in rule.covers],
            statutory=rule.statutory,
        )


def exemptions_of(context: Context, rule: str) -> list[Exemption]:
    """Return the reasons a rule's prompts may be answered with, as the agency has set them.

    None for a rule that is no longer installed.
    """
    owned = context.rules.get(rule)
    return [Exemption(code=item.code, label=item.label) for item in owned.exemptions] if owned else []


def lessons_of(sources: Sources, agency: str, rule: str) -> list[Lesson]:
    """Return what stands beside a rule's prompts in an agency."""
    held = sources.lessons.get(agency, ())
    return [Lesson(text=lesson.text, source=lesson.source) for lesson in held if rule in lesson.rules]


@strawberry.type
class RuleQuery:
    """The way to rules."""

    @resolved("All installed rules, by id, whether or not they run in your agency.")
    def rules(self, info: Info[Context, None]) -> list[RuleInfo] | None:
        """List the rules."""
        info.context.viewer.require(Right.READ_SETUP)
        owned = info.context.sources.rules
        return [RuleInfo.of(owned[key]) for key in sorted(owned)]
