"""The patient's form: what is asked about the person, and the link to their panel."""

from typing import Any

from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval

from .prompt import prompts_of
from .saved import keep


class Patient(metaclass=PoolMeta):
    """Patient."""

    __name__ = "gnuhealth.patient"

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
    def get_lif_prompts(cls, patients: list[Any], name: str) -> dict[int, list[int]]:
        """What is asked about the person, waiting or lately answered."""
        found = prompts_of({one.id for one in patients})
        return {one.id: [prompt.id for prompt in found.get(one.id, ())] for one in patients}

    @classmethod
    def set_nothing(cls, patients: list[Any], name: str, value: Any) -> None:
        """Prompts are answered by their buttons alone."""

    @classmethod
    def get_lif_any(cls, patients: list[Any], name: str) -> dict[int, bool]:
        """Whether there is anything to show."""
        return {key: bool(found) for key, found in cls.get_lif_prompts(patients, name).items()}

    @classmethod
    def get_lif_panel(cls, patients: list[Any], name: str) -> dict[int, str | None]:
        """The link to the person's panel, once lif_plugin has given one."""
        found = prompts_of({one.id for one in patients}, ended=True)
        links = {key: [one.link for one in prompts if one.link] for key, prompts in found.items()}
        return {one.id: next(iter(links.get(one.id, ())), None) for one in patients}

    @classmethod
    def view_attributes(cls) -> list[Any]:
        """Hide the group of prompts where there are none."""
        hidden = {"invisible": ~Bool(Eval("lif_any"))}
        return [*super().view_attributes(), ("/form/group[@id='lif_prompts_group']", "states", hidden)]

    @classmethod
    def write(cls, *args: Any) -> None:
        """Write, and keep that it is to be told."""
        super().write(*args)
        keep("patient.saved", lambda: [one.id for few in args[::2] for one in few])
