"""CloudEvents 1.0: an event as HTTP carries it, in structured or in binary form, read and checked."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from lif_plugin.errors import LifError

STRUCTURED: Final = "application/cloudevents+json"
AT_MOST: Final = 64 * 1024
"""Bytes of an event: every intermediary forwards one of this size."""
_NAME: Final = re.compile(r"[a-z0-9]+")
_URI: Final = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,500}")
_REQUIRED: Final = ("id", "source", "specversion", "type")
_NOT_ATTRIBUTES: Final = frozenset({"data", "data_base64"})
_LONGEST: Final = 1000


class EventRefused(LifError):
    """This event cannot be taken."""

    code = "event_refused"
    hint = "Mend what the message names and send it again; an event that was not taken left nothing behind."


class EventTooLarge(EventRefused):
    """An event is larger than 64 KiB."""

    code = "event_too_large"
    hint = "Send the facts of a case one by one."


class EventForm(EventRefused):
    """The content is in no form that an event is taken in."""

    code = "event_form"
    hint = "Send application/cloudevents+json, or ce- headers with application/json; one event at a time."


class CloudEvent(NamedTuple):
    """One event; ``data`` is its content as JSON. Attributes of others are passed over."""

    id: str
    source: str
    type: str
    data: Any


def read_event(headers: Mapping[str, str], body: bytes) -> CloudEvent:
    """Read an event from a request, whose headers' names are in lower case. Raises `EventRefused`."""
    if len(body) > AT_MOST:
        raise EventTooLarge
    media, _, more = headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if "charset=" in more.lower() and "utf-8" not in more.lower():
        raise EventForm("Events are written in UTF-8.")
    if media == STRUCTURED:
        return _structured(body)
    if media.startswith("application/cloudevents"):
        raise EventForm
    if "ce-specversion" not in headers:
        raise EventForm("The request holds no CloudEvent.")
    if media not in {"application/json", "text/json"} and not media.endswith("+json"):
        raise EventForm("The data of an event is JSON here.")
    attributes = {
        name.removeprefix("ce-"): unquote(value) for name, value in headers.items() if name.startswith("ce-")
    }
    return _checked(attributes, _json(body, "data"))


def _structured(body: bytes) -> CloudEvent:
    event = _json(body, "event")
    if not isinstance(event, dict):
        raise EventRefused("An event is a JSON object.")
    kind = event.get("datacontenttype", "application/json")
    if not isinstance(kind, str) or not kind.partition(";")[0].strip().lower().endswith("json"):
        raise EventForm("The data of an event is JSON here.")
    if "data" in event and "data_base64" in event:
        raise EventRefused("An event holds data or data_base64, not both.")
    data = event.get("data")
    if "data_base64" in event:
        try:
            data = _json(base64.b64decode(event["data_base64"], validate=True), "data_base64")
        except (binascii.Error, TypeError, ValueError) as error:
            raise EventRefused("data_base64 is not base 64.") from error
    return _checked({name: event[name] for name in event.keys() - _NOT_ATTRIBUTES}, data)


def _json(content: bytes, what: str) -> Any:
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        # Without its cause: that quotes the content.
        raise EventRefused(f"The {what} is not JSON in UTF-8.") from None


def _no_number(_name: str) -> None:
    raise ValueError


def _checked(attributes: Mapping[str, Any], data: Any) -> CloudEvent:
    odd = sorted(name[:40] for name in attributes if not _NAME.fullmatch(name))
    if odd:
        raise EventRefused("Attribute names are made of small letters and digits.")
    for name in _REQUIRED:
        value = attributes.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or not value.isprintable():
            raise EventRefused(f"The attribute {name} is missing or no text.")
    if attributes["specversion"] != "1.0":
        raise EventRefused("Only specversion 1.0 is taken.")
    if not _URI.fullmatch(attributes["source"]):
        raise EventRefused("The attribute source is no URI reference.")
    for name, value in attributes.items():
        # An attribute that is null is one that is not there; an object or a list is none.
        if value is not None and not isinstance(value, str | bool | int):
            raise EventRefused(f"The attribute {name[:40]} is no text, number or yes and no.")
    if attributes.get("time") is not None:
        _check_time(attributes["time"])
    return CloudEvent(attributes["id"], attributes["source"], attributes["type"], data)


def _check_time(value: object) -> None:
    try:
        zoned = datetime.fromisoformat(value).tzinfo is not None if isinstance(value, str) else False
    except ValueError:
        zoned = False
    if not zoned:
        raise EventRefused("The attribute time is no moment with its offset, such as 2026-03-09T14:30:00Z.")
