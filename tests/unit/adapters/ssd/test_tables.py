"""Rows of the dataset as events, with what case systems make of them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lif_adapter_ssd.dictionary import recognise, tables
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.ssd.reading import Reading, read_set

Take = Callable[..., Reading]
REVIEWS = "clar_cla_review_id,clar_cla_id,clar_cla_review_due_date,clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation"
CARE = "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason,clae_cla_id\nE1,INV1,2023-01-01,,,L1"
MISSING = "miss_table_id,miss_person_id,miss_missing_episode_start_date,miss_missing_episode_type,miss_missing_episode_end_date,miss_missing_rhi_offered,miss_missing_rhi_accepted"
CIN_VISITS = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_cin_visit_seen_alone,cinv_cin_visit_bedroom"
ASSESSMENTS = "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date,cina_assessment_child_seen,cina_assessment_auth_date"
FACTORS = "cinf_table_id,cinf_assessment_id,cinf_assessment_factors_json"
PERSON = "pers_person_id,pers_forename,pers_sex,pers_dob,pers_death_date"


def test_all_tables_are_known_by_their_columns() -> None:
    assert len(tables()) == 48
    assert {name: (found := recognise(table.columns)) and found.name for name, table in tables().items()} == {
        name: name for name in tables()
    }


@pytest.mark.parametrize("written", ["1900-01-01", "1900-01-01 00:00:00.000", "01/01/1900", "", "NULL"])
def test_day_that_is_none_leaves_an_assessment_open(take: Take, written: str) -> None:
    event = take(ssd_cin_assessments=f"{ASSESSMENTS}\nA1,INV1,R1,2024-01-05,Y,{written}").one("assessment")
    assert (event.until_day, event.occurred_day, event.fields["seen"]) == (None, 20240105, "yes")


def test_review_belongs_to_the_child_of_its_care_period(take: Take) -> None:
    event = take(ssd_cla_episodes=CARE, ssd_cla_reviews=f"{REVIEWS}\nRV1,L1,,2024-02-01,N,PN2").one("review")
    assert (event.case_ref, event.key, event.fields) == ("INV1", "review|RV1", {"code": "PN2", "held": "yes"})


def test_review_of_a_care_period_that_is_not_there_is_refused_with_the_remedy(take: Take) -> None:
    reading = take(ssd_cla_episodes=CARE, ssd_cla_reviews=f"{REVIEWS}\nRV1,L9,,2024-02-01,N,PN2")
    (refusal,) = reading.rejected
    assert (refusal.file, refusal.number, refusal.field, refusal.reason) == (
        "ssd_cla_reviews.csv",
        2,
        "clar_cla_id",
        "no_child",
    )
    assert "export the table that joins it" in refusal.message


def test_review_that_was_cancelled_was_not_held(take: Take) -> None:
    rows = f"{REVIEWS}\nRV1,L1,,2024-02-01,Y,PN2"
    assert take(ssd_cla_episodes=CARE, ssd_cla_reviews=rows).one("review").fields["held"] == "no"


def test_review_that_is_only_due_is_no_event(take: Take) -> None:
    reading = take(ssd_cla_episodes=CARE, ssd_cla_reviews=f"{REVIEWS}\nRV1,L1,2024-05-01,,N,")
    assert (reading.of("review"), reading.reasons) == ([], [("clar_cla_review_date", "not_yet")])


def test_local_phrase_is_kept_and_its_meaning_unknown(take: Take) -> None:
    reading = take(ssd_cla_episodes=CARE, ssd_cla_reviews=f"{REVIEWS}\nRV1,L1,,2024-02-01,N,Drew a picture")
    assert reading.one("review").fields == {"code_raw": "Drew a picture", "held": "yes"}
    assert reading.reasons == [("clar_cla_review_participation", "local_phrase")]


def test_blank_seen_is_unknown_and_no_is_no(take: Take) -> None:
    rows = f"{CIN_VISITS}\nV1,INV1,2024-01-05,N,,\nV2,INV1,2024-01-06,Y,N,Y"
    first, second = take(ssd_cin_visits=rows).of("visit")
    assert first.fields == {"code": "CIN", "held": "yes", "seen": "no"}
    assert second.fields == {"code": "CIN", "held": "yes", "seen": "yes", "alone": "no"}


def test_no_is_unknown_where_blank_was_turned_into_no(take: Take) -> None:
    rows = f"{CIN_VISITS}\nV1,INV1,2024-01-05,N,N,\nV2,INV1,2024-01-06,Y,N,"
    reading = take(ssd_cin_visits=rows)
    assert [event.fields.get("seen") for event in reading.of("visit")] == [None, "yes"]
    assert reading.of("visit")[0].detail["cinv_cin_visit_seen_raw"] == "N"
    assert reading.reasons == [
        ("cinv_cin_visit_seen", "blank_as_no"),
        ("cinv_cin_visit_seen_alone", "blank_as_no"),
    ]


@pytest.mark.parametrize(("vendor", "seen"), [("eclipse", None), ("mosaic", "no"), ("Liquidlogic", "no")])
def test_what_the_settings_say_of_the_case_system_goes_first(
    take: Take, vendor: str, seen: str | None
) -> None:
    rows = f"{CIN_VISITS}\nV1,INV1,2024-01-05,N,N,"
    event = take(toml=f'vendor = "{vendor}"', ssd_cin_visits=rows).one("visit")
    assert event.fields.get("seen") == seen


def test_interview_has_no_day_of_its_own(take: Take) -> None:
    event = take(ssd_missing=f"{MISSING}\nM1,INV1,2024-01-05,M,2024-01-06,Y,N").one("return_interview")
    assert (event.occurred_day, event.precision, event.fields) == (
        20240106,
        "period",
        {"offered": "yes", "accepted": "no"},
    )


def test_interview_of_which_nothing_is_said_is_no_event(take: Take) -> None:
    assert take(ssd_missing=f"{MISSING}\nM1,INV1,2024-01-05,M,2024-01-06,,").of("return_interview") == []


@pytest.mark.parametrize(
    "written", ['"[""11A"", ""3A""]"', '"{""11A"": ""Yes"", ""3A"": ""Y"", ""1A"": ""No""}"']
)
def test_factors_are_needs_from_a_list_or_an_object(take: Take, written: str) -> None:
    reading = take(
        ssd_cin_assessments=f"{ASSESSMENTS}\nA1,INV1,R1,2024-01-05,Y,2024-02-05",
        ssd_assessment_factors=f"{FACTORS}\nF1,A1,{written}",
    )
    found = {(event.fields["code"], event.occurred_day, event.case_ref) for event in reading.of("need")}
    assert found == {("11A", 20240205, "INV1"), ("3A", 20240205, "INV1")}


def test_factors_that_are_no_json_are_noticed_by_row(take: Take) -> None:
    reading = take(
        ssd_cin_assessments=f"{ASSESSMENTS}\nA1,INV1,R1,2024-01-05,Y,",
        ssd_assessment_factors=f"{FACTORS}\nF1,A1,[3A",
    )
    assert reading.reasons == [("cinf_assessment_factors_json", "unreadable_json")]
    assert reading.notices[-1].message.startswith("Row 2 of ssd_assessment_factors.csv")


@pytest.mark.parametrize(
    "row", ["SSD_PH,SSD_PH,SSD_PH,1900-01-01,SSD_PH", ",,,,", "NULL,NULL,NULL,NULL,NULL"]
)
def test_table_that_is_not_built_holds_no_fact_and_covers_nothing(take: Take, row: str) -> None:
    reading = take(ssd_person=f"{PERSON}\n{row}", ssd_missing=f"{MISSING}\nM1,INV1,2024-01-05,M,2024-01-06,,")
    assert reading.of("birth") == []
    assert [entry.kind for entry in reading.delivery.coverage] == ["missing"]


def test_names_are_not_taken_even_where_a_row_is_refused(take: Take) -> None:
    reading = take(ssd_person=f"{PERSON}\nINV1,Forename,F,2011-03-04,\n,Forename,F,2011-03-04,")
    assert len(reading.rejected) == 1
    assert "Forename" not in str((reading.events, reading.rejected, reading.notices))


def test_repeated_id_is_kept_apart_and_noticed(take: Take) -> None:
    row = "M1,INV1,2024-01-05,M,2024-01-06,,"
    reading = take(ssd_missing=f"{MISSING}\n{row}\n{row}")
    assert [event.key for event in reading.of("missing")] == ["missing|M1", "missing|M1#2"]
    assert reading.reasons == [("miss_table_id", "repeated_key")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("M1,INV1,soon,M,,,", "unreadable_date"),
        ("M1,INV1,1900-01-01,M,,,", "no_date"),
        ("M1,INV1,2024-01-05", "cell_count"),
    ],
)
def test_row_that_cannot_be_placed_is_refused_and_the_rest_is_in(take: Take, row: str, reason: str) -> None:
    reading = take(ssd_missing=f"{MISSING}\n{row}\nM2,INV1,2024-01-05,M,,,")
    (refusal,) = reading.rejected
    assert (refusal.number, refusal.reason, len(reading.of("missing"))) == (2, reason, 1)
    assert refusal.message.startswith("Row 2 of ssd_missing.csv: ")


def test_byte_order_mark_and_semicolons_do_not_matter(take: Take) -> None:
    text = f"{MISSING}\nM1,INV1,2024-01-05,M,,,".replace(",", ";")
    assert take(ssd_missing=f"\ufeff{text}").one("missing").case_ref == "INV1"


def test_file_of_another_standard_is_refused_by_name(take: Take) -> None:
    with pytest.raises(
        UnreadableInput, match=r"reviews\.csv is no table of the Standard Safeguarding Dataset"
    ):
        take(reviews="CHILD,DOB,REVIEW,REVIEW_CODE\nA1,,11/08/2017,PN1")


def test_table_that_comes_twice_is_refused(take: Take) -> None:
    with pytest.raises(UnreadableInput, match=r"a\.csv and b\.csv are both the table ssd_missing"):
        take(a=MISSING, b=MISSING)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('vendor = "acme"', "no vendor of that name"),
        ("password = 1", "not known or is no text: password"),
        ("url = ", "cannot be read as TOML"),
        ('url_from = "LIF_TEST_NOT_SET"', "a variable of the environment that is not set"),
        ('url = "nodriver://x:secret@y/z"', "address in ssd.toml cannot be used"),
    ],
)
def test_odd_settings_are_refused_without_their_values(take: Take, toml: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said) as refusal:
        take(toml=toml, ssd_missing=MISSING)
    assert "secret" not in f"{refusal.value}{refusal.value.hint}"


def test_last_day_is_the_latest_of_what_happened(take: Take) -> None:
    rows = f"{MISSING}\nM1,INV1,2024-01-05,M,,,\nM2,INV1,2024-01-20,M,,,\nM3,INV1,2025-09-09,M,,,"
    (stated,) = take(last_day=None, ssd_missing=rows).delivery.coverage
    assert (stated.kind, stated.first_day, stated.last_day) == ("missing", 20180120, 20240120)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with two tables of the dataset and one of others, and the settings that lead to it."""
    path = tmp_path / "case.db"
    with sqlite3.connect(path) as connection:
        columns = ", ".join(MISSING.split(","))
        connection.execute(f"CREATE TABLE SSD_MISSING ({columns})")
        connection.execute(
            "INSERT INTO SSD_MISSING VALUES ('M1', 'INV1', '2024-01-05', 'M', '2024-01-06', 'Y', NULL)"
        )
        connection.execute("CREATE TABLE ssd_person (pers_person_id, pers_forename, pers_dob)")
        connection.execute("INSERT INTO ssd_person VALUES ('INV1', 'Forename', '2011-03-04')")
        connection.execute("CREATE TABLE payroll (pers_person_id)")
    connection.close()
    settings = tmp_path / "ssd.toml"
    settings.write_text(f'url = "sqlite:///{path}"')
    return settings


