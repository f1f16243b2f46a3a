"""The XML form: which elements are rows of which table, what is odd in it, and where it breaks off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_adapter_ssda903.tables import dictionary, tables
from lif_plugin.domain.record import Event
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.ssda903.reading import Reading, read_files

Take = Callable[..., Reading]
EPISODE = (
    "<EPISODE><DECOM>09/04/2017</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL>"
    "<PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC/><REC/></EPISODE>"
)


def child(header: str = "", *episodes: str, ref: str = "A1") -> str:
    return f"<CHILD><HEADER><CHILDID>{ref}</CHILDID><DOB>17/12/1999</DOB>{header}</HEADER>{''.join(episodes)}</CHILD>"


def written(*children: str) -> str:
    inside = "\n".join(children)
    return f"<EXPSSDA903>\n{inside}\n</EXPSSDA903>\n"


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """``take(child, …)`` reads the XML form of 2017-18 with these children, the first on line 2."""

    def take(*children: str, text: str | None = None) -> Reading:
        path = tmp_path / "return.xml"
        path.write_text(text or written(*children))
        return read_files(path, first_day=20170401, last_day=20180331)

    return take


def test_episode_is_a_placement_with_the_elements_named_as_in_csv(take: Take) -> None:
    placement = take(child("", EPISODE)).of("placement")
    assert placement == [
        Event(
            "placement",
            "A1",
            "placement|A1|20170409",
            20170409,
            {"code": "U4", "seq": 1},
            {"PLACE_PROVIDER": "PR1", "RNE": "S"},
        )
    ]


def test_review_has_the_birth_date_of_its_child(take: Take) -> None:
    review = "<AREVIEW><REVIEW>11/08/2017</REVIEW><REVIEW_CODE>PN4</REVIEW_CODE></AREVIEW>"
    (event,) = take(child(review)).of("review")
    assert (event.fields["code"], event.fields["born_on"]) == ("PN4", 19991217)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("<AMISSING><MISSING>M</MISSING><MIS_START>01/05/2017</MIS_START></AMISSING>", "missing"),
        ("<OC2><SDQ_SCORE>21</SDQ_SCORE></OC2>", "health_check"),
        ("<PERMANENCE><PREV_PERM>P1</PREV_PERM><DATE_PERM>zz/05/2015</DATE_PERM></PERMANENCE>", "previous_permanence"),
        ("<AD_PLACED><DATE_PLACED>01/05/2017</DATE_PLACED></AD_PLACED>", "adoption_step"),
        ("<DATE_INT>01/05/2017</DATE_INT>", "adoption_step"),
        ("<IN_TOUCH>YES</IN_TOUCH>", "care_leaver_contact"),
        ("<UASC>1</UASC>", "need"),
        ("<DUC>17/12/2017</DUC>", "need"),
        ("<SWORKER><SW_ID>W1</SW_ID><SW_DECOM>01/05/2017</SW_DECOM></SWORKER>", "worker"),
        ("<DOLO><DOLO_START>01/05/2017</DOLO_START></DOLO>", "deprivation_of_liberty"),
    ],
)  # fmt: skip
def test_each_table_has_its_place(take: Take, header: str, kind: str) -> None:
    reading = take(child(header))
    assert [event.kind for event in reading.events] == ["birth", kind]
    assert kind in {one.kind for one in reading.delivery.coverage} or kind == "need"


@pytest.mark.parametrize(
    "header", ["<UASC>0</UASC>", "<UASC/>", "<OC2/>", "<PERMANENCE><PREV_PERM/></PERMANENCE>", "<IN_TOUCH/>"]
)
def test_empty_element_is_no_row(take: Take, header: str) -> None:
    reading = take(child(header))
    assert ([event.kind for event in reading.events], len(reading.rows), reading.notices) == (
        ["birth"],
        1,
        [],
    )


def test_what_has_no_row_is_not_covered(take: Take) -> None:
    covered = {one.kind for one in take(child("", EPISODE)).delivery.coverage}
    assert covered == {"birth", "placement", "legal_status", "need", "death", "closure"}


def test_message_says_line_and_child(take: Take) -> None:
    reading = take(child(), child("<AREVIEW><REVIEW>soon</REVIEW></AREVIEW>", ref="A2"))
    assert (reading.refusal.number, reading.refusal.reason) == (3, "unreadable_date")
    assert reading.refusal.message == (
        "Line 3 of return.xml (child 2): REVIEW is no date. Write it as DD/MM/YYYY."
    )


def test_unknown_element_is_told_once_and_kept_out(take: Take) -> None:
    reading = take(child("<NICKNAME>Bo</NICKNAME>"), child("<NICKNAME>Jo</NICKNAME>", ref="A2"))
    assert reading.reasons == [("NICKNAME", "unknown_element")]
    assert "Bo" not in str(reading.events)


def test_stray_text_is_told(take: Take) -> None:
    assert take(child("stray<SEX>1</SEX>")).reasons == [("HEADER", "stray_text")]


def test_truncated_file_keeps_its_children_and_covers_nothing(take: Take) -> None:
    text = written(child(), child(ref="A2"), child(ref="A3"))
    reading = take(text=text[: text.index("A3")])
    assert [event.case_ref for event in reading.events] == ["A1", "A2"]
    assert (reading.refusal.number, reading.refusal.reason) == (4, "child_cut_off")
    assert reading.reasons == [(None, "file_ends_early")]
    assert reading.delivery.coverage == ()


def test_child_larger_than_any_is_refused_and_the_rest_goes_on(take: Take) -> None:
    reading = take(f"<CHILD>{'<A/>' * 20_001}</CHILD>", child())
    assert (reading.refusal.reason, reading.events[0].case_ref) == ("child_too_large", "A1")


def refusal(*paths: Path) -> str:
    with pytest.raises(UnreadableInput) as caught:
        read_files(*paths)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "<Message><Children/></Message>",
            "children in need census; import that with the adapter cin_census",
        ),
        ("<html/>", "is XML, but not the SSDA903 return: its root is not EXPSSDA903"),
        ('<!DOCTYPE e SYSTEM "x.dtd"><EXPSSDA903/>', "declares a document type"),
    ],
    ids=["census", "html", "document type"],
)
def test_other_xml_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "file.xml"
    path.write_text(text)
    assert said in refusal(path)


def test_both_forms_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "return.xml").write_text(written(child()))
    (tmp_path / "reviews.csv").write_text("CHILD,DOB,REVIEW,REVIEW_CODE\nA1,,11/08/2017,PN1\n")
    assert "return.xml is XML" in refusal(tmp_path / "reviews.csv", tmp_path / "return.xml")


def test_year_is_found_from_the_dates_as_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "return.xml"
    ended = EPISODE.replace("<DEC/>", "<DEC>09/06/2017</DEC>")
    path.write_text(written(child("", ended)))
    delivery = read_files(path).delivery
    assert (delivery.scope, delivery.coverage[0].last_day) == ("2017-04-01", 20170609)
    assert delivery.basis.startswith("Collection year 2017-18: 1 of 1 dates in DEC fall into it")


def test_names_of_the_xml_form_are_tables_and_columns() -> None:
    entry = dictionary()["xml"]
    named = {*entry["blocks"].values(), *entry["telling"].values(), *entry["single"], "Header"}
    assert named == tables().keys()
    columns = {column for table in tables().values() for column in table.columns}
    told = {
        *entry["columns"].values(),
        *entry["telling"],
        *(c for cs in entry["single"].values() for c in cs),
    }
    assert told <= columns
