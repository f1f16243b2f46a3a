"""Every quirk in every form: a message that names file, place, field and remedy; and the rest of the file is in."""

from pathlib import Path

import pytest

from lif_plugin.domain.record import Event, Notice, Purge, Rejected, Row, check_event
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions
from tests.contract.quirks import FORMS, QUIRKS, Case, Form
from tests.contract.quirks.case import GOOD, ODD, Outcome

READABLE = [
    pytest.param(form, case, id=f"{form.name}-{quirk}".replace(" ", "_"))
    for form in FORMS
    for quirk, case in form.cases.items()
    if case.outcome is not Outcome.REFUSED
]
REFUSED = [
    pytest.param(form, case, id=f"{form.name}-{quirk}".replace(" ", "_"))
    for form in FORMS
    for quirk, case in form.cases.items()
    if case.outcome is Outcome.REFUSED
]


class Read:
    """All that came out of a case's files."""

    def __init__(self, form: Form, case: Case, folder: Path) -> None:
        options = ExamineOptions(20261122, *form.period)
        items = list(form.adapter.read(form.adapter.examine(case.write(folder), options)))
        self.events: list[Event] = [event for item in items if isinstance(item, Row) for event in item.events]
        self.rejected = [item for item in items if isinstance(item, Rejected)]
        self.notices = [
            item for item in items if isinstance(item, Notice) and item.reason != "missing_column"
        ]
        self.purges = [item for item in items if isinstance(item, Purge)]
        for event in self.events:
            check_event(event)


@pytest.mark.parametrize(("form", "case"), READABLE)
def test_quirk_is_told_by_its_place_and_the_rest_is_in(form: Form, case: Case, tmp_path: Path) -> None:
    read = Read(form, case, tmp_path)
    assert GOOD in {event.case_ref for event in read.events}
    assert case.holds(read.events)
    assert [item.case_ref for item in read.purges] == ([ODD] if case.outcome is Outcome.REMOVED else [])
    assert len(read.rejected) == (case.outcome is Outcome.REJECTED)
    said: list[Rejected | Notice] = [*read.rejected, *read.notices]
    if case.outcome in {Outcome.READ, Outcome.REMOVED}:
        assert said == []
    else:
        first = next(item for item in said if item.reason == case.reason)
        assert [word for word in (case.where, case.field, case.remedy) if word not in first.message] == []


@pytest.mark.parametrize(("form", "case"), REFUSED)
def test_file_that_cannot_be_read_is_refused_by_name_with_a_remedy(
    form: Form, case: Case, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableInput) as refusal:
        Read(form, case, tmp_path)
    said = f"{refusal.value} {refusal.value.hint}"
    assert [word for word in (case.where, case.field, case.remedy) if word not in said] == []
    assert ODD not in said


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_quirk_is_shown_or_cannot_occur_for_a_reason(form: Form) -> None:
    assert form.cases.keys() | form.cannot.keys() == QUIRKS.keys()
    assert form.cases.keys() & form.cannot.keys() == set()
