"""The file: what is no census, which year it is of, what is odd in it, and where it breaks off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_adapter_cin import dictionary as census_dictionary
from lif_adapter_cin.child import MAPPERS
from lif_adapter_cin.dictionary import KINDS, blocks, dictionary
from lif_adapter_cin.wording import NOTICED, REFUSED
from lif_plugin.domain.kinds import KINDS as ALL_KINDS
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.cin.reading import WHO, YEAR, Reading, census, episode, read_files

Take = Callable[..., Reading]
LOOSE = (
    "<CINdetailsCollection><Child>"
    + episode("<CINClosureDate>2023-07-01</CINClosureDate>")
    + ("</Child></CINdetailsCollection>")
)


def refusal(tmp_path: Path, content: str | bytes, name: str = "file.xml") -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UnreadableInput) as caught:
        read_files(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<EXPSSDA903/>", "is not the census but the SSDA903 return; import it with the adapter ssda903."),
        ("CHILD,DOB,REVIEW,REVIEW_CODE\n", "is CSV or other text, not XML; the census is one XML file."),
        ("PK\x03\x04", "is a workbook or a zip archive, not XML"),
        ('{"la_child_id": "A1"}', "is JSON, not XML"),
        ("<html><body/></html>", "is not the children in need census: its root is html, not Message."),
        (census(header="<Collection>SC</Collection>"), "its header says collection SC, not CIN."),
        ("", "is empty"),
    ],
    ids=["ssda903 xml", "ssda903 csv", "workbook", "json", "html", "school census", "empty"],
)
def test_wrong_standard_is_named(tmp_path: Path, content: str, said: str) -> None:
    assert said in refusal(tmp_path, content)


def test_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"nothing\.xml cannot be opened"):
        read_files(tmp_path / "nothing.xml")


def test_document_type_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    text = f'<!DOCTYPE m [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + census(episode("&x;"))
    said = refusal(tmp_path, text)
    assert "declares a document type" in said
    assert "hidden" not in said


def test_entities_that_expand_without_end_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE m [<!ENTITY l0 "lol">{laughs}]>' + census(
        episode("<ReferralSource>&l9;</ReferralSource>")
    )
    assert "declares a document type" in refusal(tmp_path, text)


def test_header_tells_the_year_and_what_is_covered(take: Take) -> None:
    delivery = take(episode()).delivery
    assert (delivery.scope, delivery.rows_expected) == ("2023-04-01", 2)
    assert {(one.first_day, one.last_day) for one in delivery.coverage} == {(20230401, 20240331)}
    assert {one.kind for one in delivery.coverage} == KINDS
    assert delivery.basis == "Census year 2023-24, reference date 31 March 2024, by the header."


@pytest.mark.parametrize(
    ("header", "scope", "first", "last"),
    [
        ("<Year>2024</Year>", "2023-04-01", 20230401, 20240331),
        ("<ReferenceDate>2022-07-21</ReferenceDate>", "2022-04-01", 20220401, 20220721),
        (
            f"{YEAR}<Source><DateTime>2024-01-15T10:00:00</DateTime></Source>",
            "2023-04-01",
            20230401,
            20240115,
        ),
        (
            f"{YEAR}<Source><DateTime>2024-06-15T10:00:00</DateTime></Source>",
            "2023-04-01",
            20230401,
            20240331,
        ),
        (f"{YEAR}<Source><DateTime>1999-01-01</DateTime></Source>", "2023-04-01", 20230401, 20240331),
        ("<ReferenceDate>2027-03-31</ReferenceDate>", "2026-04-01", 20260401, 20261122),
    ],
    ids=["year only", "day in the year", "made before", "made after", "made never", "received before"],
)
def test_period_by_header(take: Take, header: str, scope: str, first: int, last: int) -> None:
    delivery = take(episode(), header=header).delivery
    assert (delivery.scope, delivery.coverage[0].first_day, delivery.coverage[0].last_day) == (
        scope,
        first,
        last,
    )


def test_year_that_does_not_fit_its_date_is_told(take: Take) -> None:
    basis = take(episode(), header=YEAR.replace(">2024<", ">2023<")).delivery.basis
    assert basis.endswith("; the header's Year is not 2024, as it should be for that date.")


def test_what_was_told_goes_first(take: Take) -> None:
    delivery = take(episode(), first_day=20220401, last_day=20230331).delivery
    assert (delivery.scope, delivery.coverage[0].last_day) == ("2022-04-01", 20230331)


def test_period_that_ends_before_it_begins_is_refused(take: Take) -> None:
    with pytest.raises(UnreadableInput, match="ends before it begins"):
        take(episode(), first_day=20230401, last_day=20220331)


def test_header_without_a_date_is_refused_with_what_to_do(take: Take) -> None:
    with pytest.raises(UnreadableInput, match="no readable ReferenceDate and no Year"):
        take(episode(), header="<Collection>CIN</Collection>")


def test_root_that_does_not_conform_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    said = refusal(tmp_path, LOOSE)
    assert "is no valid census: its root is CINdetailsCollection, not Message" in said
    assert "give the first and the last day of the period" in said


def test_root_that_does_not_conform_is_read_where_the_period_is_told(tmp_path: Path) -> None:
    path = tmp_path / "loose.xml"
    path.write_text(LOOSE)
    reading = read_files(path, first_day=20230401, last_day=20240331)
    assert [event.kind for event in reading.events] == ["referral", "case", "closure"]
    assert reading.reasons == [(None, "no_header"), ("CINClosureDate", "odd_case")]


def test_unknown_element_is_kept_out_and_told_once(take: Take) -> None:
    odd = "<ReferralSource>6</ReferralSource><Nickname>Bo</Nickname><Nickname>Jo</Nickname>"
    reading = take(episode(odd))
    assert reading.reasons == [("Nickname", "unknown_element")]
    assert not {"Bo", "Jo"} & set(str(reading.events).split("'"))


def test_purge_flag_of_the_daily_feed_takes_nothing_away(take: Take) -> None:
    reading = take(episode() + "<purge>true</purge>")
    assert (reading.one("referral").case_ref, reading.reasons) == ("A1", [("purge", "unknown_element")])


def test_child_of_whom_only_the_id_is_left_is_a_row_without_facts(take: Take) -> None:
    reading = take(WHO)
    assert (len(reading.rows), reading.events, reading.notices) == (1, [], [])


def test_stray_text_is_told_and_in_no_value(take: Take) -> None:
    reading = take(
        episode("<ReferralSource>6</ReferralSource>PersonBirthDate<PrimaryNeedCode>N1</PrimaryNeedCode>")
    )
    assert (reading.one("referral").fields["code"], reading.one("need").fields["code"]) == ("6", "N1")
    assert reading.reasons == [("CINdetails", "stray_text")]


def test_doubled_element_is_told_and_its_first_is_read(take: Take) -> None:
    reading = take(episode("<ReferralSource>6</ReferralSource><ReferralSource>7</ReferralSource>"))
    assert reading.one("referral").fields["code"] == "6"
    assert reading.reasons == [("ReferralSource", "doubled_element")]


def test_order_of_elements_does_not_matter(take: Take) -> None:
    reading = take(
        f"<CINdetails><ReferralSource>6</ReferralSource><CINreferralDate>2023-05-02</CINreferralDate></CINdetails>{WHO}"
    )
    assert reading.one("referral").key == "referral|A1|20230502"


def test_truncated_file_keeps_its_children_and_covers_nothing(tmp_path: Path) -> None:
    text = census(episode(), episode().replace(">A1<", ">A2<"), episode().replace(">A1<", ">A3<"))
    path = tmp_path / "cut.xml"
    path.write_text(text[: text.index("A3") + 40])
    reading = read_files(path)
    assert [event.case_ref for event in reading.of("referral")] == ["A1", "A2"]
    assert (reading.refusal.number, reading.refusal.reason) == (6, "child_cut_off")
    assert reading.reasons == [(None, "file_ends_early")]
    assert reading.delivery.coverage == ()
    assert "breaks off at line 6, so nothing is taken as covered" in reading.delivery.basis


def test_file_that_breaks_in_the_middle_keeps_what_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text(census(episode(), episode("<ReferralSource>A & B</ReferralSource>"), episode()))
    reading = read_files(path)
    assert (len(reading.rows), reading.refusal.number) == (2, 5)
    assert reading.reasons == [(None, "not_well_formed")]


def test_child_larger_than_any_is_refused_and_the_rest_goes_on(take: Take) -> None:
    reading = take("<a/>" * 20_001, episode())
    assert (reading.refusal.reason, reading.refusal.number) == ("child_too_large", 4)
    assert reading.one("referral").case_ref == "A1"


def test_file_that_is_not_utf_8_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_bytes(census(episode().replace("A1", "Zoë")).encode("cp1252"))
    reading = read_files(path)
    assert (reading.one("referral").case_ref, reading.reasons) == ("Zoë", [(None, "encoding")])


def test_folder_stands_for_its_one_xml_file(tmp_path: Path) -> None:
    (tmp_path / "census.xml").write_text(census(episode()))
    (tmp_path / "notes.txt").write_text("ours")
    delivery = read_files(tmp_path).delivery
    assert [Path(file).name for file in delivery.files] == ["census.xml"]
    assert delivery.basis.endswith("Not looked at, being no XML: notes.txt.")


def test_two_files_at_once_are_refused(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(census(episode()))
    with pytest.raises(UnreadableInput, match=r"a\.xml and b\.xml are two files; a census is one"):
        read_files(tmp_path)


def test_folder_without_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="There is no XML file here"):
        read_files(tmp_path)


def test_dictionary_holds_together() -> None:
    held = {name for block in blocks().values() for name in block.holds}
    assert held | {"Child"} == blocks().keys()
    assert MAPPERS.keys() == blocks()["CINdetails"].holds
    assert dictionary()["years"].keys() <= {
        name for block in blocks().values() for name in block.elements | block.holds
    }
    assert ALL_KINDS.keys() >= KINDS


def test_the_readme_names_every_kind_every_reason_and_what_is_left_out() -> None:
    text = Path(census_dictionary.__file__).with_name("README.md").read_text(encoding="utf-8")
    left_out = {name for block in blocks().values() for name in block.left_out}
    wanted = KINDS | REFUSED.keys() | NOTICED.keys() | left_out
    assert [name for name in sorted(wanted) if f"`{name}`" not in text] == []
