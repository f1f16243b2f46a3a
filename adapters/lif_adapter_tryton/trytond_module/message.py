"""What is to be told to lif_plugin: written with the save it is about, sent by the sender, kept for a month."""

from trytond.model import ModelSQL, ModelView, Unique, fields


class Message(ModelSQL, ModelView):
    """Change to tell lif_plugin."""

    __name__ = "lif.message"

    key = fields.Char("Key", required=True, readonly=True)
    about = fields.Char("What was saved", required=True, readonly=True)
    # A number and no reference: nothing of the patient's row is locked or looked at for it.
    patient = fields.Integer("Patient's number", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent")], "State", required=True, readonly=True, sort=False
    )
    tries = fields.Integer("Tries", required=True, readonly=True)
    due_at = fields.DateTime("Next try", required=True, readonly=True)
    sent_at = fields.DateTime("Sent", readonly=True)
    trouble = fields.Char("Last trouble", readonly=True)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._order.insert(0, ("id", "DESC"))
        cls._sql_constraints.append(("key_unique", Unique(table, table.key), "lif_prompts.msg_key_unique"))
