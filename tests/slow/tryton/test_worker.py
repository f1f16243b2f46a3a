"""A social worker in GNU Health: what the record does not yet show is said in their own form, and answered there."""

import time
from datetime import UTC, datetime

import pytest

from tests.slow.campaign import say
from tests.slow.tryton.form import Form
from tests.slow.tryton.world import AGENCY, World, until

ASKED = "does not yet show how the person's own view was heard."
WAITS = "Question about the record – waits for you"
NOTICE = "Audit notice – for you to know"
WORDS = "I would like to talk about it, invented words"
ADA, BO, CY, DEE = range(4)


def test_an_assessment_without_the_view_is_prompted_and_met_once_the_view_is_recorded(
    world: World, form: Form
) -> None:
    began = time.monotonic()
    form.sign_in()
    form.open("gnuhealth.ses.assessment")
    form.choose_patient("Ada")
    form.write("notes", "Talked with the mother about money.")
    form.wait_for(f"This assessment {ASKED}")
    form.picture("1-banner")
    form.save()
    saved = time.monotonic()
    form.reload_until(WAITS)
    shown = time.monotonic()
    assert f"{datetime.now(UTC):%B %Y} {ASKED}" in form.seen()
    assert form.badge() == "1/1"
    assert until(form.pushed, "a pushed notification") == ["A question about a record"]
    form.picture("2-prompt")
    form.choose("own_view", "In their own words")
    form.write("own_words", "Ada says she would like to stay at her school.")
    form.save()
    recorded = time.monotonic()
    form.reload_until("Question about the record – nothing more to do")
    met = time.monotonic()
    form.wait_for("The record now shows this. Nothing more to do here.")
    form.picture("3-met")
    assert world.plugin.states(world.platform.made["children"][ADA]) == ["met"]
    say(
        f"prompt and view: {form.steps} steps, {met - began:.1f} s in all; from the save to the prompt in the form "
        f"{shown - saved:.1f} s, from the view to met {met - recorded:.1f} s"
    )


def test_a_prompt_is_answered_with_a_reason_by_its_button(world: World, form: Form) -> None:
    child = world.platform.made["children"][BO]
    number = world.worker().assess(child)
    form.sign_in()
    form.open("gnuhealth.ses.assessment", number)
    form.reload_until(WAITS)
    form.press("could_not")
    form.choose("reason", "They did not want to say")
    form.picture("4-reason")
    form.send()
    form.wait_for("Question about the record – answered")
    form.picture("5-answered")
    until(lambda: world.plugin.states(child) == ["explained"], "the answer")
    form.open("gnuhealth.patient", child)
    form.wait_for("Critical Information")
    form.wait_for("Answered: it could not be done, for this reason: They did not want to say.")
    form.picture("6-patient")


def test_an_audit_notice_is_received_and_answered(world: World, form: Form) -> None:
    began = time.monotonic()
    child = world.platform.made["children"][CY]
    number = world.worker().assess(child, own_view="shown")
    until(lambda: (world.plugin.case(child) or {}).get("isOpen"), "the assessment")
    month = f"{datetime.now(UTC):%Y-%m}"
    world.plugin.lif("audits", "draw", "--agency", AGENCY, "--month", month, "--quota", "0", "--random", "10")
    form.sign_in()
    form.open("gnuhealth.ses.assessment", number)
    form.reload_until(NOTICE)
    assert "It looks at how help works, not at you. Nothing needs to be prepared." in form.seen()
    form.picture("7-notice")
    form.press("reply")
    form.write("words", WORDS)
    form.send()
    form.wait_for("Audit notice – answered")
    form.picture("8-notice-answered")
    told = until(lambda: world.plugin.replies(child), "the reply")
    assert told == [WORDS]
    say(
        f"audit notice: {form.steps} steps, {time.monotonic() - began:.1f} s from the assessment to the reply in lif_plugin"
    )


def test_what_is_written_while_a_prompt_is_taken_back_is_kept_as_late(world: World) -> None:
    worker, child = world.worker(), world.platform.made["children"][DEE]
    number = worker.assess(child)
    [prompt] = until(lambda: worker.prompts(child), "the prompt")
    worker.call("gnuhealth.ses.assessment.write", [number], {"own_view": "shown"})
    until(lambda: worker.prompts(child)[0]["state"] == "ended", "its end")
    # Somebody still has the form as it was, with its buttons.
    worker.write_on(prompt["id"], "lif.prompt.wrong", "wrong", WORDS)
    assert until(lambda: world.plugin.late(child), "the late answer") == [("MET", f"wrong: {WORDS}")]
    assert worker.prompts(child)[0]["became"] == "Answered: it does not fit."
    with pytest.raises(AssertionError, match="Somebody has answered this meanwhile"):
        worker.write_on(prompt["id"], "lif.prompt.wrong", "wrong", "Somebody else's words")
