"""The quirks of the Standard Safeguarding Dataset as CSV."""

from typing import Final

import lif_adapter_ssd
from tests.contract.quirks.case import GOOD, ODD, ZIP, Case, Form, Outcome, apart, named, of

EPISODES: Final = (
    "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_referral_source_code,"
    "cine_referral_nfa,cine_close_reason,cine_close_date,cine_referral_worker_id"
)
PERSON: Final = "pers_person_id,pers_sex,pers_ethnicity,pers_dob,pers_death_date,pers_upn"
WHERE: Final = "Row 2 of episodes.csv"


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"


def episodes(*rows: str, columns: str = EPISODES) -> dict[str, bytes]:
    quiet = f"R9,{GOOD},2023-06-01,N1,1A,N,,,W1" + "," * (columns.count(",") - 8)
    return {"episodes.csv": csv(columns, *rows, quiet)}


def row(
    day: str = "2023-05-02", source: str = "1A", nfa: str = "N", closed: str = "", number: int = 1
) -> str:
    return f"R{number},{ODD},{day},N1,{source},{nfa},,{closed},W1"


def people(*rows: str) -> dict[str, bytes]:
    return {"person.csv": csv(PERSON, *rows, f"{GOOD},F,WBRI,2011-02-01,,")} | episodes(row())


CASES: Final = {
    "bom": Case({"episodes.csv": b"\xef\xbb\xbf" + episodes(row())["episodes.csv"]}, Outcome.READ,
                holds=lambda events: len(of(events, "referral")) == 1),
    "five_digit_year": Case(episodes(row("20233-05-02")), Outcome.REJECTED, "unreadable_date", WHERE,
                            "cine_referral_date", "Write it as YYYY-MM-DD"),
    "iso_dates": Case(episodes(row("02/05/2023")), Outcome.READ,
                      holds=lambda events: of(events, "referral")[0].occurred_day == 20230502),
    "three_births": Case(people(*(f"{ODD},M,WBRI,2010-03-0{day},," for day in (1, 2, 3))), Outcome.NOTICED,
                         "repeated_key", "Row 3 of person.csv", "pers_person_id", "Find out whether one is left over",
                         lambda events: {one.fields["born_on"] for one in of(events, "birth")}
                         == {20100301, 20100302, 20100303}),
    "error_cell": Case(episodes(row(source="#N/A")), Outcome.NOTICED, "unknown_code", WHERE, "cine_referral_source_code",
                       "its meaning is unknown", lambda events: named(of(events, "referral")[0]) is None),
    "odd_blanks": Case(episodes(row(source="\N{NO-BREAK SPACE}1A ")), Outcome.READ,
                       holds=lambda events: named(of(events, "referral")[0]) == "1A"),
    "partial_date": Case(episodes(row(closed="zz/05/2023")), Outcome.NOTICED, "unreadable_date", WHERE, "cine_close_date",
                         "Write it as YYYY-MM-DD", lambda events: of(events, "closure") == []),
    "yes_spellings": Case(
        episodes(*(row(nfa=text, number=number) for number, text in enumerate(("True", "true", "1"), 1))), Outcome.READ,
        holds=lambda events: [one.fields["outcome"] for one in of(events, "referral")] == ["NFA"] * 3),
    "unknown_column": Case(episodes(row() + ",39", columns=EPISODES + ",shoe_size"), Outcome.NOTICED, "extra_column",
                           "episodes.csv", "shoe_size", "not read"),
    "filler_date": Case(episodes(row(closed="1900-01-01 00:00:00.000")), Outcome.READ,
                        holds=lambda events: of(events, "case")[0].until_day is None and of(events, "closure") == []),
    "adopted": Case(people(f"{ODD},M,WBRI,2020-03-01,,A123456789012", "NEW-9,M,WBRI,2020-03-01,,A123456789012"),
                    Outcome.READ, holds=apart("A123456789012")),
    "truncated": Case({"episodes.csv": episodes()["episodes.csv"] + f"R1,{ODD},2023-0".encode()}, Outcome.REJECTED,
                      "cell_count", "Row 3 of episodes.csv", "cells", "Look for a missing or an extra separator"),
    "zip_bomb": Case({"episodes.csv": ZIP}, Outcome.REFUSED, where="episodes.csv", field="is a workbook, not CSV",
                     remedy="Export each table as CSV"),
    "wrong_standard": Case({"reviews.csv": csv("CHILD,DOB,REVIEW,REVIEW_CODE", f"{ODD},,12/07/2023,PN4")},
                           Outcome.REFUSED, where="reviews.csv",
                           field="no table of the Standard Safeguarding Dataset", remedy="Export each table as CSV"),
}  # fmt: skip

FORM: Final = Form(
    "ssd",
    lif_adapter_ssd.lif_adapters()[0],
    CASES,
    {
        "empty_element": "a table has cells; an empty one is a blank",
        "stray_text": "a table has no place for it: the row would have another number of cells",
        "code_withdrawn": "the dataset holds every year; a code is right for its own",
        "purge": "the dataset has no word for it; what is gone from a complete extract is taken back",
        "entities": "CSV has none",
    },
    period=(None, 20240331),
)
