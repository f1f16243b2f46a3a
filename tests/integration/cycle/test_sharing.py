"""A briefing reaches people: acknowledged once each, counted by agency, never listed by person to others."""

import pytest

from lif_plugin.cycle.desk import CycleRefused, NotOurWord
from lif_plugin.cycle.sharing import NewBriefing, Reach, acknowledge, expect_readers, reach_of, send_briefing
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import PARTNER, QUALITY, STRANGER, WORKER, Partners, person


@pytest.fixture
def derby(store: Store) -> Partners:
    return Partners(store, "derby_cypd_2014")


def sent(derby: Partners) -> str:
    way = derby.desk.framework("derby_cypd_2014").dissemination[0].id
    return send_briefing(
        derby.desk,
        QUALITY,
        NewBriefing("elm", way, "Ask the child alone", "What we learnt", "All staff", 20260305),
    )


def test_each_person_counts_once(derby: Partners) -> None:
    one = sent(derby)
    expect_readers(derby.desk, QUALITY, one, 3)
    for viewer in (WORKER, WORKER, QUALITY):
        acknowledge(derby.desk, viewer, one)
    assert reach_of(derby.desk, QUALITY, one) == [Reach("elmshire", 2, 3)]


def test_partner_reads_it_and_sees_no_reader_of_ours(derby: Partners) -> None:
    one = sent(derby)
    expect_readers(derby.desk, QUALITY, one, 3)
    acknowledge(derby.desk, WORKER, one)
    acknowledge(derby.desk, person("oakhealth", Role.WORKER), one)
    assert reach_of(derby.desk, PARTNER, one) == [Reach("elmshire", 0, 3), Reach("oakhealth", 1, None)]


def test_strangers_find_nothing(derby: Partners) -> None:
    with pytest.raises(NotFound):
        acknowledge(derby.desk, STRANGER, sent(derby))


def test_way_the_framework_does_not_have_is_refused(derby: Partners) -> None:
    with pytest.raises(NotOurWord, match="way of sharing"):
        send_briefing(derby.desk, QUALITY, NewBriefing("elm", "smoke_signals", "T", "X", "All", 20260305))


def test_readers_are_expected_once(derby: Partners) -> None:
    one = sent(derby)
    expect_readers(derby.desk, QUALITY, one, 3)
    with pytest.raises(CycleRefused):
        expect_readers(derby.desk, QUALITY, one, 4)


def test_worker_sends_none(derby: Partners) -> None:
    with pytest.raises(NotAllowed):
        send_briefing(derby.desk, WORKER, NewBriefing("elm", "x", "T", "X", "All", 20260305))
