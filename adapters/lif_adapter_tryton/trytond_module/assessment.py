"""The assessment: how the person's own view was heard, what lif_plugin asks about it, and that it was saved."""

from collections.abc import Iterator
from typing import Any

from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval

from .prompt import prompts_of
from .saved import keep
from .settings import read_settings

VIEWS = [
    (None, ""),
    ("words", "In their own words"),
    ("shown", "Shown without words, and seen by me"),
    ("somebody", "Told to somebody they trust"),
    ("refused", "Asked, and did not want to say"),
    ("not_asked", "Could not be asked"),
]
HEARD = ("words", "shown", "somebody")
NOT_YET = "This assessment does not yet show how the person's own view was heard."


class Assessment(metaclass=PoolMeta):
    """Socioeconomic and family assessment."""

    __name__ = "gnuhealth.ses.assessment"

    own_view = fields.Selection(
        VIEWS,
        "Own view",
        sort=False,
        states={"readonly": Eval("state") == "done"},
        help="How the person themselves was heard; a child as well, by any means",
    )
    own_words = fields.Text(
        "What they said or showed",
        states={
            "readonly": Eval("state") == "done",
            "invisible": ~Eval("own_view").in_([*HEARD, "not_asked"]),
        },
        help="Stays here: lif_plugin is told that there is a view and how it was given, never what was said",
    )
    lif_prompts = fields.Function(
        fields.One2Many(
            "lif.prompt", None, "About this record", states={"invisible": ~Bool(Eval("lif_any"))}
        ),
        "get_lif_prompts",
        setter="set_nothing",
    )
    lif_any = fields.Function(fields.Boolean("Something is asked"), "get_lif_any")
    lif_panel = fields.Function(
        fields.Char("Panel of this person", states={"invisible": ~Bool(Eval("lif_panel"))}), "get_lif_panel"
    )

    @classmethod
    def get_lif_prompts(cls, assessments: list[Any], name: str) -> dict[int, list[int]]:
        """What is asked about the person, waiting or lately answered."""
        found = prompts_of({one.patient.id for one in assessments if one.patient})
        return {
            one.id: [prompt.id for prompt in found.get(one.patient.id if one.patient else -1, ())]
            for one in assessments
        }

    @classmethod
    def set_nothing(cls, assessments: list[Any], name: str, value: Any) -> None:
        """Prompts are answered by their buttons alone."""

    @classmethod
    def get_lif_any(cls, assessments: list[Any], name: str) -> dict[int, bool]:
        """Whether there is anything to show."""
        return {key: bool(found) for key, found in cls.get_lif_prompts(assessments, name).items()}

    @classmethod
    def get_lif_panel(cls, assessments: list[Any], name: str) -> dict[int, str | None]:
        """The link to the person's panel, once lif_plugin has given one."""
        found = prompts_of({one.patient.id for one in assessments if one.patient}, ended=True)
        return {one.id: _link(found.get(one.patient.id if one.patient else -1, ())) for one in assessments}

    @fields.depends("notes", "own_view", "state")
    def on_change_notify(self) -> list[tuple[str, str]]:
        """A line above the form while notes are typed; nothing leaves Tryton for it."""
        said = list(super().on_change_notify())
        if read_settings().banner and self.notes and not self.own_view and self.state != "done":
            said.append(("info", NOT_YET))
        return said

    @classmethod
    def view_attributes(cls) -> list[Any]:
        """Hide the group of prompts where there are none."""
        hidden = {"invisible": ~Bool(Eval("lif_any"))}
        return [*super().view_attributes(), ("/form/group[@id='lif_prompts_group']", "states", hidden)]

    @classmethod
    def create(cls, vlist: list[dict[str, Any]]) -> list[Any]:
        """Create, and keep that it is to be told."""
        made = super().create(vlist)
        keep("assessment.saved", lambda: _patients(made))
        return made

    @classmethod
    def write(cls, *args: Any) -> None:
        """Write, and keep that it is to be told; one that is moved to another person is told of both."""
        records = [one for few in args[::2] for one in few]
        if any("patient" in values for values in args[1::2]):
            keep("assessment.saved", lambda: _patients(records))
        super().write(*args)
        keep("assessment.saved", lambda: _patients(cls.browse([one.id for one in records])))

    @classmethod
    def delete(cls, records: list[Any]) -> None:
        """Delete, and keep that it is to be told."""
        keep("assessment.deleted", lambda: list(_patients(records)))
        super().delete(records)


def _patients(assessments: list[Any]) -> Iterator[int]:
    return (one.patient.id for one in assessments if one.patient)


def _link(prompts: Any) -> str | None:
    return next((one.link for one in prompts if one.link), None)
