"""Opens the application with what is installed, asks, answers, asks again; prints each reply as a line of JSON.

A program of its own, because what is installed is found once, at the start of a process.
"""

import json
from typing import Any

from lif_plugin.app import build_app
from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.schema import Api, Sources

MANAGER = Viewer("elmshire", frozenset({Role.MANAGER, Role.QUALITY}), "casework", "sam.example")
ASK = """{
  plugins { name loaded hooks faults { message } }
  cases { edges { node {
    ref
    prompts { edges { node { id rule state message lessons { text } } } }
    nominations { trigger plugin }
    timers(all: true) { id state dueOn doneOn }
    reviewLinks { review plugin authority }
  } } }
  exampleAnswers { rule answer count }
}"""
ANSWER = """mutation ($prompt: ID!) { answerPrompt(input: {prompt: $prompt, kind: EXPLAINED, reason: "refused"}) {
  ... on AnswerSaved { prompt { state } }
} }"""


def main() -> None:
    """Ask, answer, ask again."""
    with build_app(load_settings()) as app:
        services = app.services()
        api = Api(
            Sources(
                services.store,
                services.plugins,
                services.rules,
                services.lessons,
                services.read_log,
                services.timers,
            )
        )

        def told(document: str, **variables: str) -> Any:
            reply = api.run(MANAGER, document, variables)
            print(json.dumps({"data": reply.data, "errors": reply.errors}))  # noqa: T201
            return reply.data

        asked = told(ASK)
        prompts = asked["cases"]["edges"][0]["node"]["prompts"]["edges"]
        one = next(edge["node"]["id"] for edge in prompts if edge["node"]["rule"] == "EX-01")
        told(ANSWER, prompt=one)
        told(ASK)


if __name__ == "__main__":
    main()
