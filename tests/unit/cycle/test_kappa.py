"""Kappa equals what was published with it."""

from itertools import chain

from lif_plugin.cycle.audits.kappa import cohen, fleiss

# The table of which SAS prints "Kappa 0.4842", as the tests of statsmodels keep it (statsmodels/stats/tests/
# test_inter_rater.py, table10): two readers, three categories.
SAS = ((0, 4, 1), (0, 8, 0), (0, 1, 5))
# Fleiss, "Measuring nominal scale agreement among many raters" (1971), table 1: 30 patients, six raters, and how many said
# each of five diagnoses. The same data are `diagnoses` of R's irr and in the tests of statsmodels, there with 0.4302445.
FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


# Of R's irr `anxiety`, the second and third rater of 20 people, in the same tests of statsmodels: kappa2 gives -0.006289308.
ANXIETY = "36462424332333221334", "21443216111233113322"


def test_cohens_kappa_as_sas_prints_it() -> None:
    pairs = [
        (str(row), str(column))
        for row, counts in enumerate(SAS)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    found = cohen(pairs)
    assert (len(pairs), found and round(found, 4)) == (19, 0.4842)


def test_cohens_kappa_below_chance_as_irr_prints_it() -> None:
    found = cohen(list(zip(*ANXIETY, strict=True)))
    assert found is not None
    assert round(found, 9) == -0.006289308


def test_fleiss_own_example() -> None:
    ratings = [
        list(chain.from_iterable([str(place)] * int(count) for place, count in enumerate(patient)))
        for patient in FLEISS_1971.split()
    ]
    found = fleiss(ratings)
    assert ({len(one) for one in ratings}, len(ratings), found and round(found, 7)) == ({6}, 30, 0.4302445)


def test_one_grade_for_everything_tells_nothing() -> None:
    same = [("good", "good")] * 25
    assert (cohen(same), fleiss(same)) == (None, None)
