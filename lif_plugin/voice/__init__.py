"""Reads a case note for the voice of the child: what is recorded, and the words that show it."""

from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.read import read_note
from lif_plugin.voice.values import LABELS, Finding, Mark, NoteReading, Overall, RubricItem, Span

__all__ = ["LABELS", "Finding", "Lexicon", "Mark", "NoteReading", "Overall", "RubricItem", "Span", "read_note"]
