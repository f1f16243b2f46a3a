"""The quirks of the SSDA903 return as CSV."""

from collections.abc import Sequence
from typing import Final

import lif_adapter_ssda903
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event
from tests.contract.quirks.case import GOOD, ODD, ZIP, Case, Form, Outcome, apart, named, of

REVIEWS: Final = "CHILD,DOB,REVIEW,REVIEW_CODE"
EPISODES: Final = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE"
PERMANENCE: Final = "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM"
HEALTH: Final = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED"
)
HEADER: Final = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
GOOD_REVIEW: Final = f"{GOOD},01/02/2011,20/06/2023,PN1"


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n"


def reviews(*rows: str, columns: str = REVIEWS) -> dict[str, bytes]:
    return {"reviews.csv": csv(columns, *rows, GOOD_REVIEW + "," * (columns.count(",") - 3))}


def episode(**cells: str) -> dict[str, bytes]:
    usual = {"DECOM": "01/05/2023", "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U1"}
    rows = [{"CHILD": ODD, **usual, **cells}, {"CHILD": GOOD, **usual}]
    names = EPISODES.split(",")
    return {"episodes.csv": csv(EPISODES, *(",".join(row.get(name, "") for name in names) for row in rows))}


def _month(events: Sequence[Event]) -> bool:
    (event,) = of(events, "previous_permanence")
    return (event.occurred_day, event.precision) == (20200501, Precision.MONTH)


def _yes(events: Sequence[Event]) -> bool:
    (event,) = of(events, "health_check")
    return {event.detail[name] for name in ("HEALTH_CHECK", "TEETH_CHECK", "IMMUNISATIONS")} == {"yes"}


CASES: Final = {
    "bom": Case({"reviews.csv": b"\xef\xbb\xbf" + reviews(f"{ODD},,12/07/2023,PN4")["reviews.csv"]}, Outcome.READ,
                holds=lambda events: len(of(events, "review")) == 1),
    "five_digit_year": Case(reviews(f"{ODD},,12/07/20233,PN4"), Outcome.REJECTED, "unreadable_date",
                            "Row 2 of reviews.csv", "REVIEW", "Write it as DD/MM/YYYY"),
    "iso_dates": Case(reviews(f"{ODD},,2023-07-12,PN4"), Outcome.NOTICED, "iso_dates", "reviews.csv", "YYYY-MM-DD",
                      "read as such", lambda events: of(events, "review")[0].occurred_day == 20230712),
    "three_births": Case(
        reviews(*(f"{ODD},0{day}/03/2010,1{day}/07/2023,PN1" for day in (1, 2, 3))), Outcome.NOTICED,
        "another_birth_date", "Row 3 of reviews.csv", "DOB", "correct it in the case system",
        lambda events: {one.fields["born_on"] for one in of(events, "review")} == {20100301, 20100302, 20100303}),
    "error_cell": Case(reviews(f"{ODD},,12/07/2023,#N/A"), Outcome.NOTICED, "unknown_code", "Row 2 of reviews.csv",
                       "REVIEW_CODE", "its meaning is unknown", lambda events: named(of(events, "review")[0]) is None),
    "odd_blanks": Case(reviews(f"\N{NO-BREAK SPACE}{ODD} ,,12/07/2023\N{NO-BREAK SPACE},\N{NO-BREAK SPACE}PN4"),
                       Outcome.READ, holds=lambda events: named(of(events, "review")[0]) == "PN4"),
    "partial_date": Case({"permanence.csv": csv(PERMANENCE, f"{ODD},,P1,,zz/05/2020", f"{GOOD},,P1,,01/05/2020")},
                         Outcome.READ, holds=_month),
    "yes_spellings": Case({"oc2.csv": csv(HEALTH, f"{ODD},,5,,,True,true,1,,,,", f"{GOOD},,5,,,1,1,1,,,,")},
                          Outcome.READ, holds=_yes),
    "unknown_column": Case(reviews(f"{ODD},,12/07/2023,PN4,39", columns=REVIEWS + ",SHOE"), Outcome.NOTICED,
                           "extra_column", "reviews.csv", "SHOE", "not read"),
    "code_withdrawn": Case(episode(PLACE="H5"), Outcome.READ, holds=lambda events: named(of(events, "placement")[0]) == "H5"),
    "filler_date": Case(episode(DEC="01/01/1900"), Outcome.NOTICED, "filler_dates", "episodes.csv", "1 January 1900",
                        "count as not recorded", lambda events: of(events, "placement")[0].until_day is None),
    "adopted": Case(
        {"header.csv": csv(HEADER, f"{ODD},1,01/03/2020,WBRI,A123456789012,,", "NEW-9,1,01/03/2020,WBRI,A123456789012,,",
                           f"{GOOD},2,01/03/2011,WBRI,,,")},
        Outcome.READ, holds=apart("A123456789012")),
    "truncated": Case({"reviews.csv": csv(REVIEWS, GOOD_REVIEW) + f"{ODD},,12/07".encode()}, Outcome.REJECTED,
                      "cell_count", "Row 3 of reviews.csv", "", "Look for a missing or an extra separator"),
    "zip_bomb": Case({"reviews.csv": ZIP}, Outcome.REFUSED, where="reviews.csv", field="is a workbook, not CSV",
                     remedy="Save each sheet as CSV"),
    "wrong_standard": Case({"person.csv": csv("pers_person_id,pers_dob,pers_sex", f"{ODD},2010-01-01,M")},
                           Outcome.REFUSED, where="person.csv", field="not an SSDA903 table",
                           remedy="another standard"),
}  # fmt: skip
CASES["code_withdrawn"] = Case(
    episode(PLACE="K3"), Outcome.NOTICED, "code_not_in_collection", "Row 2 of episodes.csv", "PLACE",
    "a code of other collections; it is kept", lambda events: named(of(events, "placement")[0]) == "K3",
)  # fmt: skip

FORM: Final = Form(
    "ssda903 csv",
    lif_adapter_ssda903.lif_adapters()[0],
    CASES,
    {
        "empty_element": "a table has cells; an empty one is a blank",
        "stray_text": "a table has no place for it: the row would have another number of cells",
        "purge": "the return has no word for it",
        "entities": "CSV has none",
    },
)
