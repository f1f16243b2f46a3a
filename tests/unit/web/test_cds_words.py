"""The specification's own examples are read as it means them; and moments as RFC 3339 writes them."""

from pathlib import Path
from typing import Any

import pytest

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import TokenRefused
from lif_plugin.flow.feedback import Feedback
from lif_plugin.web.cds_clients import CdsClients
from lif_plugin.web.cds_tokens import read_token
from lif_plugin.web.cds_words import CdsRequestRefused, read_call, read_feedback

REQUEST: Any = {
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "fhirServer": "http://hooks.smarthealthit.org:9080",
    "hook": "patient-view",
    "fhirAuthorization": {
        "access_token": "some-opaque-fhir-access-token", "token_type": "Bearer", "expires_in": 300,
        "scope": "user/Patient.read user/Observation.read", "subject": "cds-service4",
    },
    "context": {"userId": "Practitioner/example", "patientId": "1288992", "encounterId": "89284"},
    "prefetch": {"patientToGreet": {
        "resourceType": "Patient", "gender": "male", "birthDate": "1925-12-23", "id": "1288992", "active": True,
    }},
}  # fmt: skip
ACCEPTED: Any = {
    "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719", "outcome": "accepted",
    "acceptedSuggestions": [{"id": "e56e1945-20b3-4393-8503-a1a20fd73152"}], "outcomeTimestamp": "2021-12-11T10:05:31Z",
}  # fmt: skip
OVERRIDDEN: Any = {
    "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb", "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z",
}  # fmt: skip
WITH_REASON: Any = {
    "card": "9368d37b-283f-44a0-93ea-547cebab93ed", "outcome": "overridden",
    "overrideReason": {
        "reason": {"code": "d7ecf885", "system": "https://example.com/cds-hooks/override-reason-system"},
        "userComment": "A comment entered by the clinician.",
    },
    "outcomeTimestamp": "2020-12-11T00:00:00Z",
}  # fmt: skip
KEYS: Any = {"keys": [{
    "kty": "EC", "use": "sig", "crv": "P-384", "kid": "example-kid", "alg": "ES384",
    "x": "46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk",
    "y": "XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI",
}]}  # fmt: skip
TOKEN = (
    "eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6ImV4YW1wbGUta2lkIiwiamt1IjoiaHR0cHM6Ly9maGlyLWVoci5leGFtcGxlLmNvbS9q"
    "d2tfdXJpIn0.eyJpc3MiOiJodHRwczovL2ZoaXItZWhyLmV4YW1wbGUuY29tLyIsImF1ZCI6Imh0dHBzOi8vY2RzLmV4YW1wbGUub3JnL2Nkcy1z"
    "ZXJ2aWNlcy9zb21lLXNlcnZpY2UiLCJleHAiOjE0MjI1Njg4NjAsImlhdCI6MTMxMTI4MDk3MCwianRpIjoiZWUyMmIwMjEtZTFiNy00NjExLWJh"
    "NWItOGVlYzZhMzNhYzFlIiwidGVuYW50IjoiMmRkZDZjM2EtOGU5YS00NGM2LWEzMDUtNTIxMTFhZDMwMmEyIn0.d1WfLjGRKlcWB94l9do4cM8R"
    "EXeYJLL6SGUBO8VHZhfM8mwKYP70EMxJ67War4TQblEpaQrp11wx5p7oPFm2ETYgCicS84vXWEIYTdjooZdooCSDf2L8-i4awdoUwiEb"
)
ENDS = 1422568860


def test_the_specifications_own_request_is_read() -> None:
    assert read_call(REQUEST) == ("patient-view", "Practitioner/example", "1288992")


def test_the_specifications_own_feedback_is_read() -> None:
    assert read_feedback({"feedback": [ACCEPTED, OVERRIDDEN, WITH_REASON]}) == [
        Feedback(ACCEPTED["card"], "accepted", 1639217131000, None),
        Feedback(OVERRIDDEN["card"], "overridden", 1607644800000, None),
        Feedback(
            WITH_REASON["card"], "overridden", 1607644800000, AnswerKind.REPLIED,
            text="d7ecf885: A comment entered by the clinician.",
        ),
    ]  # fmt: skip


def test_the_specifications_own_token_is_taken(tmp_path: Path) -> None:
    clients = CdsClients(tmp_path)
    made = clients.make(
        "elmshire", "ssda903", "https://fhir-ehr.example.com/", [Role.IRO], KEYS, 0,
        tenant="2ddd6c3a-8e9a-44c6-a305-52111ad302a2", jku="https://fhir-ehr.example.com/jwk_uri",
    )  # fmt: skip
    there = "https://cds.example.org/cds-services/some-service"
    assert read_token(clients, TOKEN, there, ENDS - 60)[0] == made
    for url, now in ((f"{there}/feedback", ENDS - 60), (there, ENDS + 61)):
        with pytest.raises(TokenRefused):
            read_token(clients, TOKEN, url, now)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1985-04-12T23:20:50.52Z", 482196050520),
        ("1996-12-19t16:39:57-08:00", 851042397000),
        ("1990-12-31T23:59:60Z", 662687999000),
        ("2026-03-09T10:00:00.1234567890z", 1773050400123),
    ],
)
def test_a_moment_is_read_as_rfc_3339_writes_it(written: str, at: int) -> None:
    [told] = read_feedback({"feedback": [OVERRIDDEN | {"outcomeTimestamp": written}]})
    assert told.at == at


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-09T10:00:61Z",
        "2026-03-09T24:00:00Z",
        "2026-03-09 10:00:00Z",
        "2026-03-09T10:00Z",
        "٢٠٢٦-03-09T10:00:00Z",
    ],
)
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(CdsRequestRefused, match="outcomeTimestamp"):
        read_feedback({"feedback": [OVERRIDDEN | {"outcomeTimestamp": written}]})
