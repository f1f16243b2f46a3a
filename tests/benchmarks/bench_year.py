"""How often a year of a median authority interrupts its workers, with the starter profile and with everything on.

Feeds an invented year week by week, as an extract of each Sunday, to the whole application, and counts the prompts that
the alert budget let through to each worker in each week, critical ones included. Prints a table and last one JSON object:
  starter_p90   pushed prompts of a worker in a week at the 90th percentile, by the profile english_authority (aim: at most 2)
Options: --share of the authority (a tenth by default: what one worker sees does not change with it), --seed, --week-limit.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import mean

from sqlalchemy import select

from lif_plugin.builtin import BUILTIN
from lif_plugin.cli.config_files import profile, there
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.rule import Channel
from lif_plugin.domain.worktime import day_number, day_start_ms
from lif_plugin.flow.sweep import mark_due
from lif_plugin.flow.trial import Spread
from lif_plugin.store.calendar_table import fill_calendars
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.tables import case_record, push, result
from lif_plugin.store.work import Store
from tests.assets.demo_year import BEFORE, FIRST, KINDS, WEEKS, Year, feed
from tests.assets.world import World

AIM = 2
ZONE = "Europe/London"


@dataclass(frozen=True)
class Told:
    """What a year told the workers: prompts of each in each week, and by rule."""

    weekly: list[float]
    by_rule: Mapping[str, int]
    waiting: int


def starter() -> Agency:
    """The starter profile, live from the first day of the year."""
    made = profile("english_authority", there()).agency("elmshire", "Elmshire")
    return replace(made, go_live=day_number(FIRST), today=Today.COVERAGE)


def everything(rules: Mapping[str, object]) -> Agency:
    """Every plugin and rule on, each told at once, and no budget that anybody could reach."""
    loud = {rule_id: RuleSetting(delivery=Channel.NOW) for rule_id in rules}
    made = replace(starter(), plugins_off=frozenset(), rules_off=frozenset(), pushes_a_week=100)
    return replace(made, rules=loud)


def run(agency: Agency, year: Year, folder: Path, weeks: int) -> Told:
    """Let a year happen to an agency."""
    url = f"sqlite:///{folder / 'year.db'}"
    migrate(url)
    fill_calendars(url)
    with World(Store(make_engine(url)), agency, BUILTIN) as world:
        for week, last, events in feed(year):
            if week >= weeks:
                break
            since = BEFORE if week < 0 else last - timedelta(days=6)
            world.now = day_start_ms(last + timedelta(days=1), ZONE) + 9 * 3_600_000
            scope, until = f"week-{week + 1:02}", day_number(last)
            world.stream(events, scope, "records", until, KINDS, day_number(since))
            world.drain()
            mark_due(world.dispatcher, agency.id, last)
            world.drain()
        told = _told(world, year, weeks)
        world.store.close()
        return told


def _told(world: World, year: Year, weeks: int) -> Told:
    query = (
        select(case_record.c.ref, push.c.week, push.c.push_from, result.c.rule, result.c.addressees)
        .join(case_record, case_record.c.id == push.c.case_id)
        .join(result, (result.c.case_id == push.c.case_id) & (result.c.id == push.c.result_id))
    )
    rows = [row for row in world.rows(query) if ",worker," in row["addressees"]]
    through = [row for row in rows if row["push_from"] is not None]
    counted = Counter((year.worker_of[row["ref"]], row["week"]) for row in through)
    # The Monday after a week is when that week's extract is told.
    mondays = [day_number(FIRST + timedelta(weeks=week)) for week in range(weeks)]
    weekly = [float(counted[worker, monday]) for worker in year.workers for monday in mondays]
    return Told(weekly, Counter(row["rule"] for row in through), len(rows) - len(through))


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--week-limit", type=int, default=WEEKS)
    given = parser.parse_args()
    year = Year(given.seed, given.share)
    print(f"Seed {given.seed}: {len(year.worker_of):,} invented children, {len(year.workers)} workers, {year.rows:,} rows in the year; "
          f"at full size about {year.rows / given.share:,.0f}.")  # fmt: skip
    settings = {"starter profile": starter(), "everything on": everything(there().rules)}
    found = {}
    for name, agency in settings.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = run(agency, year, Path(folder), given.week_limit)
    print(
        f"\n{'pushed to a worker in a week':30}{'mean':>8}{'median':>8}{'p90':>8}{'max':>8}{'in the digest instead':>24}"
    )
    for name, told in found.items():
        spread = Spread.of(told.weekly)
        print(
            f"{name:30}{mean(told.weekly):8.2f}{spread.median:8.0f}{spread.p90:8.0f}{spread.highest:8.0f}{told.waiting:24,}"
        )
    for name, told in found.items():
        most = ", ".join(f"{rule} {count}" for rule, count in Counter(told.by_rule).most_common(8))
        print(f"{name}: {most}")
    p90 = Spread.of(found["starter profile"].weekly).p90
    print(
        json.dumps(
            {"seed": given.seed, "share": given.share, "starter_p90": p90, "aim": AIM, "held": p90 <= AIM}
        )
    )


if __name__ == "__main__":
    main()
