"""A social worker in GNU Health: what the record does not yet show is said in their own form, and answered there."""

import time

from tests.slow.campaign import say
from tests.slow.tryton.form import Form
from tests.slow.tryton.world import World, until

ASKED = "does not yet show how the person's own view was heard."
BANNER = f"This assessment {ASKED}"
PROMPT = f"2026 {ASKED}"


def test_an_assessment_without_the_view_is_prompted_and_met_once_the_view_is_recorded(
    world: World, form: Form
) -> None:
    began = time.monotonic()
    form.sign_in()
    form.open("gnuhealth.ses.assessment")
    form.choose_patient("Ada")
    form.write("notes", "Talked with the mother about money.")
    form.wait_for(BANNER)
    form.picture("1-banner")
    form.save()
    saved = time.monotonic()
    form.reload_until("Question about the record – waits for you")
    shown = time.monotonic()
    assert "does not yet show how the person's own view was heard." in form.seen()
    assert form.badge() == "1/1"
    until(form.pushed, "a pushed notification")
    assert form.pushed() == ["A question about a record"]
    form.picture("2-prompt")
    form.choose("own_view", "In their own words")
    form.write("own_words", "Ada says she would like to stay at her school.")
    form.save()
    recorded = time.monotonic()
    form.reload_until("Question about the record – nothing more to do")
    met = time.monotonic()
    form.wait_for("The record now shows this. Nothing more to do here.")
    form.picture("3-met")
    assert world.plugin.prompts() == [("TRY-01", "met")]
    say(
        f"{form.steps} steps, {met - began:.1f} s in all: from the save to the prompt in the form {shown - saved:.1f} s, "
        f"from the view to met {met - recorded:.1f} s"
    )
