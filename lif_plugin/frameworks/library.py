"""The frameworks there are: list them, check a file, load one."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.worktime import day_number
from lif_plugin.frameworks.building import build_framework
from lif_plugin.frameworks.faults import Fault, FrameworkInvalid, FrameworkUnknown
from lif_plugin.frameworks.own_words import read_words, word_faults, words_of
from lif_plugin.frameworks.reading import Document, read_document
from lif_plugin.frameworks.references import reference_faults
from lif_plugin.frameworks.reviews import read_table, review_kinds, table_faults
from lif_plugin.frameworks.sense import sense_faults
from lif_plugin.frameworks.shape import shape_faults

SHIPPED = Path(__file__).parent
FILE_NAME = "framework.yaml"


def framework_ids(folder: Path = SHIPPED) -> tuple[str, ...]:
    """Return the ids of the frameworks in `folder` (the shipped ones), in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{FILE_NAME}")))


@cache
def load_framework(framework_id: str, folder: Path = SHIPPED) -> Framework:
    """Return one framework, checked. It is read once and kept, since its values cannot change.

    Raises `FrameworkUnknown` for an id that has no folder and `FrameworkInvalid` with every fault of the file.
    """
    known = framework_ids(folder)
    if framework_id not in known:
        raise FrameworkUnknown(framework_id, known)
    path = folder / framework_id / FILE_NAME
    framework = read_framework(path)
    if framework.id != framework_id:
        problem = f'is "{framework.id}" in a folder named "{framework_id}"'
        raise FrameworkInvalid([Fault(str(path), None, "id", problem, "Give both the same name.")])
    return framework


def framework_of(agency: Agency, day: date) -> Framework | None:
    """The framework that an agency works by on a day; None where it has chosen none."""
    return chosen(agency.framework_on(day_number(day)))


def chosen(framework_id: str | None) -> Framework | None:
    """The framework with an id; None for none. Raises as `load_framework`."""
    return load_framework(framework_id) if framework_id else None


def read_framework(path: Path) -> Framework:
    """Return the framework in the file at `path`, with the tables of criteria and words beside it.

    Raises `FrameworkInvalid` with every fault of the one, or else of the other.
    """
    document = read_document(path)
    faults = _faults(document)
    if faults:
        raise FrameworkInvalid(faults)
    framework, table, words = build_framework(document.data), read_table(path), read_words(path)
    wrong = (*table_faults(framework, table), *word_faults(framework, words))
    if wrong:
        raise FrameworkInvalid(wrong)
    return replace(
        framework,
        review_kinds=review_kinds(framework, table.data),
        stages=words_of(words.data, "stages"),
        bodies_called=words_of(words.data, "bodies"),
    )


def check_framework(path: Path) -> tuple[Fault, ...]:
    """Return every fault of the file at `path`, in the order of its lines; none means it can be loaded.

    Once it has none, those of the tables of criteria and words beside it.
    """
    document = read_document(path)
    found = _faults(document)
    if found:
        return found
    framework = build_framework(document.data)
    return (*table_faults(framework, read_table(path)), *word_faults(framework, read_words(path)))


def _faults(document: Document) -> tuple[Fault, ...]:
    found = list(document.faults)
    if document.data is not None or not found:
        found += shape_faults(document)
    if isinstance(document.data, dict):
        found += reference_faults(document)
        found += sense_faults(document)
    # Two schemas may find the same; and the order of the file is the order in which people mend it.
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.line or 0, fault.item)))
