"""Published samples, imported whole: the triggers nominate whom a plain script over the files finds."""

import csv
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import lif_adapter_cin
import lif_adapter_ssda903
from lif_plugin.builtin import audit_triggers
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks import Adapter
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.assets.audited import nominated
from tests.assets.world import World

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CENSUS = FIXTURES / "cin_census" / "CIN_output_seed42.xml"
KNOWN_UNTIL = date(2025, 3, 31)
YEARS = ("2017", "2019", "2021")
Found = dict[str, set[str]]
Plans = dict[str, list[tuple[date, date | None]]]


def _world(folder: Path, adapter: Adapter, *deliveries: tuple[list[Path], ExamineOptions]) -> Iterator[Found]:
    """The children nominated by each trigger once these files have been imported."""
    url = f"sqlite:///{folder}/lif.db"
    migrate(url)
    with World(Store(make_engine(url)), plugins=(("audit_triggers", audit_triggers),)) as made:
        for files, options in deliveries:
            import_files(made.store, made.receiver, adapter, files, made.agency.id, options)
            made.drain()
        found: Found = defaultdict(set)
        for child, trigger in nominated(made):
            found[trigger].add(child)
        yield found
        made.store.close()


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    (adapter,) = lif_adapter_cin.lif_adapters()
    told = ExamineOptions(received=20261122, first_day=20190401, last_day=20250331)
    yield from _world(tmp_path_factory.mktemp("census"), adapter, ([CENSUS], told))


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    (adapter,) = lif_adapter_ssda903.lif_adapters()
    sets = [sorted((FIXTURES / "ssda903").glob(f"{year}-*.csv")) for year in YEARS]
    options = ExamineOptions(received=20261122)
    yield from _world(tmp_path_factory.mktemp("returns"), adapter, *((files, options) for files in sets))


def later(day: date, months: int) -> date:
    """The corresponding date, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(child: ET.Element, tag: str) -> list[date]:
    return sorted({date.fromisoformat(one.text or "") for one in child.iter(tag)})


def children() -> dict[str, list[ET.Element]]:
    found: dict[str, list[ET.Element]] = defaultdict(list)
    for child in ET.parse(CENSUS).getroot().iter("Child"):  # noqa: S314  our own sample
        found[child.findtext("ChildIdentifiers/LAchildID") or ""].append(child)
    return found


def plans() -> Plans:
    """Each child's protection plans; one that ends before it starts says nothing of its length or its end."""
    found: Plans = defaultdict(list)
    for ref, records in children().items():
        for child in records:
            for plan in child.iter("ChildProtectionPlans"):
                start = date.fromisoformat(plan.findtext("CPPstartDate") or "")
                text = plan.findtext("CPPendDate")
                end = date.fromisoformat(text) if text else None
                if end is None or end >= start:
                    found[ref].append((start, end))
    return found


@pytest.mark.parametrize(("trigger", "months"), [("plan_over_15_months", 15), ("plan_over_24_months", 24)])
def test_long_plans_are_found_alike(census: Found, trigger: str, months: int) -> None:
    counted = {
        ref
        for ref, own in plans().items()
        if any(min(end or KNOWN_UNTIL, KNOWN_UNTIL) > later(start, months) for start, end in own)
    }
    assert census[trigger] == counted
    assert len(counted) > 5


def test_repeat_plans_are_found_alike(census: Found) -> None:
    begun = {
        ref: [day for one in records for day in days(one, "CPPstartDate")]
        for ref, records in children().items()
    }
    counted = {
        ref
        for ref, own in plans().items()
        for start in begun[ref]
        for earlier, end in own
        if earlier < start and end is not None and end <= start <= later(end, 24)
    }
    assert census["repeat_plan"] == counted
    assert len(counted) > 0


def test_referrals_again_are_found_alike(census: Found) -> None:
    counted = {
        ref
        for ref, records in children().items()
        for first, second in pairwise(
            sorted({day for one in records for day in days(one, "CINreferralDate")})
        )
        if second <= later(first, 12)
    }
    assert census["re_referral"] == counted
    assert len(counted) > 5


def rows(year: str, table: str) -> list[dict[str, str]]:
    with (FIXTURES / "ssda903" / f"{year}-{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_care_leavers_who_are_not_in_touch_are_found_alike(returns: Found) -> None:
    newest = {row["CHILD"]: row["IN_TOUCH"] for year in YEARS for row in rows(year, "oc3")}
    counted = {child for child, said in newest.items() if said == "NO"}
    assert returns["care_leaver_not_in_touch"] == counted
    assert len(counted) > 5


def test_three_moves_in_a_year_are_found_alike(returns: Found) -> None:
    moves: dict[str, set[date]] = defaultdict(set)
    for year in YEARS:
        for row in rows(year, "episodes"):
            if row["RNE"] in {"P", "B"} and not row["PLACE"].startswith("T"):
                moves[row["CHILD"]].add(datetime.strptime(row["DECOM"], "%d/%m/%Y").date())  # noqa: DTZ007
    counted = {
        child
        for child, own in moves.items()
        if any(third <= later(first, 12) for first, third in zip(sorted(own), sorted(own)[2:], strict=False))
    }
    assert returns["placement_moves"] == counted
    assert len(counted) > 5


def test_three_missing_episodes_are_found_alike(returns: Found) -> None:
    begun: dict[str, set[date]] = defaultdict(set)
    for year in YEARS:
        for row in rows(year, "missing"):
            if row["MISSING"] == "M":
                begun[row["CHILD"]].add(datetime.strptime(row["MIS_START"], "%d/%m/%Y").date())  # noqa: DTZ007
    span = timedelta(days=90)
    counted = {
        child
        for child, own in begun.items()
        if any(third - first <= span for first, third in zip(sorted(own), sorted(own)[2:], strict=False))
    }
    assert returns["repeatedly_missing"] == counted
