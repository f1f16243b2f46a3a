"""Serving: `serve`, and `demo`, which loads published sample returns and serves them."""

from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.app import App, build_app
from lif_plugin.cli.demo import demo_settings, load_demo, say_where
from lif_plugin.cli.options import Db, opened
from lif_plugin.cli.output import say
from lif_plugin.config import load_settings
from lif_plugin.web import create_app
from lif_plugin.web import serve as serve_http

DEFAULT_PORT = 8765


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = DEFAULT_PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine's own unless you say so.")
    ] = "127.0.0.1",
    db: Db = None,
) -> None:
    """Serve GraphQL and the pages, and work on what comes in."""
    with opened(db) as app:
        _serve(app, host, port)


def demo(
    samples: Annotated[Path, typer.Option(help="Folder of sample returns.")] = Path("fixtures/ssda903"),
    and_serve: Annotated[bool, typer.Option("--serve", help="Serve afterwards.")] = False,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = DEFAULT_PORT,
    db: Db = None,
) -> None:
    """Load published sample returns, show what came of them, and say where to look."""
    settings = demo_settings(load_settings(db), db)
    load_demo(settings, samples, fresh=db is None)
    with build_app(settings) as app:
        say_where(app, port)
        if and_serve:
            _serve(app, "127.0.0.1", port)


def _serve(app: App, host: str, port: int) -> None:
    """Serve until told to stop; the workers run inside."""
    with app.working():
        say(f"\nServing on http://{host}:{port} – stop with Ctrl-C.")
        serve_http(create_app(app.services()), host, port)
