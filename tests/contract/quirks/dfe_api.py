"""The quirks of the daily data API's records."""

import json
from typing import Any, Final

import lif_adapter_dfe_api
from tests.contract.quirks.case import GOOD, ODD, ZIP, Case, Form, Outcome, apart, named, of

WHERE: Final = "Record 1 of day.json"


def record(ref: str = ODD, born: str | None = None, **episode: Any) -> dict[str, Any]:
    who = {"child_details": {"first_name": "Invented", "date_of_birth": born}} if born else {}
    one = {"social_care_episode_id": "E1", "referral_date": "2024-01-05", **episode}
    return {"la_child_id": ref, "mis_child_id": "S-1", **who, "social_care_episodes": [one]}


def sent(*records: dict[str, Any]) -> dict[str, bytes]:
    return {"day.json": json.dumps([*records, record(GOOD)], ensure_ascii=False).encode()}


def plan(**members: Any) -> dict[str, Any]:
    return {"child_in_need_plans": [{"child_in_need_plan_id": "P1", "start_date": "2024-01-10", **members}]}


PLACE: Final = "social_care_episodes[0]"
CASES: Final = {
    "bom": Case({"day.json": b"\xef\xbb\xbf" + sent(record())["day.json"]}, Outcome.READ,
                holds=lambda events: len(of(events, "referral")) == 1),
    "five_digit_year": Case(sent(record(**plan(start_date="20244-01-10"))), Outcome.REJECTED, "unreadable_date", WHERE,
                            f"{PLACE}.child_in_need_plans[0].start_date", "Send it as YYYY-MM-DD",
                            lambda events: len(of(events, "referral")) == 1),
    "iso_dates": Case(sent(record(referral_date="05/01/2024")), Outcome.READ,
                      holds=lambda events: of(events, "referral")[0].occurred_day == 20240105),
    "three_births": Case(sent(*(record(born=f"2010-03-0{day}") for day in (1, 2, 3))), Outcome.NOTICED,
                         "another_birth_date", "Record 2 of day.json", "child_details.date_of_birth",
                         "correct it in the case system", lambda events: len(of(events, "birth")) == 3),
    "error_cell": Case(sent(record(referral_source="#N/A")), Outcome.NOTICED, "unknown_code", WHERE,
                       f"{PLACE}.referral_source", "its meaning is unknown",
                       lambda events: named(of(events, "referral")[0]) is None),
    "odd_blanks": Case(sent(record(referral_source="\N{NO-BREAK SPACE}1A ")), Outcome.READ,
                       holds=lambda events: named(of(events, "referral")[0]) == "1A"),
    "empty_element": Case(sent(record(child_in_need_plans=[{}])), Outcome.REJECTED, "no_date", WHERE,
                          f"{PLACE}.child_in_need_plans[0].start_date", "Send it as YYYY-MM-DD",
                          lambda events: len(of(events, "referral")) == 1),
    "partial_date": Case(sent(record(closure_date="zz/05/2024")), Outcome.NOTICED, "unreadable_date", WHERE,
                         f"{PLACE}.closure_date", "Send it as YYYY-MM-DD", lambda events: of(events, "closure") == []),
    "yes_spellings": Case(
        sent(*(record(social_care_episode_id=f"E{number}", referral_no_further_action_flag=text)
               for number, text in enumerate((True, "True", "true", 1)))), Outcome.READ,
        holds=lambda events: [one.fields["outcome"] for one in of(events, "referral")] == ["NFA"] * 4),
    "unknown_column": Case(sent({**record(), "shoe_size": "39"}), Outcome.NOTICED, "unknown_member", WHERE, "shoe_size",
                           "not read"),
    "filler_date": Case(sent(record(closure_date="1900-01-01")), Outcome.NOTICED, "filler_dates", "day.json",
                        "1 January 1900", "count as not recorded",
                        lambda events: of(events, "case")[0].until_day is None),
    "purge": Case(sent({**record(), "purge": True}), Outcome.REMOVED, holds=lambda events: of(events, "referral") == []),
    "adopted": Case(sent(record(born="2020-03-01"), record("NEW-9", born="2020-03-01")), Outcome.READ,
                    holds=apart("S-1")),
    "truncated": Case({"day.json": sent(record())["day.json"][:-30]}, Outcome.REFUSED, where="day.json",
                      field="breaks at line 1, column", remedy="write it again"),
    "zip_bomb": Case({"day.json": ZIP}, Outcome.REFUSED, where="day.json", field="no whole JSON", remedy="write it again"),
    "wrong_standard": Case({"day.json": b'[{"id": 1, "status": "sent"}]'}, Outcome.REFUSED, where="day.json",
                           field="no record of the daily data API", remedy="another standard"),
}  # fmt: skip

FORM: Final = Form(
    "dfe_csc_api",
    lif_adapter_dfe_api.lif_adapters()[0],
    CASES,
    {
        "stray_text": "text between members is no JSON: the file is refused as one that is cut off",
        "code_withdrawn": "the payload names no year; its codes are those of every one",
        "entities": "JSON has none",
    },
    period=(None, None),
)
