"""The file a new framework begins as: every list there, one example of the few that must not be empty."""

import re
from pathlib import Path
from typing import Final

import yaml

from lif_plugin.errors import BadSetting
from lif_plugin.frameworks.library import FILE_NAME

_HEAD: Final = """\
# {title}
# Fill in every list from the framework's own text. Each entry needs an id (small letters, digits, _), the words of the
# text, and `source`, the section or page it stands in. What the text does not say but you read into it is marked
# `basis: inferred`. What is wrong or missing in the text goes to known_defects. Check: lif frameworks check THIS FILE
"""
_PLACE: Final = "to be filled in"
_LISTS: Final = (
    "agencies", "cycle", "principles", "governance_bodies", "sources_of_learning", "review_types", "audit_programmes",
    "reporting_calendar", "roles", "improvement_approaches", "dissemination", "evaluation_methods", "indicators",
)  # fmt: skip
_LAST: Final = ("action_plan_types", "obligations", "known_defects")


def starter(framework_id: str, title: str, nation: str, folder: Path) -> Path:
    """Write a framework's file to fill in, into a folder of its own under ``folder``; gives its path.

    It passes the validator as it is. Raises `BadSetting` for an id that is none, and where a file stands already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", framework_id):
        raise BadSetting(
            f"{framework_id!r} is no id.", hint="Use small letters, digits and _, a letter first."
        )
    path = folder / framework_id / FILE_NAME
    if path.exists():
        raise BadSetting("There is a file already.", hint=f"Move {path.name} away, or choose another id.")
    document = {
        "id": framework_id,
        "title": title,
        "jurisdiction": {"nation": nation, "area": _PLACE, "statutory_basis": _PLACE},
        "period": dict.fromkeys(("issued", "reviewed", "starts", "ends", "review_cycle"))
        | {"source": _PLACE},
        "scope": "multi_agency",
        **{name: [] for name in _LISTS},
        "voice_of_child": {"sources": [], "tests": []},
        **{name: [] for name in _LAST},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(_HEAD.format(title=title) + text, encoding="utf-8")
    return path