def test_database_gives_the_same_events_as_files(database: Path, take: Take) -> None:
    stored = read_set(database)
    database.unlink()
    filed = take(
        ssd_missing=f"{MISSING}\nM1,INV1,2024-01-05,M,2024-01-06,Y,",
        ssd_person="pers_person_id,pers_forename,pers_dob\nINV1,Forename,2011-03-04",
    )
    assert sorted(map(str, stored.events)) == sorted(map(str, filed.events))
    assert len(stored.events) == 3


def test_database_is_known_up_to_the_day_it_is_read(database: Path) -> None:
    assert {entry.last_day for entry in read_set(database, last_day=None).delivery.coverage} == {20261122}


def test_address_may_stand_in_the_environment(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIF_TEST_SSD", database.read_text().split('"')[1])
    database.write_text('url_from = "LIF_TEST_SSD"')
    assert len(read_set(database).events) == 3


def test_database_without_its_tables_is_refused(tmp_path: Path) -> None:
    settings = tmp_path / "ssd.toml"
    settings.write_text(f'url = "sqlite:///{tmp_path / "empty.db"}"')
    with pytest.raises(UnreadableInput, match="no table here that holds facts"):
        read_set(settings)


def test_a_family_number_makes_a_household_without_a_day_of_its_own(take: Take) -> None:
    rows = "fami_table_id,fami_family_id,fami_person_id\nT1,F-7,INV1\nT2,F-7,INV2\nT3,,INV3"
    missing = f"{MISSING}\nM1,INV1,2024-01-05,M,2024-01-06,,"
    found = take(ssd_family=rows, ssd_missing=missing).of("household")
    assert [(event.case_ref, event.fields, event.precision) for event in found] == [
        ("INV1", {"code": "F-7"}, "period"),
        ("INV2", {"code": "F-7"}, "period"),
    ]
