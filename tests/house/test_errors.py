"""Every error that a caller can act on has a code of its own, a sentence, a hint and a line in the docs."""

import importlib
import re
from collections import Counter

import pytest

from lif_plugin.errors import LifError
from tests.house.tree import ROOT, modules

PAGE = (ROOT / "lif_plugin/errors.md").read_text()
LISTED = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
# They are programs of their own: Alembic and Python run them.
PROGRAMS = {"env", "__main__"}
# A distribution of its own, whose README lists its errors; one part of it runs inside Tryton alone.
APART = "lif_adapter_tryton"


def _errors() -> list[type[LifError]]:
    """Every error of the house and its adapters, once all their modules are imported."""
    for path in modules("lif_plugin", "adapters"):
        if not {"versions", APART} & set(path.parts) and path.stem not in PROGRAMS:
            parts = path.with_suffix("").parts[path.parts[0] == "adapters" :]
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
    found, waiting = [], [LifError]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += [error for error in below if _is_ours(error.__module__.split(".")[0])]
    return sorted(found, key=lambda error: error.__qualname__)


def _is_ours(package: str) -> bool:
    return package.startswith("lif_") and package != APART


ERRORS = _errors()


def _sentence(error: type[LifError]) -> str:
    return " ".join((error.__doc__ or "").split("\n\n")[0].split())


def test_errors_are_found_wherever_they_are_defined() -> None:
    assert {"NotAllowed", "ImportAbandoned", "OutsideCalendar"} <= {error.__name__ for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_has_a_code_a_sentence_and_a_hint_of_its_own(error: type[LifError]) -> None:
    assert re.fullmatch(r"[a-z][a-z_]+", vars(error).get("code", ""))
    assert re.fullmatch(r"[A-Z].+\.", _sentence(error))
    assert re.fullmatch(r"[A-Z`].+\.", vars(error).get("hint", ""))


def test_no_two_errors_share_a_code() -> None:
    counts = Counter(error.code for error in ERRORS)
    assert [code for code, count in counts.items() if count > 1] == []


def test_the_docs_list_every_error_and_no_other() -> None:
    assert sorted(code for code, _what, _hint in LISTED) == sorted(error.code for error in ERRORS)


def test_the_docs_give_each_errors_sentence_and_hint() -> None:
    said = {error.code: (_sentence(error), error.hint) for error in ERRORS}
    listed = {code: (what.replace(r"\|", "|"), hint.replace(r"\|", "|")) for code, what, hint in LISTED}
    assert {code for code, line in listed.items() if said.get(code) != line} == set()
