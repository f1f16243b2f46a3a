"""The Tryton module `lif_prompts`: registers its models, and the addresses that lif_plugin asks."""

from trytond.pool import Pool

from . import assessment, message, party, patient, prompt, routes

__all__ = ["register", "routes"]


def register() -> None:
    """Register with Tryton's pool."""
    Pool.register(
        assessment.Assessment,
        message.Message,
        party.Party,
        patient.Patient,
        prompt.Reason,
        prompt.Prompt,
        prompt.AnswerAsk,
        routes.UserApplication,
        module="lif_prompts",
        type_="model",
    )
    Pool.register(prompt.Explain, prompt.Wrong, prompt.Write, module="lif_prompts", type_="wizard")
