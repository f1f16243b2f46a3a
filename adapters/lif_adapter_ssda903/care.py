"""Maps the tables of a child's time in care: episodes, reviews, missing episodes, workers, liberty orders."""

from typing import Any, Final

from lif_adapter_ssda903.sheet import LONGEST_REF, Mapper, Sheet
from lif_plugin.domain.kinds import Tri
from lif_plugin.domain.record import Event, Rejected, Row

_HELD: Final = Tri.YES.value
_SAME_CARE: Final = "X1"
_DIED: Final = "E2"


def episodes(sheet: Sheet) -> Mapper:
    """Episodes: placement, legal status and need from DECOM to DEC; closure and death at the end of care.

    A reason for ending without an end date, or one that is no known code, ends nothing: whether the child
    left care is then unknown.
    """
    child_at, start_at, end_at = sheet.columns("CHILD", "DECOM", "DEC")
    rne_at, ls_at, cin_at = sheet.columns("RNE", "LS", "CIN")
    place_at, by_at, rec_at, why_at = sheet.columns("PLACE", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE")
    rnes = sheet.codes("episode_start_reason", "RNE")
    statuses = sheet.codes("legal_status", "LS", "code")
    needs = sheet.codes("primary_need", "CIN", "code")
    places = sheet.codes("placement_type", "PLACE", "code")
    providers = sheet.codes("placement_provider", "PLACE_PROVIDER")
    ends = sheet.codes("episode_end_reason", "REC", "outcome")
    reasons = sheet.codes("placement_change_reason", "REASON_PLACE_CHANGE", "reason")
    days, seen, name = sheet.days, sheet.seen, sheet.file

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = cells[child_at].strip()
        start = days[cells[start_at]]
        if not start or not 0 < len(child) <= LONGEST_REF:
            return sheet.refuse_start(number, cells, child, "DECOM")
        key, seq = f"{child}|{start}", 1
        if key in seen:
            key, seq = sheet.repeat(key, number, "DECOM")
        else:
            seen.add(key)
        place, _, odd_place = places[cells[place_at]]
        status, _, odd_status = statuses[cells[ls_at]]
        need, _, odd_need = needs[cells[cin_at]]
        _, by, odd_by = providers[cells[by_at]]
        _, rne, odd_rne = rnes[cells[rne_at]]
        why, why_raw, odd_why = reasons[cells[why_at]]
        ended, ended_raw, odd_end = ends[cells[rec_at]]
        if odd_place or odd_status or odd_need or odd_by or odd_rne or odd_why or odd_end:
            sheet.note_codes(number, ("PLACE", odd_place), ("LS", odd_status), ("CIN", odd_need),
                             ("PLACE_PROVIDER", odd_by), ("RNE", odd_rne), ("REASON_PLACE_CHANGE", odd_why),
                             ("REC", odd_end))  # fmt: skip
        detail: dict[str, Any] = {**by, **rne, **why_raw, **ended_raw}
        until = days[cells[end_at]]
        if until is not None and until < start:
            until = sheet.odd_end(number, "DEC", cells[end_at], until, detail)
        fields: dict[str, Any] = {**place, **why, "seq": seq}
        events = [Event("placement", child, f"placement|{key}", start, fields, detail, until)]
        if status:
            events.append(
                Event("legal_status", child, f"legal_status|{key}", start, {**status, "seq": seq}, {}, until)
            )
        if need:
            events.append(Event("need", child, f"need|EP|{key}", start, {**need, "seq": seq}, {}, until))
        if ended:
            code = ended["outcome"]
            if until is None:
                detail["REC"] = code
                sheet.note(number, "REC", "no_death_date" if code == _DIED else "end_without_date")
            else:
                fields["outcome"] = code
                if code != _SAME_CARE:
                    events += _end_of_care(child, key, until, code)
        return Row(name, number, tuple(events))

    return read


def _end_of_care(child: str, key: str, day: int, code: str) -> list[Event]:
    closure = Event("closure", child, f"closure|{key}", day, {"code": code}, {})
    return [closure, Event("death", child, f"death|EP|{key}", day, {}, {})] if code == _DIED else [closure]


def reviews(sheet: Sheet) -> Mapper:
    """Reviews: each row is a review that was held, with how the child took part and the birth date it states."""
    child_at, born_at, held_at, code_at = sheet.columns("CHILD", "DOB", "REVIEW", "REVIEW_CODE")
    codes = sheet.codes("participation", "REVIEW_CODE", "code")
    days, seen, births, name = sheet.days, sheet.seen, sheet.births, sheet.file
    first, last = sheet.period.year * 10_000 + 401, sheet.period.year * 10_000 + 10_331

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = cells[child_at].strip()
        day = days[cells[held_at]]
        if not day or not 0 < len(child) <= LONGEST_REF:
            return sheet.refuse_start(number, cells, child, "REVIEW")
        key, seq = f"{child}|{day}", 1
        if key in seen:
            key, seq = sheet.repeat(key, number, "REVIEW")
        else:
            seen.add(key)
        code, _, odd = codes[cells[code_at]]
        if odd:
            sheet.note(number, "REVIEW_CODE", odd)
        if not first <= day <= last:
            sheet.count_outside("REVIEW", number)
        fields: dict[str, Any] = {**code, "held": _HELD, "seq": seq}
        detail: dict[str, Any] = {}
        born = days[cells[born_at]]
        if born:
            fields["born_on"] = born
            if births.setdefault(child, born) != born:
                sheet.know_birth(number, child, born)
        else:
            sheet.odd_birth(number, cells[born_at], born, detail)
        return Row(name, number, (Event("review", child, f"review|{key}", day, fields, detail),))

    return read


def missing(sheet: Sheet) -> Mapper:
    """Missing: a time missing (M) or away without permission (A), open while MIS_END is empty."""
    return _interval(sheet, "missing", "MIS_START", "MIS_END", ("missing_type", "MISSING", "code"))


def workers(sheet: Sheet) -> Mapper:
    """SWEpisodes: who held the case from when to when, and why that changed."""
    return _interval(
        sheet, "worker", "SW_DECOM", "SW_DEC", ("worker_change_reason", "SW_REASON", "reason"), "SW_ID"
    )


def liberty_orders(sheet: Sheet) -> Mapper:
    """DoLo: deprivation of liberty orders."""
    return _interval(sheet, "deprivation_of_liberty", "DOLO_START", "DOLO_END")


def _interval(sheet: Sheet, kind: str, start_name: str, end_name: str,
              coded: tuple[str, str, str] | None = None, actor_name: str = "") -> Mapper:  # fmt: skip
    """A table whose rows are each one interval, with at most one coded column and one worker's id."""
    child_at, born_at, start_at, end_at = sheet.columns("CHILD", "DOB", start_name, end_name)
    code_name = coded[1] if coded else ""
    code_at, actor_at = sheet.columns(code_name, actor_name)
    codes = sheet.codes(*coded) if coded else None

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = cells[child_at].strip()
        start = sheet.days[cells[start_at]]
        if not start or not 0 < len(child) <= LONGEST_REF:
            return sheet.refuse_start(number, cells, child, start_name)
        key, seq = f"{child}|{start}", 1
        if key in sheet.seen:
            key, seq = sheet.repeat(key, number, start_name)
        else:
            sheet.seen.add(key)
        fields: dict[str, Any] = {"seq": seq}
        detail: dict[str, Any] = {}
        if codes is not None:
            code, raw, odd = codes[cells[code_at]]
            fields |= code
            detail |= raw
            if odd:
                sheet.note(number, code_name, odd)
        born = sheet.days[cells[born_at]]
        if born:
            fields["born_on"] = born
            sheet.know_birth(number, child, born)
        else:
            sheet.odd_birth(number, cells[born_at], born, detail)
        if actor_name and (actor := cells[actor_at].strip()):
            _name_worker(sheet, number, actor, fields, detail)
        until = sheet.days[cells[end_at]]
        if until is not None and until < start:
            until = sheet.odd_end(number, end_name, cells[end_at], until, detail)
        return Row(sheet.file, number, (Event(kind, child, f"{kind}|{key}", start, fields, detail, until),))

    return read


def _name_worker(
    sheet: Sheet, number: int, actor: str, fields: dict[str, Any], detail: dict[str, Any]
) -> None:
    if len(actor) <= LONGEST_REF:
        fields["actor"] = actor
    else:
        detail["SW_ID_raw"] = actor
        sheet.note(number, "SW_ID", "too_long")
