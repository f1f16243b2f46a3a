"""Who a child is: birth with sex and ethnicity, death, disabilities."""

from collections.abc import Callable

import pytest

from lif_plugin.domain.record import Event
from tests.unit.adapters.cin.reading import Reading, episode

Take = Callable[..., Reading]


def child(identifiers: str = "", characteristics: str = "") -> str:
    return (
        f"<ChildIdentifiers><LAchildID>A1</LAchildID>{identifiers}</ChildIdentifiers>"
        f"<ChildCharacteristics>{characteristics}</ChildCharacteristics>"
    )


BORN = "<PersonBirthDate>2015-03-27</PersonBirthDate>"


def test_birth_says_sex_and_ethnicity(take: Take) -> None:
    reading = take(child(f"{BORN}<GenderCurrent>2</GenderCurrent>", "<Ethnicity>MWBC</Ethnicity>"))
    assert reading.events == [
        Event(
            "birth",
            "A1",
            "birth|A1|-",
            20150327,
            {"code": "F", "code_raw": "2", "born_on": 20150327, "seq": 1},
            {"Ethnicity": "MWBC"},
        )
    ]


@pytest.mark.parametrize(("text", "code"), [("0", "U"), ("1", "M"), ("2", "F"), ("9", "U")])
def test_current_gender_of_older_files_is_read(take: Take, text: str, code: str) -> None:
    reading = take(child(f"{BORN}<GenderCurrent>{text}</GenderCurrent>"))
    assert (reading.one("birth").fields["code"], reading.reasons) == (code, [])


def test_old_sex_code_in_a_newer_file_keeps_its_meaning_and_is_noticed(take: Take) -> None:
    header = "<ReferenceDate>2025-03-31</ReferenceDate>"
    reading = take(child(f"{BORN}<Sex>1</Sex>"), header=header)
    assert reading.one("birth").fields["code"] == "M"
    assert reading.reasons == [("Sex", "code_not_in_collection")]


@pytest.mark.parametrize(("name", "year"), [("GenderCurrent", 2025), ("Sex", 2024)])
def test_element_of_other_years_is_read_and_noticed(take: Take, name: str, year: int) -> None:
    reading = take(
        child(f"{BORN}<{name}>{'2' if name == 'GenderCurrent' else 'F'}</{name}>"),
        header=f"<ReferenceDate>{year}-03-31</ReferenceDate>",
    )
    assert reading.one("birth").fields["code"] == "F"
    assert (name, "element_not_in_collection") in reading.reasons


def test_empty_elements_are_unknown_and_no_oddity(take: Take) -> None:
    reading = take(child(f"{BORN}<GenderCurrent/><PersonDeathDate/>", "<Ethnicity/><Disabilities/>"))
    assert reading.one("birth").fields == {"born_on": 20150327, "seq": 1}
    assert (len(reading.events), reading.notices) == (1, [])


def test_unborn_child_has_no_birth(take: Take) -> None:
    reading = take(child("<ExpectedPersonBirthDate>2024-06-01</ExpectedPersonBirthDate>"))
    assert (len(reading.rows), reading.events) == (1, [])


def test_death_has_its_day(take: Take) -> None:
    reading = take(child(f"{BORN}<PersonDeathDate>2023-10-08</PersonDeathDate>"))
    assert reading.one("death") == Event("death", "A1", "death|A1|-", 20231008, {"seq": 1}, {})


def test_death_shown_by_the_closure_only_is_kept_without_its_day(take: Take) -> None:
    closed = "<CINclosureDate>2023-12-01</CINclosureDate><ReasonForClosure>RC2</ReasonForClosure>"
    reading = take(episode(closed))
    death = reading.one("death")
    assert (death.key, death.occurred_day, death.precision) == ("death|A1|20230502", 20231201, "period")
    assert reading.reasons == [("ReasonForClosure", "no_death_date")]


def test_death_is_stated_once(take: Take) -> None:
    died = "<ChildIdentifiers><LAchildID>A1</LAchildID><PersonDeathDate>2023-11-30</PersonDeathDate></ChildIdentifiers>"
    closed = "<CINclosureDate>2023-12-01</CINclosureDate><ReasonForClosure>RC2</ReasonForClosure>"
    text = f"{died}<CINdetails><CINreferralDate>2023-05-02</CINreferralDate>{closed}</CINdetails>"
    assert take(text).one("death").occurred_day == 20231130


def test_each_disability_is_a_need_of_the_period(take: Take) -> None:
    listed = "<Disabilities><Disability>COMM</Disability><Disability>aut</Disability></Disabilities>"
    reading = take(child("", listed))
    assert [(event.key, event.occurred_day, event.precision) for event in reading.of("need")] == [
        ("need|A1|-|COMM|2023-04-01", 20230401, "period"),
        ("need|A1|-|AUT|2023-04-01", 20230401, "period"),
    ]
    assert reading.of("need")[1].fields == {"code": "AUT", "code_raw": "aut", "seq": 1}


def test_no_disability_is_no_need_but_known(take: Take) -> None:
    reading = take(child(BORN, "<Disabilities><Disability>NONE</Disability></Disabilities>"))
    assert (reading.of("need"), reading.one("birth").detail) == ([], {"Disability": ["NONE"]})


def test_birth_date_that_is_none_is_told_and_the_rest_is_in(take: Take) -> None:
    reading = take(child("<PersonBirthDate>2015-13-27</PersonBirthDate>"), episode())
    assert [event.kind for event in reading.events] == ["referral", "case"]
    assert reading.notices[0].message == (
        "Line 4 of census.xml (child 1): PersonBirthDate is no date; the row is kept with the text beside it. "
        "Write it as YYYY-MM-DD."
    )


def test_child_that_comes_twice_is_kept_twice(take: Take) -> None:
    other = BORN.replace("27", "28")
    reading = take(child(BORN), child(other))
    assert [(event.key, event.fields["seq"]) for event in reading.events] == [
        ("birth|A1|-", 1),
        ("birth|A1|-#2", 2),
    ]
    assert reading.reasons == [("LAchildID", "repeated_key")]


@pytest.mark.parametrize(
    ("ref", "reason"), [("", "no_child"), ("A" * 101, "child_too_long")], ids=["empty", "long"]
)
def test_child_without_an_id_is_refused_with_all_its_rows(take: Take, ref: str, reason: str) -> None:
    nobody = episode("<Section47><S47ActualStartDate>2023-05-02</S47ActualStartDate></Section47>").replace(
        ">A1<", f">{ref}<"
    )
    reading = take(nobody, episode())
    assert [refused.reason for refused in reading.rejected] == [reason] * 3
    assert {event.case_ref for event in reading.events} == {"A1"}


@pytest.mark.parametrize("name", ["UPN", "FormerUPN", "UPNunknown"])
def test_pupil_numbers_are_not_taken(take: Take, name: str) -> None:
    reading = take(child(f"{BORN}<{name}>Z999</{name}>"))
    assert "Z999" not in str(reading.events)
    assert reading.notices == []
