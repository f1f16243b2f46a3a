"""Codes: known, unknown, blank, older and newer, with the text as sent beside them."""

import pytest

from lif_adapter_kit.codes import Codes
from lif_adapter_ssda903.tables import dictionary

CODES = dictionary()["codes"]


def test_code_that_is_exactly_known_stands_alone() -> None:
    assert Codes(CODES["participation"], "REVIEW_CODE", 2017, "code")["PN7"] == ({"code": "PN7"}, {}, None)


@pytest.mark.parametrize("text", ["pn7", " PN7", "PN7 "])
def test_text_is_kept_beside_a_code_written_otherwise(text: str) -> None:
    assert Codes(CODES["participation"], "REVIEW_CODE", 2017, "code")[text] == (
        {"code": "PN7", "code_raw": text},
        {},
        None,
    )


@pytest.mark.parametrize("text", ["PN8", "PN", "PN77", "attended", "PN4 PN7"])
def test_unknown_code_is_kept_as_text_and_noticed(text: str) -> None:
    assert Codes(CODES["participation"], "REVIEW_CODE", 2017, "code")[text] == (
        {"code_raw": text},
        {},
        "unknown_code",
    )


@pytest.mark.parametrize("text", ["", "  "])
def test_blank_says_nothing(text: str) -> None:
    assert Codes(CODES["participation"], "REVIEW_CODE", 2017, "code")[text] == ({}, {}, None)


def test_unknown_reason_goes_into_the_detail() -> None:
    codes = Codes(CODES["worker_change_reason"], "SW_REASON", 2023, "reason")
    assert codes["CHCHAN"] == ({"reason": "CHCHAN"}, {}, None)
    assert codes["SWLAZY"] == ({}, {"SW_REASON_raw": "SWLAZY"}, "unknown_code")


@pytest.mark.parametrize(("text", "answer"), [("0", "no"), ("1", "yes"), ("0.0", "no"), ("1.0", "yes")])
def test_flag_is_yes_or_no(text: str, answer: str) -> None:
    assert Codes(CODES["flag"], "TEETH_CHECK", 2017)[text] == ({}, {"TEETH_CHECK": answer}, None)


@pytest.mark.parametrize("text", ["2", "Y", "no", "10"])
def test_any_other_flag_is_unknown_not_no(text: str) -> None:
    assert Codes(CODES["flag"], "TEETH_CHECK", 2017)[text] == ({}, {"TEETH_CHECK_raw": text}, "unknown_code")


@pytest.mark.parametrize(("text", "code"), [("1", "M"), ("2", "F"), ("1.0", "M")])
def test_sex_as_a_number_is_normalised_with_its_text(text: str, code: str) -> None:
    assert Codes(CODES["sex"], "SEX", 2023, "code")[text] == ({"code": code, "code_raw": text}, {}, None)


# What changed from one collection to the next; the year is the one in which the return year starts.
@pytest.mark.parametrize(
    ("name", "text", "last", "first"),
    [
        ("sex", "1", 2023, None),
        ("sex", "2", 2023, None),
        ("sex", "F", None, 2024),
        ("placement_type", "H5", 2023, None),
        ("placement_type", "P2", 2023, None),
        ("placement_type", "Z1", 2024, None),
        ("placement_type", "K3", None, 2024),
        ("placement_type", "Z14", None, 2025),
        ("episode_end_reason", "E43", 2018, None),
    ],
)
def test_code_of_another_collection_is_kept_and_noticed(
    name: str, text: str, last: int | None, first: int | None
) -> None:
    inside, outside = (last, last + 1) if last else (first or 0, (first or 0) - 1)
    assert Codes(CODES[name], "X", inside, "code")[text][2] is None
    fields, _, odd = Codes(CODES[name], "X", outside, "code")[text]
    assert (odd, "code" in fields) == ("code_not_in_collection", True)


def test_memory_of_texts_is_bounded() -> None:
    codes = Codes(CODES["participation"], "REVIEW_CODE", 2017, "code")
    for number in range(4_500):
        codes[str(number)]
    assert len(codes) <= 2_000
