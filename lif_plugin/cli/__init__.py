"""The command `lif`: one module for each subject, joined here."""

import sys

import typer

from lif_plugin.cli import (
    access,
    actions,
    audits,
    backtest,
    briefings,
    cds,
    child_actions,
    clients,
    configuring,
    counts,
    delivery,
    digest,
    export,
    findings,
    forms,
    frameworks,
    governance,
    heard,
    indicators,
    intake,
    issuers,
    launch,
    learning,
    lessons,
    live,
    partnership,
    plans,
    plugins,
    prompts,
    reach,
    review_work,
    reviews,
    rules,
    sandbox,
    scenarios,
    serving,
    setup,
    themes,
    timers,
    training,
    voice,
    webhooks,
)
from lif_plugin.cli.output import fail
from lif_plugin.errors import LifError
from lif_plugin.web.server import spare_collector

app = typer.Typer(
    help="Prompts, voice of the child and learning for children's case records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (
    setup,
    intake,
    reach,
    prompts,
    timers,
    delivery,
    backtest,
    export,
    live,
    digest,
    launch,
    sandbox,
    serving,
):
    part.add_to(app)
app.add_typer(audits.app, name="audits")
app.add_typer(configuring.app, name="config")
app.add_typer(configuring.hooks, name="hooks")
app.add_typer(frameworks.app, name="frameworks")
review_work.add_to(reviews.app)
app.add_typer(reviews.app, name="reviews")
app.add_typer(rules.app, name="rules")
app.add_typer(scenarios.app, name="scenarios")
app.add_typer(partnership.app, name="partnership")
heard.add_to(audits.app)
forms.add_to(learning.app)
themes.add_to(learning.app)
app.add_typer(learning.app, name="learning")
app.add_typer(lessons.app, name="lessons")
app.add_typer(findings.app, name="findings")
app.add_typer(actions.app, name="actions")
app.add_typer(child_actions.app, name="child-actions")
app.add_typer(plans.app, name="plans")
app.add_typer(plugins.app, name="plugins")
app.add_typer(briefings.app, name="briefings")
app.add_typer(training.app, name="training")
app.add_typer(indicators.app, name="indicators")
app.add_typer(counts.figures, name="figures")
app.add_typer(counts.cube, name="cube")
app.add_typer(governance.app, name="governance")
app.add_typer(cds.app, name="cds")
app.add_typer(access.app, name="access")
app.add_typer(issuers.app, name="issuers")
app.add_typer(clients.app, name="clients")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(voice.app, name="voice", help="Reading case notes for the voice of the child.")


def main() -> None:
    """Run `lif`; an error of ours is one sentence with a hint, and exit code 1."""
    spare_collector()
    try:
        app()
    except LifError as error:
        fail(error)
        sys.exit(1)
