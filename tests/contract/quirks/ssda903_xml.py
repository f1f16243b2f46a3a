"""The quirks of the SSDA903 return as XML."""

from typing import Final

import lif_adapter_ssda903
from tests.contract.quirks.case import GOOD, ODD, ZIP, Case, Form, Outcome, apart, named, of

WHO: Final = "<SEX>1</SEX><DOB>01/02/2011</DOB><ETHNIC>WBRI</ETHNIC>"
QUIET: Final = (
    f"<CHILD><HEADER><CHILDID>{GOOD}</CHILDID>{WHO}</HEADER>"
    "<EPISODE><DECOM>01/05/2023</DECOM><PL>U1</PL></EPISODE></CHILD>"
)
WHERE: Final = "Line 3 of return.xml (child 1)"
DOCTYPE: Final = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def xml(*children: str, before: str = "", after: str = "\n</EXPSSDA903>\n") -> dict[str, bytes]:
    text = "\n".join((*children, QUIET))
    return {"return.xml": f'<?xml version="1.0"?>\n{before}<EXPSSDA903>\n{text}{after}'.encode()}


def child(inside: str = "", header: str = "", ref: str = ODD) -> str:
    who = "" if "<DOB>" in header else WHO
    return f"<CHILD><HEADER><CHILDID>{ref}</CHILDID>{who}{header}</HEADER>{inside}</CHILD>"


def review(day: str = "12/07/2023", code: str = "PN4") -> str:
    return f"<AREVIEW><REVIEW>{day}</REVIEW><REVIEW_CODE>{code}</REVIEW_CODE></AREVIEW>"


def born(day: str) -> str:
    return f"<SEX>1</SEX><DOB>{day}</DOB><ETHNIC>WBRI</ETHNIC><UPN>A123456789012</UPN>"


CASES: Final = {
    "bom": Case({"return.xml": b"\xef\xbb\xbf" + xml(child(header=review()))["return.xml"]}, Outcome.READ,
                holds=lambda events: len(of(events, "review")) == 1),
    "five_digit_year": Case(xml(child(header=review("12/07/20233"))), Outcome.REJECTED, "unreadable_date", WHERE,
                            "REVIEW", "Write it as DD/MM/YYYY"),
    "iso_dates": Case(xml(child(header=review("2023-07-12"))), Outcome.NOTICED, "iso_dates", "return.xml", "YYYY-MM-DD",
                      "read as such", lambda events: of(events, "review")[0].occurred_day == 20230712),
    "three_births": Case(
        xml(*(child(header=born(f"0{day}/03/2010") + review(f"1{day}/07/2023", "PN1")) for day in (1, 2, 3))),
        Outcome.NOTICED, "another_birth_date", "Line 4 of return.xml (child 2)", "DOB",
        "correct it in the case system",
        lambda events: {one.fields["born_on"] for one in of(events, "review")} == {20100301, 20100302, 20100303}),
    "error_cell": Case(xml(child(header=review(code="#N/A"))), Outcome.NOTICED, "unknown_code", WHERE, "REVIEW_CODE",
                       "its meaning is unknown", lambda events: named(of(events, "review")[0]) is None),
    "odd_blanks": Case(xml(child(header=review("\N{NO-BREAK SPACE}12/07/2023", " PN4\N{NO-BREAK SPACE}"))), Outcome.READ,
                       holds=lambda events: named(of(events, "review")[0]) == "PN4"),
    "empty_element": Case(xml(child("<EPISODE/>", "<AREVIEW></AREVIEW>" + review())), Outcome.READ,
                          holds=lambda events: len(of(events, "review")) == 1),
    "stray_text": Case(xml(child(header="<AREVIEW>gone<REVIEW>12/07/2023</REVIEW></AREVIEW>")), Outcome.NOTICED,
                       "stray_text", WHERE, "AREVIEW", "Look for a missing tag",
                       lambda events: len(of(events, "review")) == 1),
    "partial_date": Case(
        xml(child(header="<PERMANENCE><PREV_PERM>P1</PREV_PERM><DATE_PERM>zz/05/2020</DATE_PERM></PERMANENCE>")),
        Outcome.READ, holds=lambda events: of(events, "previous_permanence")[0].occurred_day == 20200501),
    "yes_spellings": Case(
        xml(child(header="<OC2><HEALTH_CHECK>True</HEALTH_CHECK><TEETH_CHECK>1</TEETH_CHECK>"
                  "<IMMUNISATIONS>true</IMMUNISATIONS></OC2>")), Outcome.READ,
        holds=lambda events: set(of(events, "health_check")[0].detail.values()) == {"yes"}),
    "unknown_column": Case(xml(child("<SHOE>39</SHOE>", review())), Outcome.NOTICED, "unknown_element", "return.xml",
                           "SHOE", "not read"),
    "code_withdrawn": Case(xml(child("<EPISODE><DECOM>01/05/2023</DECOM><PL>K3</PL></EPISODE>")), Outcome.NOTICED,
                           "code_not_in_collection", WHERE, "PLACE", "a code of other collections; it is kept",
                           lambda events: named(of(events, "placement")[0]) == "K3"),
    "filler_date": Case(xml(child("<EPISODE><DECOM>01/05/2023</DECOM><PL>U1</PL><DEC>01/01/1900</DEC></EPISODE>")),
                        Outcome.NOTICED, "filler_dates", "return.xml", "1 January 1900", "count as not recorded",
                        lambda events: of(events, "placement")[0].until_day is None),
    "adopted": Case(xml(child(header=born("01/03/2020")), child(header=born("01/03/2020"), ref="NEW-9")), Outcome.READ,
                    holds=apart("A123456789012")),
    "truncated": Case({"return.xml": xml(after="\n" + child(header=review()))["return.xml"][:-25]}, Outcome.REJECTED,
                      "child_cut_off", "Line 4 of return.xml (child 2)", "torn", "Export the file again"),
    "zip_bomb": Case({"return.xml": ZIP}, Outcome.REFUSED, where="return.xml", field="is a workbook",
                     remedy="Save each sheet"),
    "entities": Case(xml(child(header=review(code="&x;")), before=DOCTYPE), Outcome.REFUSED, where="return.xml",
                     field="declares a document type", remedy="Export the return anew"),
    "wrong_standard": Case({"return.xml": b"<Message><Header/><Children/></Message>"}, Outcome.REFUSED,
                           where="return.xml", field="not the SSDA903 return but a census", remedy="the other adapter"),
}  # fmt: skip

FORM: Final = Form(
    "ssda903 xml", lif_adapter_ssda903.lif_adapters()[0], CASES, {"purge": "the return has no word for it"}
)
