"""Deliver: how a result reaches people. Nothing is pushed that is old, stale, of a closed case, or unsure."""

from dataclasses import dataclass
from datetime import date, timedelta

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import Channel, Rule, State
from lif_plugin.domain.worktime import numbered_day

PUSHED = frozenset({Channel.NOW, Channel.DIGEST, Channel.PANEL})
"""The channels by which somebody is told."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What delivery depends on beside the rule: today, the source's last day, and whether the case is open.

    ``is_open`` None: the source does not say; then nothing is pushed, but the panel shows it.
    """

    today: date
    source_until: date | None
    is_open: bool | None


def choose_channel(rule: Rule, state: State, day: int | None, agency: Agency, now: Circumstances) -> Channel:
    """Choose the channel of a result that nobody has been told of.

    Historic: the case is closed, the fact is from before go-live, not recent or in the future, or the
    source's newest extract is too old. Off: there is nothing to tell.
    """
    if state is not State.GAP:
        return Channel.OFF
    if now.is_open is False or not _is_fresh(agency, now) or not _is_recent(day, agency, now.today):
        return Channel.HISTORIC
    if now.is_open is None and rule.delivery in {Channel.NOW, Channel.DIGEST}:
        return Channel.PANEL
    return rule.delivery


def _is_fresh(agency: Agency, now: Circumstances) -> bool:
    if now.source_until is None:
        return False
    return now.today - now.source_until <= timedelta(days=agency.fresh_days)


def _is_recent(day: int | None, agency: Agency, today: date) -> bool:
    if day is None or agency.go_live is None or day < agency.go_live:
        return False
    age = today - numbered_day(day)
    return timedelta(0) <= age <= timedelta(days=agency.recent_days)
