"""CDS Hooks 2.0 on the service's side: discovery, cards, feedback; tokens have a module of their own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.used_tokens import UsedTokens
from lif_plugin.store.erasure import PURGED
from lif_plugin.store.tables import answer, card_feedback, case_record, metadata, read_log, result
from lif_plugin.store.work import Store
from lif_plugin.web.cds_clients import CdsClients
from lif_plugin.web.words import day_in_words
from tests.assets.builders import RULES, Case, Record
from tests.assets.cds_client import ISS, CdsClient, accepted, asked, overridden
from tests.assets.serving import Site, site_over

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
EXEMPTION = {"code": "declined", "system": "urn:lif-plugin:exemption"}


@pytest.fixture
def site(store: Store, record: Record, tmp_path: Path) -> Iterator[Site]:
    used = UsedTokens(store)
    rules = RULES | {"VOC-07": replace(VOC_07, exemptions=(Exemption("declined", "The child chose not to"),))}
    with site_over(store, tmp_path / "keys", rules, use_token=used.use) as made:
        yield made
    used.close()


@pytest.fixture
def system(site: Site) -> CdsClient:
    """A case system whose users come in as officers."""
    made = CdsClient()
    CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], made.jwks(), 0)
    return made


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    record.prompt(made, 20240305, VOC_07)
    return made


def cards(system: CdsClient, client: TestClient, **changed: Any) -> list[dict[str, Any]]:
    said = system.call(client, **changed)
    assert said.status_code == 200
    found: list[dict[str, Any]] = said.json()["cards"]
    return found


def rows(store: Store, statement: Any) -> list[dict[str, Any]]:
    with store.read(Viewer.system("test", "elmshire")) as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def empties(value: object, where: str = "") -> list[str]:
    """Where a null, an empty text, list or object stands."""
    found = [where] if value is None or value in ("", [], {}) else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [one for name, item in inner for one in empties(item, f"{where}/{name}")]


# ---------------------------------------------------------------- discovery


@ON_SQLITE
def test_discovery_lists_services_at_the_fixed_address(client: TestClient) -> None:
    said = client.get("/cds-services")
    assert (said.status_code, said.headers["content-type"]) == (200, "application/json")
    assert [one["id"] for one in said.json()["services"]] == ["case-prompts"] * 3


@ON_SQLITE
def test_each_service_has_hook_title_description_and_id(client: TestClient) -> None:
    services = client.get("/cds-services").json()["services"]
    assert all(
        isinstance(one[name], str) and one[name]
        for one in services
        for name in ("hook", "title", "description", "id")
    )
    assert empties(services) == []


@ON_SQLITE
def test_discovery_asks_for_no_prefetch_and_says_what_is_needed(client: TestClient) -> None:
    services = client.get("/cds-services").json()["services"]
    assert {name for one in services for name in one} == {
        "hook",
        "title",
        "description",
        "id",
        "usageRequirements",
    }


@ON_SQLITE
def test_hooks_of_our_own_carry_reverse_domain_names(client: TestClient) -> None:
    hooks = [one["hook"] for one in client.get("/cds-services").json()["services"]]
    assert hooks == ["org.lif-plugin.case-view", "org.lif-plugin.case-close", "patient-view"]


@ON_SQLITE
def test_every_listed_service_answers_on_its_hook(client: TestClient, system: CdsClient, case: Case) -> None:
    for one in client.get("/cds-services").json()["services"]:
        name = "patientId" if one["hook"] == "patient-view" else "caseId"
        context = {"userId": "Practitioner/1", name: "E-1001"}
        assert len(cards(system, client, hook=one["hook"], context=context)) == 1


# ---------------------------------------------------------------- a call


NO_REQUESTS: Any = [
    {"hook": None}, {"hook": "order-sign"}, {"hook": 5}, {"hookInstance": None}, {"hookInstance": "1"},
    {"context": None}, {"context": []}, {"context": {"userId": "a"}}, {"context": {"caseId": "E-1001"}},
    {"context": {"userId": "", "caseId": "E-1001"}}, {"prefetch": []}, {"fhirAuthorization": {"access_token": "a"}},
    {"extension": []}, {"extension": "x"},
]  # fmt: skip


@ON_SQLITE
def test_a_request_without_what_is_required_is_refused(
    client: TestClient, system: CdsClient, case: Case, store: Store
) -> None:
    for changed in NO_REQUESTS:
        said = system.call(client, **changed)
        assert (said.status_code, said.json()["error"]["code"]) == (400, "cds_request")
        assert rows(store, select(read_log)) == []


@ON_SQLITE
def test_what_is_no_json_is_refused(client: TestClient, system: CdsClient) -> None:
    there = "/cds-services/case-prompts"
    plain = client.post(there, content=b"{}", headers=system.bearer() | {"Content-Type": "text/plain"})
    broken = client.post(there, content=b"{", headers=system.bearer() | {"Content-Type": "application/json"})
    assert (plain.status_code, broken.status_code) == (400, 400)


@ON_SQLITE
def test_prefetch_server_token_and_extensions_are_passed_over(
    client: TestClient, system: CdsClient, case: Case
) -> None:
    more = {
        "prefetch": {"patient": {"resourceType": "OperationOutcome"}, "user": None}, "fhirServer": "http://fhir.example",
        "fhirAuthorization": {"access_token": "a"}, "extension": {"com.example.x": 1},
    }  # fmt: skip
    assert len(cards(system, client, **more)) == 1


@ON_SQLITE
def test_an_access_token_is_kept_nowhere(
    client: TestClient,
    system: CdsClient,
    case: Case,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    site: Site,
) -> None:
    caplog.set_level("DEBUG")
    said = {"fhirServer": "https://fhir.example", "fhirAuthorization": {"access_token": "only-for-you"}}
    cards(system, client, **said)
    site.log.flush()
    with store.read(Viewer.system("test", "elmshire")) as connection:
        kept = [connection.execute(select(table)).all() for table in metadata.sorted_tables]
    assert len(rows(store, select(read_log))) == 1
    assert "only-for-you" not in f"{kept}{caplog.text}"


@ON_SQLITE
def test_a_service_is_called_by_post_only(client: TestClient, system: CdsClient) -> None:
    there = "/cds-services/case-prompts"
    said = {
        method: client.request(method, there, headers=system.bearer()) for method in ("GET", "PUT", "DELETE")
    }
    assert {method: one.status_code for method, one in said.items()} == {
        "GET": 405,
        "PUT": 405,
        "DELETE": 405,
    }


@ON_SQLITE
def test_no_page_of_another_origin_can_call(client: TestClient, system: CdsClient, case: Case) -> None:
    there, page = "/cds-services/case-prompts", {"Origin": "https://page.example"}
    asks = page | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    said = [
        client.options(there, headers=asks),
        client.post(there, json=asked(), headers=system.bearer() | page),
    ]
    assert said[0].status_code == 405
    assert [name for one in said for name in one.headers if name.startswith("access-control")] == []


@ON_SQLITE
def test_no_such_service_is_not_found(client: TestClient, system: CdsClient) -> None:
    assert client.post("/cds-services/other", json=asked(), headers=system.bearer()).status_code == 404


def test_nothing_to_say_is_200_with_an_empty_list(
    client: TestClient, system: CdsClient, record: Record
) -> None:
    record.case("E-2002")
    said = system.call(client, "E-2002")
    assert (said.status_code, said.json()) == (200, {"cards": []})


@ON_SQLITE
def test_a_case_that_is_not_here_is_412(client: TestClient, system: CdsClient, case: Case) -> None:
    said = system.call(client, "E-9999")
    assert (said.status_code, said.json()["error"]["code"]) == (412, "cds_data")


@ON_SQLITE
def test_a_case_of_another_source_or_agency_is_412(
    client: TestClient, system: CdsClient, record: Record, store: Store
) -> None:
    record.prompt(record.case("E-3003", source="other"))
    theirs = Record.of(store, "other", record._numbers)
    theirs.prompt(theirs.case("E-4004"))
    assert [system.call(client, ref).status_code for ref in ("E-3003", "E-4004")] == [412, 412]
    assert rows(store, select(read_log)) == []


@ON_SQLITE
def test_a_case_that_was_not_worked_on_yet_is_412(
    client: TestClient, system: CdsClient, record: Record, store: Store
) -> None:
    made = record.case("E-2002")
    with store.write(Viewer.system("test", "elmshire")) as connection:
        connection.execute(update(case_record).where(case_record.c.id == made.id).values(stale=True))
    assert system.call(client, "E-2002").status_code == 412


@ON_SQLITE
def test_a_public_id_is_no_case_reference(client: TestClient, system: CdsClient, case: Case) -> None:
    assert system.call(client, case.public_id).status_code == 412


@ON_SQLITE
def test_what_could_not_be_checked_is_said_beside_the_cards(
    client: TestClient, system: CdsClient, record: Record
) -> None:
    record.prompt(record.case("E-2002"), 20240305, VOC_08, state="cannot_tell", delivery="off")
    said = system.call(client, "E-2002").json()
    assert (said["cards"], said["extension"]) == ([], {"org.lif-plugin.unchecked": [VOC_08.title]})


def test_a_call_is_in_the_read_log(
    client: TestClient, system: CdsClient, site: Site, case: Case, store: Store
) -> None:
    cards(system, client)
    site.log.flush()
    [row] = rows(store, select(read_log))
    assert (row["action"], case.public_id in row["cases"]) == ("cds_hooks", True)
    assert (row["subject"].split(":")[0], row["subject"].endswith("Practitioner/sam.example")) == (
        "cds",
        True,
    )


# ---------------------------------------------------------------- cards


@pytest.fixture
def card(client: TestClient, system: CdsClient, case: Case) -> dict[str, Any]:
    [one] = cards(system, client)
    return one


@ON_SQLITE
def test_a_card_has_uuid_summary_indicator_and_source(card: dict[str, Any], store: Store) -> None:
    [row] = rows(store, select(result))
    assert (card["uuid"], card["summary"]) == (row["id"], row["message"])
    assert card["indicator"] in {"info", "warning"}
    assert set(card["source"]) == {"label"}
    assert card["source"]["label"]


@ON_SQLITE
def test_nothing_in_an_answer_is_null_or_empty(card: dict[str, Any]) -> None:
    assert empties(card) == []


@ON_SQLITE
def test_a_summary_is_under_140_characters_and_ends_at_a_word(
    client: TestClient, system: CdsClient, record: Record
) -> None:
    record.prompt(record.case("E-2002"), message="The record does not yet show it. " * 10)
    [one] = cards(system, client, context={"userId": "a", "caseId": "E-2002"})
    assert (len(one["summary"]), one["summary"][-8:]) == (136, "it. The…")


@ON_SQLITE
def test_a_card_is_neutral_and_never_critical(card: dict[str, Any]) -> None:
    text = str(card).lower()
    assert [word for word in ("critical", "gap", "fail", "risk", "voc-") if word in text] == []


@ON_SQLITE
def test_the_detail_is_markdown_in_which_the_record_is_no_markup(
    client: TestClient, system: CdsClient, record: Record
) -> None:
    made = record.case("E-2002")
    review = record.review(made, 20240305, "[x](http://a) <b>*")
    record.result(made, review)
    [one] = cards(system, client, context={"userId": "a", "caseId": "E-2002"})
    assert r"recorded as \[x\]\(http://a\) \<b\>\*" in one["detail"]
    assert "**What would close it:**" in one["detail"]


@ON_SQLITE
def test_a_card_carries_the_records_it_rests_on(card: dict[str, Any]) -> None:
    proof = {"record": "Looked-after review", "day": "5 March 2024", "code": "PN7"}
    assert card["extension"] == {"org.lif-plugin.evidence": [proof]}


@ON_SQLITE
def test_a_card_says_how_far_the_record_goes(card: dict[str, Any], store: Store) -> None:
    [row] = rows(store, select(result.c.as_of))
    assert f"Record as of {day_in_words(row['as_of'])}." in card["detail"]


@ON_SQLITE
def test_suggestions_come_with_their_selection_behaviour(card: dict[str, Any]) -> None:
    [suggestion] = card["suggestions"]
    assert (card["selectionBehavior"], set(suggestion)) == ("at-most-one", {"label", "uuid"})


@ON_SQLITE
def test_override_reasons_are_the_coded_exemptions_with_a_display(card: dict[str, Any]) -> None:
    assert card["overrideReasons"] == [
        EXEMPTION | {"display": "The child chose not to"},
        {"code": "wrong", "system": "urn:lif-plugin:answer", "display": "This prompt is wrong"},
    ]


@ON_SQLITE
def test_a_link_is_absolute_and_opens_the_panel(card: dict[str, Any], case: Case) -> None:
    url = f"http://127.0.0.1:8765/panel/{case.public_id}"
    assert card["links"] == [{"label": "Open the panel", "url": url, "type": "absolute"}]


@ON_SQLITE
def test_who_may_not_answer_is_offered_no_answer(
    client: TestClient, system: CdsClient, record: Record
) -> None:
    record.prompt(record.case("E-2002"), addressees=",worker,")
    [one] = cards(system, client, context={"userId": "a", "caseId": "E-2002"})
    assert one.keys() & {"suggestions", "selectionBehavior", "overrideReasons"} == set()


@ON_SQLITE
def test_what_is_for_the_data_team_is_no_card(client: TestClient, system: CdsClient, record: Record) -> None:
    record.prompt(record.case("E-2002"), addressees=",data_team,")
    assert cards(system, client, context={"userId": "a", "caseId": "E-2002"}) == []


@ON_SQLITE
def test_the_same_prompt_has_the_same_card_on_every_call(
    card: dict[str, Any], client: TestClient, system: CdsClient
) -> None:
    assert [one["uuid"] for one in cards(system, client)] == [card["uuid"]]


# ---------------------------------------------------------------- feedback


def answered(store: Store) -> list[tuple[str, str | None, str | None]]:
    found = rows(store, select(answer).order_by(answer.c.id))
    return [(row["kind"], row["reason"], row["text"]) for row in found]


def effects(said: Any) -> list[str]:
    assert said.status_code == 200
    return [one["effect"] for one in said.json()["extension"]["org.lif-plugin.feedback"]]


def test_an_accepted_suggestion_is_done(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    assert effects(system.tell(client, accepted(card))) == ["answered"]
    [row] = rows(store, select(result))
    assert (answered(store), row["state"]) == ([("done", None, None)], "met")
    assert cards(system, client) == []


def test_a_reason_of_ours_explains(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    told = overridden(card, EXEMPTION, userComment="Asked twice.")
    assert effects(system.tell(client, told)) == ["answered"]
    [row] = rows(store, select(result))
    assert (answered(store), row["state"]) == ([("explained", "declined", "Asked twice.")], "explained")


@ON_SQLITE
@pytest.mark.parametrize(
    ("reason", "more", "kept"),
    [
        ({"code": "wrong", "system": "urn:lif-plugin:answer"}, {}, ("wrong", None, None)),
        ({"code": "x", "system": "urn:theirs", "display": "Not today"}, {}, ("replied", None, "Not today")),
        ({"code": "x", "system": "urn:theirs"}, {"userComment": "Later"}, ("replied", None, "x: Later")),
        (None, {"userComment": "I rang."}, ("replied", None, "I rang.")),
    ],
)
def test_what_else_somebody_said_stands_as_they_said_it(
    card: dict[str, Any],
    client: TestClient,
    system: CdsClient,
    store: Store,
    reason: Any,
    more: Any,
    kept: Any,
) -> None:
    assert effects(system.tell(client, overridden(card, reason, **more))) == ["answered"]
    assert answered(store) == [kept]


@ON_SQLITE
def test_put_aside_without_a_reason_is_no_answer_and_is_kept(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    assert effects(system.tell(client, overridden(card))) == ["dismissed"]
    assert (answered(store), len(cards(system, client))) == ([], 1)
    assert [row["effect"] for row in rows(store, select(card_feedback))] == ["dismissed"]


def test_twice_for_a_card_is_one_answer(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    said = [effects(system.tell(client, *[accepted(card)] * 2)), effects(system.tell(client, accepted(card)))]
    assert said == [["answered", "already_answered"], ["already_answered"]]
    assert answered(store) == [("done", None, None)]
    assert len(rows(store, select(card_feedback))) == 3


@ON_SQLITE
def test_what_somebody_did_later_counts_in_whatever_order_it_comes(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    late = overridden(card, EXEMPTION, at="2026-03-09T11:00:00Z")
    early = accepted(card, at="2026-03-09T10:30:00+01:00")
    assert effects(system.tell(client, late)) == ["answered"]
    assert effects(system.tell(client, early)) == ["already_answered"]
    assert answered(store) == [("explained", "declined", None)]


ENDED: Any = {"state": "met", "reason": "record_now_shows_it", "ended_at": 5}


@pytest.mark.parametrize("how", ["ended", "met", "answered since"])
@ON_SQLITE
def test_words_that_come_when_nothing_waits_are_kept_as_late(
    card: dict[str, Any],
    client: TestClient,
    system: CdsClient,
    store: Store,
    case: Case,
    site: Site,
    how: str,
) -> None:
    if how == "answered since":
        system.tell(client, accepted(card, at="2026-03-09T11:00:00Z"))
    else:
        with store.write(Viewer.system("test", "elmshire")) as connection:
            connection.execute(update(result).values(ENDED | ({"ended_at": None} if how == "met" else {})))
    before = rows(store, select(result))
    told = overridden(card, EXEMPTION, userComment="Asked twice.")
    assert [effects(system.tell(client, told)) for _ in range(2)] == [["late"], ["late"]]
    kept = rows(store, select(answer).where(answer.c.late))
    assert [(row["kind"], row["reason"], row["text"]) for row in kept] == [
        ("explained", "declined", "Asked twice.")
    ]
    assert rows(store, select(result)) == before
    shown = client.get(f"/panel/{case.public_id}", headers=site.bearer(Role.IRO)).text
    assert ("Answers that came late" in shown, "Asked twice." in shown) == (True, True)
    query = (
        "{ prompts(first: 1) { edges { node { answer { text } lateAnswers { kind reason text byMe } } } } }"
    )
    said = client.post("/graphql", json={"query": query}, headers=site.bearer(Role.IRO)).json()
    late = [{"kind": "EXPLAINED", "reason": "declined", "text": "Asked twice.", "byMe": False}]
    counts = {"text": None} if how == "answered since" else None
    assert said["data"]["prompts"]["edges"] == [{"node": {"answer": counts, "lateAnswers": late}}]


@ON_SQLITE
def test_what_was_removed_for_good_takes_no_late_words(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    with store.write(Viewer.system("test", "elmshire")) as connection:
        connection.execute(update(result).values(ENDED | {"reason": PURGED}))
    assert effects(system.tell(client, overridden(card, EXEMPTION, userComment="Robin"))) == [
        "answer_refused"
    ]
    assert answered(store) == []


@ON_SQLITE
def test_words_with_a_reason_that_the_rule_does_not_have_stand_as_a_reply(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    odd = overridden(card, EXEMPTION | {"code": "made-up"}, userComment="It snowed.")
    assert effects(system.tell(client, odd)) == ["answered"]
    assert answered(store) == [("replied", None, "made-up: It snowed.")]


@ON_SQLITE
def test_several_cards_at_once_are_answered_each(
    client: TestClient, system: CdsClient, record: Record, store: Store
) -> None:
    made = record.case("E-2002")
    for day in (20240305, 20240205):
        record.prompt(made, day)
    told = [accepted(one) for one in cards(system, client, context={"userId": "a", "caseId": "E-2002"})]
    assert effects(system.tell(client, *told)) == ["answered", "answered"]
    assert len(answered(store)) == 2


@ON_SQLITE
def test_an_unknown_card_or_reason_is_kept_with_its_cause_and_others_go_on(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    unknown = accepted(card) | {"card": "4e0a3a1e-3283-4575-ab82-028d55fe2719"}
    odd = overridden(card, EXEMPTION | {"code": "made-up"}, at="2026-03-09T10:00:01Z")
    last = accepted(card, at="2026-03-09T10:00:02Z")
    said = effects(system.tell(client, unknown, odd, last))
    assert said == ["unknown_suggestion", "answer_refused", "answered"]
    assert answered(store) == [("done", None, None)]


@ON_SQLITE
def test_a_card_of_another_source_is_nobodys_to_answer(
    client: TestClient, system: CdsClient, record: Record, store: Store
) -> None:
    theirs = record.prompt(record.case("E-3003", source="other"))
    told = overridden({"uuid": theirs}, EXEMPTION)
    assert effects(system.tell(client, told)) == ["not_found"]
    assert answered(store) == []


NO_FEEDBACK: Any = [
    {"card": None}, {"card": 5}, {"outcome": None}, {"outcome": "ignored"}, {"acceptedSuggestions": None},
    {"acceptedSuggestions": []}, {"acceptedSuggestions": [{}]}, {"outcomeTimestamp": None},
    {"outcomeTimestamp": "2026-03-09"}, {"outcomeTimestamp": "2026-03-09T10:00:00"},
    {"outcomeTimestamp": "2026-13-09T10:00:00Z"},
]  # fmt: skip


@ON_SQLITE
def test_feedback_that_is_none_is_refused_as_a_whole(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    for changed in NO_FEEDBACK:
        broken = {name: value for name, value in (accepted(card) | changed).items() if value is not None}
        assert system.tell(client, accepted(card), broken).status_code == 400
        assert (answered(store), rows(store, select(card_feedback))) == ([], [])


NO_LISTS: Any = [[], {}, {"feedback": {}}, {"feedback": []}, {"feedback": ["x"]}]


@ON_SQLITE
def test_feedback_is_an_object_with_a_list(client: TestClient, system: CdsClient) -> None:
    for body in NO_LISTS:
        there = "/cds-services/case-prompts/feedback"
        bearer = system.bearer("http://127.0.0.1:8765/cds-services/case-prompts/feedback")
        assert client.post(there, json=body, headers=bearer).status_code == 400


@ON_SQLITE
def test_who_acted_may_be_named_in_an_extension(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    system.tell(client, accepted(card) | {"extension": {"org.lif-plugin.userId": "Practitioner/7"}})
    [row] = rows(store, select(answer))
    assert row["by"].endswith(":Practitioner/7")


@ON_SQLITE
def test_nobodys_words_are_kept_beside_the_feedback(
    card: dict[str, Any], client: TestClient, system: CdsClient, store: Store
) -> None:
    system.tell(client, overridden(card, EXEMPTION, userComment="Robin said no"))
    assert "Robin" not in str(rows(store, select(card_feedback)))
    assert rows(store, select(func.count().label("n")).select_from(answer)) == [{"n": 1}]
