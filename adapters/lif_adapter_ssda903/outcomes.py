"""Maps the tables that say one thing of a child for the period: who they are, health, leaving care, adoption.

None of them has more than one row a child, so they may be plainer and slower than those of `care`.
"""

from typing import Any, Final

from lif_adapter_kit.dates import partial_day
from lif_adapter_ssda903.sheet import LONGEST_REF, Mapper, Sheet
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event, Rejected, Row

_ONCE: Final = "-"
_FLAGS: Final = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)
_NO_EARLIER_PERMANENCE: Final = "Z1"
_HIGHEST_SDQ: Final = 40


class _Reader:
    """What the plain tables share: a row's child, its key, its birth date and its coded columns."""

    def __init__(self, sheet: Sheet, **codes: tuple[str, str | None]) -> None:
        self.sheet = sheet
        self._codes = [
            (column, sheet.at.get(column, -1), sheet.codes(name, column, field))
            for column, (name, field) in codes.items()
        ]

    def text(self, cells: list[str], column: str) -> str:
        return cells[self.sheet.at.get(column, -1)]

    def day(self, cells: list[str], column: str) -> int | None:
        return self.sheet.days[self.text(cells, column)]

    def child(self, cells: list[str]) -> str | None:
        child = self.text(cells, "CHILD").strip()
        return child if 0 < len(child) <= LONGEST_REF else None

    def refuse(self, number: int, cells: list[str], column: str) -> Rejected:
        return self.sheet.refuse_start(number, cells, self.text(cells, "CHILD").strip(), column)

    def key(self, number: int, child: str, part: str | int, column: str) -> tuple[str, int]:
        base = f"{child}|{part}"
        if base in self.sheet.seen:
            return self.sheet.repeat(base, number, column)
        self.sheet.seen.add(base)
        return base, 1

    def values(self, number: int, cells: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The coded columns as typed fields and detail."""
        fields: dict[str, Any] = {}
        detail: dict[str, Any] = {}
        for column, place, codes in self._codes:
            known, other, odd = codes[cells[place]]
            fields |= known
            detail |= other
            if odd:
                self.sheet.note(number, column, odd)
        return fields, detail

    def born(self, number: int, cells: list[str], fields: dict[str, Any], detail: dict[str, Any]) -> None:
        day = self.day(cells, "DOB")
        if day:
            fields["born_on"] = day
            self.sheet.know_birth(number, self.text(cells, "CHILD").strip(), day)
        else:
            self.sheet.odd_birth(number, self.text(cells, "DOB"), day, detail)

    def optional_day(self, number: int, cells: list[str], column: str, detail: dict[str, Any]) -> int | None:
        day = self.day(cells, column)
        if day == 0:
            detail[f"{column}_raw"] = self.text(cells, column)
            self.sheet.note(number, column, "unreadable_date")
        return day or None

    def row(self, number: int, *events: Event) -> Row:
        return Row(self.sheet.file, number, events)


def header(sheet: Sheet) -> Mapper:
    """Header: the child's birth, with sex, ethnicity and whether she is a mother. It needs a birth date."""
    reader = _Reader(sheet, SEX=("sex", "code"), ETHNIC=("ethnicity", None), MOTHER=("flag", None))

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child, born = reader.child(cells), reader.day(cells, "DOB")
        if child is None or not born:
            return reader.refuse(number, cells, "DOB")
        key, seq = reader.key(number, child, _ONCE, "CHILD")
        fields, detail = reader.values(number, cells)
        own_child = reader.optional_day(number, cells, "MC_DOB", detail)
        if own_child:
            detail["MC_DOB"] = own_child
        fields |= {"born_on": born, "seq": seq}
        sheet.know_birth(number, child, born)
        return reader.row(number, Event("birth", child, f"birth|{key}", born, fields, detail))

    return read


def asylum(sheet: Sheet) -> Mapper:
    """UASC: an unaccompanied asylum-seeking child, through the period until DUC."""
    reader = _Reader(sheet)
    period = sheet.period

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = reader.child(cells)
        if child is None:
            return reader.refuse(number, cells, "CHILD")
        key, seq = reader.key(number, child, period.scope, "CHILD")
        fields: dict[str, Any] = {"code": "UASC", "seq": seq}
        detail: dict[str, Any] = {}
        reader.born(number, cells, fields, detail)
        until = reader.optional_day(number, cells, "DUC", detail)
        start = min(period.first_day, until or period.first_day)
        event = Event(
            "need", child, f"need|UASC|{key}", start, fields, detail, until, precision=Precision.PERIOD
        )
        return reader.row(number, event)

    return read


def health(sheet: Sheet) -> Mapper:
    """OC2: health and behaviour as returned for the period. Yes and no are told apart from an empty cell."""
    flags: dict[str, tuple[str, str | None]] = dict.fromkeys(_FLAGS, ("flag", None))
    reader = _Reader(sheet, SDQ_REASON=("sdq_reason", "reason"), **flags)
    period = sheet.period

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = reader.child(cells)
        if child is None:
            return reader.refuse(number, cells, "CHILD")
        key, seq = reader.key(number, child, period.scope, "CHILD")
        fields, detail = reader.values(number, cells)
        _score(reader, number, cells, detail)
        fields["seq"] = seq
        reader.born(number, cells, fields, detail)
        return reader.row(number, _of_period("health_check", child, key, period.last_day, fields, detail))

    return read


def _score(reader: _Reader, number: int, cells: list[str], detail: dict[str, Any]) -> None:
    text = reader.text(cells, "SDQ_SCORE").strip()
    if not text:
        return
    digits = text.removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) <= 2 and int(digits) <= _HIGHEST_SDQ:
        detail["SDQ_SCORE"] = int(digits)
    else:
        detail["SDQ_SCORE_raw"] = text
        reader.sheet.note(number, "SDQ_SCORE", "out_of_range")


