"""Reads a case note for the voice of the child: what is recorded, and the words that show it."""

from lif_plugin.voice.lexicon import Lexicon, LexiconRefused
from lif_plugin.voice.read import read_note
from lif_plugin.voice.records import NoteLineRefused, read_file
from lif_plugin.voice.report import report_lines, report_object
from lif_plugin.voice.score import ScoreReport, score_file
from lif_plugin.voice.values import LABELS, Finding, Mark, NoteReading, Overall, RubricItem, Span

__all__ = [
    "LABELS",
    "Finding",
    "Lexicon",
    "LexiconRefused",
    "Mark",
    "NoteLineRefused",
    "NoteReading",
    "Overall",
    "RubricItem",
    "ScoreReport",
    "Span",
    "read_file",
    "read_note",
    "report_lines",
    "report_object",
    "score_file",
]
