"""`lif voice read --agency`: notes are read by the words of an agency's configuration."""

import json
from pathlib import Path

import pytest

from lif_plugin.errors import UnknownAgency
from tests.integration.cli.conftest import Lif

CONFIGURATION = """
framework = "hartlepool_hscb"
[note_words.people]
carer = ["house parent"]
[note_words.spelling]
hp = "house parent"
"""


def test_an_agencys_own_words_are_read_by_its_name_alone(ready: Lif, tmp_path: Path) -> None:
    notes, own = tmp_path / "notes.jsonl", tmp_path / "own.toml"
    note = {"id": "1", "age_years": 9, "record_type": "visit", "note": "HP says Amy (9) is settled."}
    notes.write_text(json.dumps(note), encoding="utf-8")
    own.write_text(CONFIGURATION, encoding="utf-8")
    ready("config", "apply", str(own), "--agency", "elmshire", "--why", "House parents.")
    read = [json.loads(ready("voice", "read", str(notes), *who)) for who in ([], ["--agency", "elmshire"])]
    assert [one["labels"]["adult_voice_only"] for one in read] == [False, True]
    with pytest.raises(UnknownAgency):
        ready("voice", "read", str(notes), "--agency", "nowhere")