def care_leavers(sheet: Sheet) -> Mapper:
    """OC3: whether a care leaver is in touch, what they do and where they live; a death if it says so."""
    reader = _Reader(
        sheet, IN_TOUCH=("in_touch", "code"), ACTIV=("activity", None), ACCOM=("accommodation", None)
    )
    period = sheet.period

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = reader.child(cells)
        if child is None:
            return reader.refuse(number, cells, "CHILD")
        key, seq = reader.key(number, child, period.scope, "CHILD")
        fields, detail = reader.values(number, cells)
        fields["seq"] = seq
        reader.born(number, cells, fields, detail)
        events = [_of_period("care_leaver_contact", child, key, period.last_day, fields, detail)]
        if fields.get("code") == "DIED":
            events.append(_of_period("death", child, f"OC3|{key}", period.last_day, {}, {}))
        return reader.row(number, *events)

    return read


def _of_period(
    kind: str, child: str, key: str, day: int, fields: dict[str, Any], detail: dict[str, Any]
) -> Event:
    """A fact that holds for the period and has no day of its own: it stands on the period's last day."""
    return Event(kind, child, f"{kind}|{key}", day, fields, detail, precision=Precision.PERIOD)


def adoptions(sheet: Sheet) -> Mapper:
    """AD1: the decision that a child should be placed for adoption, and the match with adopters."""
    reader = _Reader(sheet, FOSTER_CARE=("flag", None), NB_ADOPTR=("adopters", None),
                     SEX_ADOPTR=("adopters_sex", None), LS_ADOPTR=("adopters_status", None))  # fmt: skip

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child, decided = reader.child(cells), reader.day(cells, "DATE_INT")
        if child is None or not decided:
            return reader.refuse(number, cells, "DATE_INT")
        key, seq = reader.key(number, child, decided, "DATE_INT")
        _, adopters = reader.values(number, cells)
        detail: dict[str, Any] = {}
        born: dict[str, Any] = {"seq": seq}
        reader.born(number, cells, born, detail)
        matched = reader.optional_day(number, cells, "DATE_MATCH", detail)
        detail |= adopters
        events = [
            Event(
                "adoption_step",
                child,
                f"adoption_step|AD1|{step}|{key}",
                day,
                {"code": step, **born},
                dict(detail),
            )
            for step, day in (("decision", decided), ("match", matched))
            if day
        ]
        return reader.row(number, *events)

    return read


def placed_for_adoption(sheet: Sheet) -> Mapper:
    """PlacedAdoption: a decision to place for adoption, from DATE_PLACED until it was given up."""
    reader = _Reader(sheet, REASON_PLACED_CEASED=("placed_ceased_reason", "reason"))

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child, start = reader.child(cells), reader.day(cells, "DATE_PLACED")
        if child is None or not start:
            return reader.refuse(number, cells, "DATE_PLACED")
        key, seq = reader.key(number, child, start, "DATE_PLACED")
        fields, detail = reader.values(number, cells)
        fields |= {"code": "placing", "seq": seq}
        reader.born(number, cells, fields, detail)
        until = reader.day(cells, "DATE_PLACED_CEASED")
        if until is not None and until < start:
            text = reader.text(cells, "DATE_PLACED_CEASED")
            until = sheet.odd_end(number, "DATE_PLACED_CEASED", text, until, detail)
        event = Event("adoption_step", child, f"adoption_step|placing|{key}", start, fields, detail, until)
        return reader.row(number, event)

    return read


def earlier_permanence(sheet: Sheet) -> Mapper:
    """PrevPerm: an earlier permanence arrangement that ended. "None" (Z1) and an empty code are no event."""
    reader = _Reader(sheet, PREV_PERM=("previous_permanence", "code"))
    period = sheet.period

    def read(number: int, cells: list[str]) -> Row | Rejected:
        child = reader.child(cells)
        if child is None:
            return reader.refuse(number, cells, "CHILD")
        key, seq = reader.key(number, child, _ONCE, "CHILD")
        fields, detail = reader.values(number, cells)
        if not fields or fields.get("code") == _NO_EARLIER_PERMANENCE:
            return reader.row(number)
        fields["seq"] = seq
        reader.born(number, cells, fields, detail)
        day, precision = _ended(reader, number, cells, detail) or (period.last_day, Precision.PERIOD)
        if authority := reader.text(cells, "LA_PERM").strip():
            detail["LA_PERM"] = authority
        name = "previous_permanence"
        return reader.row(
            number, Event(name, child, f"{name}|{key}", day, fields, detail, precision=precision)
        )

    return read


def _ended(
    reader: _Reader, number: int, cells: list[str], detail: dict[str, Any]
) -> tuple[int, Precision] | None:
    """When the arrangement ended, as exactly as the row says; None where it does not say the year."""
    text = reader.text(cells, "DATE_PERM").strip()
    day = reader.sheet.days[text]
    if day is None:
        return None
    if day:
        return day, Precision.DAY
    detail["DATE_PERM_raw"] = text
    found = partial_day(text)
    if found is None and text.lower() != "zz/zz/zzzz":
        reader.sheet.note(number, "DATE_PERM", "unreadable_date")
    return found
