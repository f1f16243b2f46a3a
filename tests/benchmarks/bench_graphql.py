"""GraphQL beside PostGraphile 5 over the same PostgreSQL: ours with authorisation, row policies and read log, theirs without.

A  50 items of learning with findings, recommendations, actions and the agency that carries each out
B  learning by theme and agency, 180 rows: findings, actions open, overdue and closed, median days to close
C  one case with its prompts, another case each time

One process each, pools of 10, servers taken in turn, the order reversed each round; the content of both answers is
the same once names and codes are, and every later body is compared byte by byte. Prints answers a second, and last
one JSON object with how many times the peer's throughput ours is, by document and number of clients.
Options: --rounds N, --seconds N, --only A, B or C.
"""

import argparse
import base64
import json
import random
import statistics
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from tests.benchmarks.graphql_client import Asked, Server
from tests.benchmarks.graphql_servers import filled, ours, peers

CLIENTS: Final = (1, 8, 32)
SAMPLE: Final = 400
"""Cases that C takes from, each compared in full beforehand."""
OUR_A: Final = """{ learningItems(first: 50) { edges { node { id title sourceOfLearning day
  findings { id nature text theme recommendations { id text measure
    actions { id text state due measure ownerRole owner { id name nation } } } } } } } }"""
THEIR_A: Final = """{ allLearningItemsList(first: 50, orderBy: [AT_DESC, ROW_ID_DESC]) { rowId title sourceOfLearning day
  findingsByLearningItemIdList(orderBy: [AT_ASC, ROW_ID_ASC]) { rowId nature text theme
    recommendationsByFindingIdList(orderBy: [AT_ASC, ROW_ID_ASC]) { rowId text measure
      actionsByRecommendationIdList(orderBy: [AT_ASC, ROW_ID_ASC]) { rowId text state due measure ownerRole
        agencyByOwnerAgency { rowId name nation } } } } } }"""
OUR_B: Final = """{ learningSummary(by: [THEME, AGENCY]) { theme agency findings open overdue closed
  daysToClose { value } } }"""
THEIR_B: Final = """{ allThemeAgenciesList(orderBy: [THEME_ASC, AGENCY_ASC]) { theme agency findings open overdue closed
  days } }"""
OUR_C: Final = """query ($id: ID!) { case(id: $id) { ref source isOpen prompts { edges { node {
  id rule state severity message remedy occurredOn } } } } }"""
THEIR_C: Final = """query ($id: String!) { caseRecordByPublicId(publicId: $id) { ref source isOpen
  resultsByCaseIdList(orderBy: [OCCURRED_DAY_DESC, ROW_ID_DESC]) {
    rowId rule state severity message remedy occurredDay } } }"""
NAMES: Final = {
    "allLearningItemsList": "learningItems", "findingsByLearningItemIdList": "findings",
    "recommendationsByFindingIdList": "recommendations", "actionsByRecommendationIdList": "actions",
    "agencyByOwnerAgency": "owner", "caseRecordByPublicId": "case", "resultsByCaseIdList": "prompts",
    "occurredDay": "occurredOn", "rowId": "id", "allThemeAgenciesList": "learningSummary", "daysToClose": "days",
}  # fmt: skip
CODES: Final = frozenset({"state", "nature", "severity"})
COUNTS: Final = frozenset({"findings", "open", "overdue", "closed"})
"""The peer writes what is counted as text."""
DAYS: Final = frozenset({"day", "due", "occurredOn"})


def plain(value: Any, name: str = "") -> Any:
    """An answer with the names, ids, codes and days that both can be compared by."""
    if isinstance(value, Mapping):
        if "edges" in value:
            return [plain(edge["node"]) for edge in value["edges"]]
        if value.keys() == {"value"}:
            return value["value"]
        named = ((str(NAMES.get(key, key)), part) for key, part in value.items())
        return {key: plain(part, key) for key, part in named}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if name in CODES:
        return value.lower()
    if name in COUNTS:
        return int(value)
    if name in DAYS:
        return int(str(value).replace("-", ""))
    if name == "id" and "-" not in value:
        return base64.b64decode(value).decode().partition(":")[2]
    return value


def content(body: bytes) -> Any:
    """The content of an answer; an answer with errors is none."""
    answer = orjson.loads(body)
    if "errors" in answer:
        raise AssertionError(answer["errors"][:1])
    return plain(answer["data"])


def asked(server: Server, requests: list[bytes]) -> list[Asked]:
    """Requests with the bodies they are answered with."""
    return [Asked(*pair) for pair in zip(requests, server.ask(*requests), strict=True)]


def same(what: str, our: list[Asked], their: list[Asked]) -> None:
    """Raise unless the bodies of both have the same content; print their sizes."""
    for mine, theirs in zip(our, their, strict=True):
        if content(mine.expected) != content(theirs.expected):
            raise AssertionError(f"{what}: the two answers differ.")
    sizes = [statistics.mean(len(one.expected) for one in side) for side in (our, their)]
    print(
        f"{what}: {len(our)} answers of the same content, {sizes[0]:,.0f} bytes ours, {sizes[1]:,.0f} theirs"
    )


def one_of(chosen: list[Asked]) -> Callable[[], Asked]:
    """Another one each time, by chance."""
    chance = random.Random(8)
    return lambda: chance.choice(chosen)


def ratios(
    what: str, sides: list[tuple[Server, list[Asked]]], rounds: int, seconds: float
) -> dict[str, float]:
    """How many times the second server's throughput the first has, by number of clients."""
    found = {}
    for clients in CLIENTS:
        rates: list[list[float]] = [[], []]
        for number in range(rounds):
            for side in (0, 1) if number % 2 else (1, 0):
                server, chosen = sides[side]
                rates[side].append(server.rate(clients, seconds, one_of(chosen)))
        our, their = (statistics.median(one) for one in rates)
        print(
            f"{what} {clients:3} clients  ours {our:9.2f}/s  PostGraphile {their:9.2f}/s  {our / their:.3f}",
            flush=True,
        )
        found[str(clients)] = round(our / their, 3)
    return found


def documents(our: Server, their: Server, cases: list[str]) -> dict[str, list[tuple[Server, list[Asked]]]]:
    """The documents with both sides' requests, after their answers were compared."""
    some = random.Random(8).sample(cases, SAMPLE)
    ids = [base64.b64encode(f"Case:{case}".encode()).decode() for case in some]
    made = {
        "A": ([our.request(OUR_A)], [their.request(THEIR_A)]),
        "B": ([our.request(OUR_B)], [their.request(THEIR_B)]),
        "C": (
            [our.request(OUR_C, {"id": case}) for case in ids],
            [their.request(THEIR_C, {"id": case}) for case in some],
        ),
    }
    compared = {}
    for what, (ours_, theirs) in made.items():
        mine, other = asked(our, ours_), asked(their, theirs)
        same(what, mine, other)
        compared[what] = [(our, mine), (their, other)]
    return compared


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--only", choices=("A", "B", "C"))
    options = parser.parse_args()
    found: dict[str, dict[str, float] | None] = dict.fromkeys(("A", "B", "C"))
    with (
        filled() as (url, cases),
        tempfile.TemporaryDirectory() as keys,
        peers(url) as their,
        ours(url, Path(keys)) as our,
    ):
        if their is not None:
            for what, sides in documents(our, their, cases).items():
                if options.only in {None, what}:
                    found[what] = ratios(what, sides, options.rounds, options.seconds)
    print(json.dumps({"ratios": found}))


if __name__ == "__main__":
    main()
