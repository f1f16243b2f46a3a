"""Scenarios: claims about rules that people can read, kept in files and tried on a store of their own."""

from lif_plugin.testing.scenarios.checking import Shown, Verdict, edges_of, judge, shown_in
from lif_plugin.testing.scenarios.form import Claim, Five, Part, Subject
from lif_plugin.testing.scenarios.loading import SCHEMA, ScenarioInvalid, files_of, load
from lif_plugin.testing.scenarios.saying import Heard, listen, timer_said
from lif_plugin.testing.scenarios.trying import try_claims, try_files
from lif_plugin.testing.scenarios.world import World, make_world

__all__ = [
    "SCHEMA",
    "Claim",
    "Five",
    "Heard",
    "Part",
    "ScenarioInvalid",
    "Shown",
    "Subject",
    "Verdict",
    "World",
    "edges_of",
    "files_of",
    "judge",
    "listen",
    "load",
    "make_world",
    "shown_in",
    "timer_said",
    "try_claims",
    "try_files",
]
