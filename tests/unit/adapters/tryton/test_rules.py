"""What the adapter's own rule rests on, and which ended assessments are nominated for audit."""

from lif_adapter_tryton.mapping import KINDS, SOURCE
from lif_adapter_tryton.plugin import lif_audits, lif_rules
from lif_adapter_tryton.rules import OWN_VIEW
from lif_plugin.domain.template import check_template, kinds_read
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import case, fact

ENDED = fact("assessment", 20240115, "SES", key="12|assessment|5", outcome="done")


def _nominated(*facts: Fact, source: str = SOURCE) -> list[tuple[str, int | None]]:
    return [(one.subject, one.day) for one in lif_audits([case(*facts, source=source)])]


def test_the_rule_is_one_that_can_be_asked_and_reads_only_what_is_told() -> None:
    (rule,) = lif_rules()
    check_template(rule.template)
    assert kinds_read(rule.template) <= KINDS


def test_its_reasons_are_those_that_the_form_offers() -> None:
    assert [one.code for one in OWN_VIEW.exemptions] == [
        "refused",
        "not_safe",
        "too_young",
        "heard_elsewhere",
    ]


def test_an_assessment_that_was_ended_without_a_view_is_nominated() -> None:
    assert _nominated(ENDED) == [("12|assessment|5", 20240115)]


def test_one_with_its_own_view_a_reason_or_still_under_way_is_not() -> None:
    view = fact("view_given", 20240115, "words", key="12|view|5")
    with_reason = fact("assessment", 20240115, "SES", key="12|assessment|5", outcome="done", reason="refused")
    under_way = fact("assessment", 20240115, "SES", key="12|assessment|5", outcome="in_progress")
    assert (_nominated(ENDED, view), _nominated(with_reason), _nominated(under_way)) == ([], [], [])


def test_anothers_view_on_another_assessment_does_not_count() -> None:
    assert len(_nominated(ENDED, fact("view_given", 20240115, "words", key="12|view|6"))) == 1


def test_a_record_of_another_source_is_none_of_its_business() -> None:
    assert _nominated(ENDED, source="primero") == []
