"""CloudEvents are read as the specification's own library writes them; what does not fit is refused by name."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent as TheirEvent
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.cloud_event import (
    AT_MOST,
    CloudEvent,
    EventForm,
    EventRefused,
    EventTooLarge,
    read_event,
)

STRUCTURED = {"content-type": "application/cloudevents+json; charset=utf-8"}
# The example of section 3.1.2 of the JSON format and 3.1.1 of the HTTP binding, with data of ours.
EXAMPLE: dict[str, Any] = {
    "specversion": "1.0", "type": "com.example.someevent", "source": "/mycontext", "subject": None,
    "id": "C234-1234-1234", "time": "2018-04-05T17:31:00Z", "comexampleextension1": "value",
    "comexampleothervalue": 5, "datacontenttype": "application/json", "data": {"appinfoA": "abc", "appinfoB": 123},
}  # fmt: skip
BINARY = {
    "content-type": "application/json; charset=utf-8", "ce-specversion": "1.0", "ce-type": "com.example.someevent",
    "ce-time": "2018-04-05T03:56:24Z", "ce-id": "1234-1234-1234", "ce-source": "/mycontext/subcontext",
}  # fmt: skip


def structured(**changed: Any) -> CloudEvent:
    event = {name: value for name, value in (EXAMPLE | changed).items() if value is not ...}
    return read_event(STRUCTURED, json.dumps(event).encode())


def binary(**changed: str | None) -> CloudEvent:
    headers = BINARY | {name.replace("_", "-"): value for name, value in changed.items()}
    return read_event({name: value for name, value in headers.items() if value is not None}, b'{"a": 1}')


def test_the_structured_example_is_read() -> None:
    said = structured()
    assert said == CloudEvent("C234-1234-1234", "/mycontext", "com.example.someevent", EXAMPLE["data"])


def test_the_binary_example_is_read() -> None:
    said = binary()
    assert said == CloudEvent("1234-1234-1234", "/mycontext/subcontext", "com.example.someevent", {"a": 1})


def test_data_in_base_64_is_read() -> None:
    assert structured(data=..., data_base64="eyJhIjogMX0=").data == {"a": 1}


def test_a_header_is_percent_decoded() -> None:
    assert binary(ce_id="Euro%20%E2%82%AC%20%F0%9F%98%80").id == "Euro € 😀"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
DATA = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.booleans(), max_size=3)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (
            STRUCTURED,
            json.dumps({name: value for name, value in EXAMPLE.items() if value is not None}).encode(),
        ),
        (BINARY, b'{"appinfoA": "abc", "appinfoB": 123}'),
    ],
    ids=["structured", "binary"],
)
def test_the_package_reads_the_examples_as_they_are_read_here(headers: dict[str, str], body: bytes) -> None:
    theirs, ours = from_http_event(HTTPMessage(headers, body)), read_event(headers, body)
    assert (ours.id, ours.source, ours.type, ours.data) == (
        theirs.get_id(), theirs.get_source(), theirs.get_type(), theirs.get_data(),
    )  # fmt: skip


@pytest.mark.parametrize("form", [to_structured_event, to_binary_event])
@given(identity=TEXT, data=DATA)
def test_what_the_package_writes_is_read(form: Any, identity: str, data: dict[str, Any]) -> None:
    theirs = TheirEvent(
        {"id": identity, "source": "https://case.example/elmshire", "type": "com.example.made", "specversion": "1.0",
         "time": datetime.now(UTC), "datacontenttype": "application/json"},
        data,
    )  # fmt: skip
    message = form(theirs)
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert read_event(headers, message.body) == CloudEvent(
        identity, "https://case.example/elmshire", "com.example.made", data
    )


@pytest.mark.parametrize("name", ["id", "source", "type", "specversion"])
@pytest.mark.parametrize("value", [..., "", None, 5])
def test_a_required_attribute_that_is_missing_is_named(name: str, value: object) -> None:
    with pytest.raises(EventRefused, match=f"The attribute {name} is"):
        structured(**{name: value})


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type"])
def test_so_is_one_that_no_header_holds(name: str) -> None:
    with pytest.raises(EventRefused, match=f"The attribute {name[3:]} is missing"):
        binary(**{name: None})


@pytest.mark.parametrize("version", ["0.3", "1.1", "1"])
def test_another_version_is_refused(version: str) -> None:
    with pytest.raises(EventRefused, match="specversion"):
        structured(specversion=version)


@pytest.mark.parametrize("name", ["caseRef", "case_ref", "case-ref", ""])
def test_attribute_names_are_small_letters_and_digits(name: str) -> None:
    with pytest.raises(EventRefused, match="small letters"):
        structured(**{name: "x"})


@pytest.mark.parametrize("time", ["yesterday", "2018-04-05T17:31:00", 5])
def test_a_time_without_offset_is_refused(time: object) -> None:
    with pytest.raises(EventRefused, match="offset"):
        structured(time=time)


def test_a_source_that_is_no_uri_is_refused() -> None:
    with pytest.raises(EventRefused, match="URI"):
        structured(source="my context")


def test_an_attribute_that_is_an_object_is_refused() -> None:
    with pytest.raises(EventRefused, match="no text"):
        structured(comexample={"a": 1})


def test_data_and_base_64_together_are_refused() -> None:
    with pytest.raises(EventRefused, match="not both"):
        structured(data_base64="eyJhIjogMX0=")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": NaN}', b"\xff", b"{" * 100_000])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(EventRefused):
        read_event(STRUCTURED, body)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "application/json"},
        {"content-type": "application/cloudevents-batch+json"},
        {"content-type": "application/cloudevents+avro"},
        {"content-type": "application/cloudevents+json; charset=latin-1"},
        BINARY | {"content-type": "application/xml"},
    ],
)
def test_another_form_is_refused_as_such(headers: dict[str, str]) -> None:
    with pytest.raises(EventForm):
        read_event(headers, b"{}")


def test_an_event_holds_64_kib_and_no_more() -> None:
    body = json.dumps(EXAMPLE | {"data": ""}).encode()
    full = json.dumps(EXAMPLE | {"data": "x" * (AT_MOST - len(body))}).encode()
    assert len(full) == AT_MOST
    assert read_event(STRUCTURED, full).type == "com.example.someevent"
    with pytest.raises(EventTooLarge):
        read_event(STRUCTURED, full + b" ")
