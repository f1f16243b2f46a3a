"""The triggers as data: what each looks for, on what authority, and what the worker of a picked case reads.

Windows are the issuing body's where it has one, else ours, and said so. A trigger is a reason to look, never a
finding: what it shows may be exactly right for the child.
"""

from typing import Final

from lif_plugin.builtin.audit_triggers import care, protection, telling
from lif_plugin.builtin.audit_triggers.trigger import Span, Trigger

_PROTECTION: Final = frozenset({"CP"})
_EXPLOITATION: Final = frozenset({"11A", "12A", "24A"})
"""Factors found at an assessment: sexual exploitation, trafficking, criminal exploitation."""
_YEAR: Final = Span(months=12)
_ROWS: Final = "Children in need census, England"
_WT: Final = "Working Together to Safeguard Children 2023"
_LOOKS: Final = "The programme looks at such cases to learn"

TRIGGERS: Final = (
    Trigger(
        "repeat_plan", "Repeat protection plan within 24 months",
        f"{_WT}, chapter 3: child protection plans. {_ROWS}: second or later plans; the 24 months are this product's",
        f"{_LOOKS} how well help holds after a protection plan ends.",
        frozenset({"plan"}), protection.repeat_plan, Span(months=24), codes=_PROTECTION,
    ),
    Trigger(
        "plan_over_15_months", "Protection plan over 15 months",
        f"{_WT}, chapter 3: review conferences. {_ROWS}: length of plans; the 15 months are this product's",
        f"{_LOOKS} what helps a plan to do its work, and what holds it up.",
        frozenset({"plan"}), protection.long_plan, Span(months=15), codes=_PROTECTION,
    ),
    Trigger(
        "plan_over_24_months", "Protection plan over 24 months",
        f"{_WT}, chapter 3: review conferences. {_ROWS}: plans lasting two years or more",
        f"{_LOOKS} what helps a plan to do its work, and what holds it up.",
        frozenset({"plan"}), protection.long_plan, Span(months=24), codes=_PROTECTION,
    ),
    Trigger(
        "re_referral", "Referral again within 12 months",
        f"{_ROWS}: re-referrals within 12 months of a previous referral",
        f"{_LOOKS} whether help was enough the first time, or whether something new had happened.",
        frozenset({"referral"}), protection.re_referral, _YEAR,
    ),
    Trigger(
        "enquiries_without_conference", "Three section 47 enquiries without a conference in 12 months",
        f"Children Act 1989, section 47; {_WT}, chapter 3. The number and the months are this product's",
        f"{_LOOKS} what several enquiries together say that each alone does not.",
        frozenset({"section_47"}), protection.enquiries, _YEAR, count=3,
    ),
    Trigger(
        "placement_moves", "Three placement moves within 12 months",
        "Children looked after in England: placement stability is measured over a year; three moves are this product's",
        f"{_LOOKS} what would let a child stay in one home.",
        frozenset({"placement"}), care.moves, _YEAR, count=3,
    ),
    Trigger(
        "repeatedly_missing", "Three missing episodes in 90 days",
        "Statutory guidance on children who run away or go missing from home or care (2014): repeat episodes, three or "
        "more in 90 days",
        f"{_LOOKS} what keeps a child from going missing again.",
        frozenset({"missing"}), care.missing, Span(days=90), count=3,
    ),
    Trigger(
        "exploitation_and_missing", "Exploitation found, and missing within 12 months",
        "Statutory guidance on children who run away or go missing from home or care (2014): links with exploitation. "
        "The months are this product's",
        f"{_LOOKS} how agencies together keep a child safe outside the home.",
        frozenset({"need", "assessment", "missing"}), care.exploitation, _YEAR, codes=_EXPLOITATION,
    ),
    Trigger(
        "closed_after_step_down", "Closed within 20 working days of a step-down",
        f"{_WT}, chapter 3: discontinuing a plan, and support afterwards. The 20 working days are this product's",
        f"{_LOOKS} whether help goes on long enough after a protection plan.",
        frozenset({"plan", "closure"}), protection.closed_after_step_down, codes=_PROTECTION, working_days=20,
    ),
    Trigger(
        "return_interview_refused", "Return interview refused twice within 12 months",
        "Statutory guidance on children who run away or go missing from home or care (2014): return interviews. The "
        "months are this product's",
        f"{_LOOKS} how a talk after a missing episode can be offered so that a child wants it.",
        frozenset({"return_interview"}), care.refused, _YEAR, count=2,
    ),
    Trigger(
        "care_leaver_not_in_touch", "Care leaver not in touch",
        "Children Act 1989, section 23C(2): to keep in touch with a former relevant child",
        f"{_LOOKS} what helps young people to stay in touch.",
        frozenset({"care_leaver_contact"}), care.not_in_touch,
    ),
    Trigger(
        "voice_waiting", "Prompt about the child's voice, 20 working days",
        "Children Act 1989, section 22(4) and (5): wishes and feelings. The 20 working days are this product's",
        f"{_LOOKS} what helps a child's view onto the record.",
        frozenset(), telling.waiting, working_days=20, nations=("england", "scotland", "wales", "northern_ireland"),
    ),
)  # fmt: skip
