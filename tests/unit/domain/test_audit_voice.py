"""The day to talk, feedback counted, and who is told of a concern next, by the agency's own list."""

import pytest

from lif_plugin.domain.audit_concern import HOUR_MS, ConcernStep, body, next_told
from lif_plugin.domain.audit_voice import Said, Talk, WordKind, feedback_counts, talk_of
from lif_plugin.domain.config.document import read
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting, ConfigRefused

PROPOSED, AGREED = WordKind.PROPOSED, WordKind.AGREED


def test_latest_proposal_stands_until_it_is_agreed() -> None:
    words = [Said(PROPOSED, 20260310, by_auditor=True), Said(WordKind.VIEW, None, by_auditor=False)]
    assert talk_of(words) == Talk(20260310, is_agreed=False, by_auditor=True)
    words += [Said(PROPOSED, 20260312, by_auditor=False), Said(AGREED, 20260312, by_auditor=True)]
    assert talk_of(words) == Talk(20260312, is_agreed=True, by_auditor=False)
    words.append(Said(PROPOSED, 20260320, by_auditor=True))
    assert talk_of(words) == Talk(20260320, is_agreed=False, by_auditor=True)
    assert talk_of([]) is None


def test_feedback_is_counted_by_question_and_what_is_not_answered_is_not() -> None:
    counts = feedback_counts([{"fair": "yes"}, {"fair": "yes", "heard": "no"}, {"other": "yes"}])
    assert {key: dict(one) for key, one in counts.items()} == {
        "fair": {"yes": 2},
        "heard": {"no": 1},
        "useful": {},
    }


def test_the_agencys_own_list_says_who_is_told_after_how_long() -> None:
    told = [{"to": "manager", "hours": 1, "name": "duty_manager"}, {"to": "chair", "hours": 2}]
    steps = read({"audits": {"concerns": told}}).audits.concerns
    assert steps == (ConcernStep(Role.MANAGER, 1, "duty_manager"), ConcernStep(Role.CHAIR, 2))
    assert next_told(steps, [], 0) == 0
    assert (next_told(steps, [0], HOUR_MS - 1), next_told(steps, [0], HOUR_MS)) == (None, 1)
    assert next_told(steps, [0, HOUR_MS], 99 * HOUR_MS) is None


def test_nobody_is_told_who_may_not_read_it_and_somebody_always_is() -> None:
    with pytest.raises(BadSetting):
        ConcernStep(Role.WORKER)
    for wrong in ([], [{"to": "board", "hours": 1}], [{"to": "manager", "hours": 0}]):
        with pytest.raises(ConfigRefused):
            read({"audits": {"concerns": wrong}})


def test_the_message_is_a_link() -> None:
    assert "https://lif.example/audits/7" in body("7", "https://lif.example")
