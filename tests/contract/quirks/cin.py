"""The quirks of the children in need census."""

from typing import Final

import lif_adapter_cin
from tests.contract.quirks.case import GOOD, ODD, ZIP, Case, Form, Outcome, apart, of

HEAD: Final = "<Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate>"
DOCTYPE: Final = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
WHERE: Final = "Line 4 of census.xml (child 1)"


def child(inside: str = "", *, ref: str = ODD, who: str = "", day: str = "2023-05-02") -> str:
    return (
        f"<Child><ChildIdentifiers><LAchildID>{ref}</LAchildID>{who}</ChildIdentifiers>"
        f"<CINdetails><CINreferralDate>{day}</CINreferralDate>{inside}</CINdetails></Child>"
    )


def census(
    *children: str, before: str = "", head: str = HEAD, end: str = "</Children>\n</Message>\n"
) -> dict[str, bytes]:
    text = "\n".join((*children, child(ref=GOOD)))
    return {
        "census.xml": f"<?xml version='1.0'?>{before}\n<Message><Header><CollectionDetails>{head}</CollectionDetails>"
        f"</Header>\n<Children>\n{text}\n{end}".encode()
    }


def born(day: str) -> str:
    return f"<UPN>A123456789012</UPN><PersonBirthDate>{day}</PersonBirthDate>"


PLAN: Final = "<CINPlanDates><CINPlanStartDate>{}</CINPlanStartDate></CINPlanDates>"

CASES: Final = {
    "bom": Case({"census.xml": b"\xef\xbb\xbf" + census(child())["census.xml"]}, Outcome.READ,
                holds=lambda events: len(of(events, "referral")) == 1),
    "five_digit_year": Case(census(child(PLAN.format("20233-06-01"))), Outcome.REJECTED, "unreadable_date", WHERE,
                            "CINPlanStartDate", "Write it as YYYY-MM-DD",
                            lambda events: len(of(events, "referral")) == 1),
    "iso_dates": Case(census(child(day="02/05/2023")), Outcome.NOTICED, "british_dates", "census.xml", "DD/MM/YYYY",
                      "read as such", lambda events: of(events, "referral")[0].occurred_day == 20230502),
    "three_births": Case(
        census(*(child(who=born(f"2010-03-0{day}"), day=f"2023-05-0{day}") for day in (1, 2, 3))), Outcome.NOTICED,
        "repeated_key", "Line 5 of census.xml (child 2)", "LAchildID", "Find out whether one is left over",
        lambda events: {one.fields["born_on"] for one in of(events, "birth")} == {20100301, 20100302, 20100303}),
    "error_cell": Case(census(child("<ReferralSource>#N/A</ReferralSource>")), Outcome.NOTICED, "unknown_code", WHERE,
                       "ReferralSource", "its meaning is unknown",
                       lambda events: of(events, "referral")[0].fields.get("code") is None),
    "odd_blanks": Case(census(child("<ReferralSource>\N{NO-BREAK SPACE}1A </ReferralSource>")), Outcome.READ,
                       holds=lambda events: of(events, "referral")[0].fields["code"] == "1A"),
    "empty_element": Case(census(child("<Assessments/>")), Outcome.REJECTED, "blank_row", WHERE, "Assessments",
                          "Take it out if it is left over", lambda events: len(of(events, "referral")) == 1),
    "stray_text": Case(census(child("oops<ReferralSource>1A</ReferralSource>")), Outcome.NOTICED, "stray_text", WHERE,
                       "CINdetails", "Look for a missing tag",
                       lambda events: of(events, "referral")[0].fields["code"] == "1A"),
    "partial_date": Case(census(child("<CINclosureDate>zz/05/2023</CINclosureDate>")), Outcome.NOTICED,
                         "unreadable_date", WHERE, "CINclosureDate", "Write it as YYYY-MM-DD",
                         lambda events: of(events, "closure") == []),
    "yes_spellings": Case(
        census(child("<ReferralNFA>True</ReferralNFA></CINdetails><CINdetails><CINreferralDate>2023-06-01</CINreferralDate>"
                     "<ReferralNFA>true</ReferralNFA></CINdetails><CINdetails><CINreferralDate>2023-07-01</CINreferralDate>"
                     "<ReferralNFA>1</ReferralNFA>")), Outcome.READ,
        holds=lambda events: [one.fields["outcome"] for one in of(events, "referral")] == ["NFA"] * 3),
    "unknown_column": Case(census(child("<ShoeSize>39</ShoeSize>")), Outcome.NOTICED, "unknown_element",
                           "census.xml, first in line 4", "ShoeSize", "not read"),
    "code_withdrawn": Case(
        census(child("<Assessments><AssessmentActualStartDate>2024-05-10</AssessmentActualStartDate><Factors"
                     "IdentifiedAtAssessment><AssessmentFactors>18A</AssessmentFactors></FactorsIdentifiedAtAssessment>"
                     "</Assessments>"), head=HEAD.replace("2024", "2025")), Outcome.NOTICED, "code_not_in_collection",
        WHERE, "AssessmentFactors", "a code of other collections; it is kept",
        lambda events: [one.fields["code"] for one in of(events, "need")] == ["18A"]),
    "filler_date": Case(census(child("<CINclosureDate>1900-01-01</CINclosureDate>")), Outcome.NOTICED, "filler_dates",
                        "census.xml", "1 January 1900", "count as not recorded",
                        lambda events: of(events, "case")[0].until_day is None),
    "purge": Case(census(child("<purge>true</purge>")), Outcome.NOTICED, "unknown_element",
                  "census.xml, first in line 4", "purge", "not read", lambda events: len(of(events, "referral")) == 1),
    "adopted": Case(census(child(who=born("2020-03-01")), child(ref="NEW-9", who=born("2020-03-01"))), Outcome.READ,
                    holds=apart("A123456789012")),
    "truncated": Case({"census.xml": census(end=child())["census.xml"][:-40]}, Outcome.REJECTED, "child_cut_off",
                      "Line 5 of census.xml (child 2)", "torn", "Export the file again"),
    "zip_bomb": Case({"census.xml": ZIP}, Outcome.REFUSED, where="census.xml",
                     field="is a workbook or a zip archive, not XML", remedy="Export the census as XML"),
    "entities": Case(census(child("<ReferralSource>&x;</ReferralSource>"), before=DOCTYPE), Outcome.REFUSED,
                     where="census.xml", field="declares a document type", remedy="Export the return anew"),
    "wrong_standard": Case({"census.xml": b"<EXPSSDA903><CHILD/></EXPSSDA903>"}, Outcome.REFUSED, where="census.xml",
                           field="not the census but the SSDA903 return", remedy="the other adapter"),
}  # fmt: skip

FORM: Final = Form("cin_census", lif_adapter_cin.lif_adapters()[0], CASES, {}, period=(None, None))
