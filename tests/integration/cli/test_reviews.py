"""`lif reviews`: from a census file with a death to a decision, in a named role only."""

from pathlib import Path

import pytest

from lif_plugin.errors import BadSetting, DecisionRefused, NotAllowed, NotFound, RecordsOnHold
from tests.integration.cli.conftest import Lif

EPISODES = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
1001,1,01/02/2008,WBRI,X1,,
"""
CARE = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
1001,01/06/2017,S,C2,N1,U1,PR1,10/01/2018,E2,,AB1 2CD,AB1 2CD,SC1
"""
ELMSHIRE = ("--agency", "elmshire")
GIVEN = (*ELMSHIRE, "--recommended-by", "SCR Sub-group", "--decided-by", "Chair", "--reason", "It fits.")


@pytest.fixture
def died(ready: Lif, tmp_path: Path) -> Lif:
    """A looked-after child's death on record, by an SSDA903 return."""
    files = [tmp_path / "header.csv", tmp_path / "episodes.csv"]
    for path, text in zip(files, (EPISODES, CARE), strict=True):
        path.write_text(text)
    ready.import_(*files)
    return ready


def link(lif: Lif, review: str) -> str:
    [found] = [row["id"] for row in lif.rows("reviews", "list") if row["review"] == review]
    return str(found)


def test_a_death_in_a_return_is_listed_and_shown_with_criteria_and_their_defects(died: Lif) -> None:
    rows = {row["review"]: row for row in died.rows("reviews", "list", *ELMSHIRE)}
    assert rows.keys() == {
        "serious_incident_notification", "rapid_review", "serious_case_review", "child_death_review",
        "looked_after_death_notification", "local_child_safeguarding_practice_review", "serious_incident_review",
    }  # fmt: skip
    care = rows["looked_after_death_notification"]
    assert (care["case_ref"], care["incident_on"], care["standing"]) == ("1001", "2018-01-10", "met")
    assert (care["clocks"][0]["id"], care["clocks"][0]["state"]) == ("T-02", "not_started")
    assert rows["serious_incident_notification"]["standing"] == "cannot_tell"
    said = died("reviews", "show", rows["serious_case_review"]["id"], *ELMSHIRE)
    assert "together cannot_tell" in said
    assert "mental health" in said
    assert "Cites a 'Mental" in said


def test_days_and_a_decision_are_kept_and_hold_the_record(died: Lif) -> None:
    care = link(died, "looked_after_death_notification")
    died("reviews", "state", care, "aware", *ELMSHIRE, "--on", "2018-01-10")
    [after] = died.rows("reviews", "state", care, "notified", *ELMSHIRE, "--on", "2018-01-18")
    assert (after["clocks"][0]["state"], after["clocks"][0]["due_on"]) == ("late", "2018-01-17")
    [after] = died.rows(
        "reviews", "decide", care, "yes", *GIVEN, "--on", "2018-01-12", "--criterion", "1=met"
    )
    assert after["on_hold"] is True
    assert after["decisions"][0]["criteria"] == [
        {"text": "The child was looked after when they died", "shown": "met", "answer": "met"}
    ]
    with pytest.raises(RecordsOnHold, match="1 case under review: their records are on hold"):
        died("imports", "undo", "1", *ELMSHIRE)
    assert [row["review"] for row in died.rows("reviews", "list", "--undecided")].count(
        "looked_after_death_notification"
    ) == 0


def test_roles_that_may_not_and_what_cannot_be_are_refused(died: Lif) -> None:
    care = link(died, "child_death_review")
    for role in ("worker", "system"):
        with pytest.raises(NotAllowed):
            died("reviews", "list", "--as", role)
        with pytest.raises(NotAllowed):
            died("reviews", "decide", care, "no", *GIVEN, "--as", role)
    with pytest.raises(NotAllowed):
        died("reviews", "decide", care, "no", *GIVEN, "--as", "manager")
    assert died.rows("reviews", "show", care, *ELMSHIRE)[0]["decisions"] == []
    with pytest.raises(NotFound):
        died("reviews", "show", "nowhere", *ELMSHIRE)
    with pytest.raises(BadSetting, match="--criterion"):
        died("reviews", "decide", care, "no", *GIVEN, "--criterion", "9=met")
    with pytest.raises(DecisionRefused, match="No clock of this review"):
        died("reviews", "state", care, "notified", *ELMSHIRE, "--on", "2018-01-12")
