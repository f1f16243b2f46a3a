"""How far two readings agree beyond chance: Cohen's and Fleiss' kappa, worked out by NLTK's agreement task.

NLTK is kept well and needs no numbers library, as scikit-learn and statsmodels do; small packages of kappas come and go.
"""

from collections.abc import Callable, Sequence

AT_LEAST = 20
"""Below this many audits a kappa says nothing, and none is shown."""


def cohen(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs by a first and a second reader (Cohen 1960); None: everybody gave the same grade."""
    return _worked_out(lambda task: task.kappa(), pairs)


def fleiss(ratings: Sequence[Sequence[str]]) -> float | None:
    """Fleiss' kappa of items, each rated equally often by whoever it was (Fleiss 1971); None: one grade only."""
    # The multi-rater pi of NLTK: chance by the grades of all raters together, which is Fleiss' own definition.
    return _worked_out(lambda task: task.pi(), ratings)


def _worked_out(measure: Callable[..., float], ratings: Sequence[Sequence[str]]) -> float | None:
    # Imported here: it takes a third of a second, which no other command should.
    from nltk.metrics.agreement import AnnotationTask

    if len({grade for item in ratings for grade in item}) < 2:
        return None
    data = [
        (f"reader {place}", f"audit {number}", grade)
        for number, item in enumerate(ratings)
        for place, grade in enumerate(item)
    ]
    return float(measure(AnnotationTask(data=data)))
