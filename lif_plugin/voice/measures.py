"""Agreement of a reader with labels: precision, recall, F1, Cohen's kappa and confusion."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from lif_plugin.voice.values import Overall


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one yes-or-no label was found: counts, and the measures made from them.

    A measure whose denominator is nought is None: nothing was there to find, or nothing was found.
    """

    hits: int
    extra: int
    missed: int
    rightly_not: int

    @property
    def precision(self) -> float | None:
        """Share of what was found that is labelled so."""
        return _share(self.hits, self.hits + self.extra)

    @property
    def recall(self) -> float | None:
        """Share of what is labelled so that was found."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.hits, 2 * self.hits + self.extra + self.missed)

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance (Cohen)."""
        pairs = [(True, True)] * self.hits + [(True, False)] * self.missed
        pairs += [(False, True)] * self.extra + [(False, False)] * self.rightly_not
        return kappa(pairs)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    """Agreement from (labelled, found) pairs."""
    counts = Counter(pairs)
    return Agreement(counts[True, True], counts[False, True], counts[True, False], counts[False, False])


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of (labelled, found) pairs of any classes; None without pairs or where chance is certain."""
    if not pairs:
        return None
    total = len(pairs)
    seen = sum(gold == found for gold, found in pairs) / total
    gold, found = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    chance = sum(gold[name] * found[name] for name in gold) / total**2
    return (seen - chance) / (1 - chance) if chance < 1 else None


@dataclass(frozen=True, slots=True)
class OverallAgreement:
    """Agreement on the overall reading: a confusion table (labelled, found) and what follows from it."""

    confusion: dict[tuple[str, str], int]

    def of(self, value: Overall) -> Agreement:
        """Agreement on one of the four values against the other three."""
        hits = self.confusion.get((value, value), 0)
        extra = sum(n for (gold, found), n in self.confusion.items() if found == value != gold)
        missed = sum(n for (gold, found), n in self.confusion.items() if gold == value != found)
        rest = sum(self.confusion.values()) - hits - extra - missed
        return Agreement(hits, extra, missed, rest)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the values that are labelled at least once; a value never found counts nought."""
        values = [value for value in Overall if any(gold == value for gold, _ in self.confusion)]
        return sum(self.of(value).f1 or 0.0 for value in values) / len(values) if values else 0.0

    @property
    def accuracy(self) -> float | None:
        """Share of notes with the labelled overall."""
        right = sum(n for (gold, found), n in self.confusion.items() if gold == found)
        return _share(right, sum(self.confusion.values()))

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance over the four values."""
        return kappa([pair for pair, n in self.confusion.items() for _ in range(n)])


def overall_agreement(pairs: Sequence[tuple[Overall, Overall]]) -> OverallAgreement:
    """The confusion of (labelled, found) overall readings."""
    return OverallAgreement(dict(Counter((gold.value, found.value) for gold, found in pairs)))
