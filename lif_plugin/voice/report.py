"""A score report in words and tables, for the terminal and for the README."""

from lif_plugin.voice.measures import Agreement
from lif_plugin.voice.score import Marks, ScoreReport
from lif_plugin.voice.values import LABELS, Overall


def _number(value: float | None) -> str:
    return "  – " if value is None else f"{value:.2f}"


def _row(name: str, found: Agreement) -> str:
    numbers = (found.precision, found.recall, found.f1, found.kappa)
    total = found.hits + found.missed
    return f"{name:20}" + "".join(f"{_number(value):>8}" for value in numbers) + f"{total:>8}"


_HEAD = f"{'':20}{'prec.':>8}{'recall':>8}{'F1':>8}{'kappa':>8}{'notes':>8}"


def summary(name: str, found: Marks) -> str:
    """The figures that matter most, in one line."""
    whole = found.overall
    return (
        f"{name:22} macro-F1 {whole.macro_f1:.3f}  gap recall {_number(whole.of(Overall.GAP).recall)}"
        f"  heard precision {_number(whole.of(Overall.HEARD).precision)}"
        f"  F1: own words {_number(found.labels['own_words'].f1)}"
        f"  seen alone {_number(found.labels['seen_alone'].f1)}  response {_number(found.labels['response'].f1)}"
    )


def report_lines(report: ScoreReport) -> list[str]:
    """The whole report, line by line."""
    lines = [summary("this reader", report.reader)]
    lines += [summary(name, found) for name, found in report.baselines.items()]
    lines += [f"above the better baseline: {report.lead:+.3f} macro-F1", "", _HEAD]
    lines += [_row(name, report.reader.labels[name]) for name in LABELS]
    lines += ["", "overall", _HEAD] + [
        _row(value.value, report.reader.overall.of(value)) for value in Overall
    ]
    lines += [
        "",
        "confusion (row labelled, column read)",
        " " * 20 + "".join(f"{value.value:>16}" for value in Overall),
    ]
    for gold in Overall:
        counts = (report.reader.overall.confusion.get((gold.value, found.value), 0) for found in Overall)
        lines.append(f"{gold.value:20}" + "".join(f"{count:>16}" for count in counts))
    for name, values in report.slices.items():
        lines += ["", f"by {name:30}{'macro-F1':>10}{'own words':>11}{'notes':>8}"]
        lines += [
            f"   {value[:29]:30}{found.overall.macro_f1:>10.2f}{_number(found.labels['own_words'].f1):>11}{found.notes:>8}"
            for value, found in values.items()
        ]
    lines += ["", "labels changed when the note is written otherwise"]
    for kind, (differing, looked_at) in report.changed.items():
        rate = f"{100 * differing / looked_at:.1f}%" if looked_at else "–"
        lines.append(f"   {kind:20}{rate:>8}  ({differing} of {looked_at})")
    return lines


def report_object(report: ScoreReport) -> dict[str, object]:
    """The report as plain values, for JSON."""
    return {
        "reader": _marks_object(report.reader),
        "baselines": {name: _marks_object(found) for name, found in report.baselines.items()},
        "lead": report.lead,
        "slices": {
            name: {value: _marks_object(m) for value, m in values.items()}
            for name, values in report.slices.items()
        },
        "changed": {kind: {"differing": pair[0], "of": pair[1]} for kind, pair in report.changed.items()},
    }


def _agreement_object(found: Agreement) -> dict[str, float | None]:
    return {"precision": found.precision, "recall": found.recall, "f1": found.f1, "kappa": found.kappa}


def _marks_object(found: Marks) -> dict[str, object]:
    return {
        "notes": found.notes,
        "macro_f1": found.overall.macro_f1,
        "accuracy": found.overall.accuracy,
        "kappa": found.overall.kappa,
        "overall": {value.value: _agreement_object(found.overall.of(value)) for value in Overall},
        "confusion": {
            f"{gold}>{read}": count for (gold, read), count in sorted(found.overall.confusion.items())
        },
        "labels": {name: _agreement_object(agreement) for name, agreement in found.labels.items()},
    }
