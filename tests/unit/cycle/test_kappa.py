"""Kappa equals what was published with it."""

from itertools import chain

from lif_plugin.cycle.audits.kappa import cohen, fleiss

# Cohen, "A coefficient of agreement for nominal scales" (1960), table 2: 200 cases, two judges, three categories.
COHEN_1960 = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
# Fleiss, "Measuring nominal scale agreement among many raters" (1971), table 1: 30 patients, six raters, and how many
# said depression, personality disorder, schizophrenia, neurosis, other.
FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def test_cohens_own_example() -> None:
    pairs = [
        (str(row), str(column))
        for row, counts in enumerate(COHEN_1960)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    found = cohen(pairs)
    assert (len(pairs), found and round(found, 3)) == (200, 0.492)


def test_fleiss_own_example() -> None:
    ratings = [
        list(chain.from_iterable([str(place)] * int(count) for place, count in enumerate(patient)))
        for patient in FLEISS_1971.split()
    ]
    found = fleiss(ratings)
    assert ({len(one) for one in ratings}, len(ratings), found and round(found, 3)) == ({6}, 30, 0.43)


def test_one_grade_for_everything_tells_nothing() -> None:
    same = [("good", "good")] * 25
    assert (cohen(same), fleiss(same)) == (None, None)
