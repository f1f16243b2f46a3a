"""The weekly digest against a real mail server: numbers only, once a week and person, whatever happens in between."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lif_plugin.domain.digest import Counts, Recipient
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting
from lif_plugin.flow.digest import MINUTE, WEEK, add_recipient, numbers, send_digests
from lif_plugin.flow.post import Fate, MailServer, Post, Security
from lif_plugin.store import digests
from lif_plugin.store.work import Store
from tests.assets.mailbox import ACCOUNT, SENDER, Mailbox, mailbox
from tests.assets.told_rules import KINDS, LIVE, PLUGINS, silent
from tests.assets.world import World, review, talk

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""
OFFICER, WORKER, OTHER = "ivo@elmshire.example", "wim@elmshire.example", "wanda@elmshire.example"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).timestamp() * 1000)


MONDAY = at("2018-04-09T09:00")


FACTS = [
    *(fact for number in range(3) for fact in silent(f"Kestrel{number}", 20180320 + number)),
    *silent("Merlin0", 20180325, "W2"),
    review("Kestrel0", 20180320),
]


@pytest.fixture
def live(store: Store) -> Iterator[World]:
    with World(store, LIVE, PLUGINS) as made:
        made.bring(*FACTS, kinds=KINDS, until=20180408)
        yield made


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Mailbox]:
    with mailbox(tmp_path) as made:
        yield made


@pytest.fixture
def listed(live: World) -> World:
    """Three people on the list, one of them for two roles."""
    for one in (
        Recipient(OFFICER, Role.IRO), Recipient(OFFICER, Role.MANAGER), Recipient(WORKER, Role.WORKER, "W1"),
        Recipient(OTHER, Role.WORKER, "W2"),
    ):  # fmt: skip
        add_recipient(live.store, "elmshire", one)
    return live


def send(world: World, box: Mailbox, now: int = MONDAY) -> Counter[str]:
    with Post(box.server) as post:
        return send_digests(world.store, "elmshire", post.send, SENDER, "https://lif.example", lambda: now)


def states(world: World) -> dict[str, tuple[str, int, str | None]]:
    with world.store.read(world.viewer) as connection:
        rows = digests.messages(connection, "elmshire")
    return {row["address"]: (row["state"], row["tries"], row["said"]) for row in rows}


def texts(box: Mailbox) -> dict[str, str]:
    return {str(one["To"]): one.get_content().replace("\r\n", "\n") for one in box.messages}


def test_each_person_gets_one_message_with_their_numbers(listed: World, inbox: Mailbox) -> None:
    assert send(listed, inbox) == {"sent": 3}
    shown = texts(inbox)
    assert "For the worker who holds the case\n  3 points wait for an answer" in shown[WORKER]
    assert "  1 point waits for an answer" in shown[OTHER]
    assert "For the reviewing officer\n  1 point waits for an answer" in shown[OFFICER]
    assert all("https://lif.example/\n" in text for text in shown.values())


@ON_SQLITE
def test_no_message_holds_a_case_a_worker_or_a_fact(listed: World, inbox: Mailbox) -> None:
    send(listed, inbox)
    whole = "".join(message.as_string() for message in inbox.messages)
    told = [row["message"] for row in listed.results()] + [row["id"] for row in listed.results()]
    assert len(told) > 4
    assert [part for part in ("Kestrel", "Merlin", "W1", "W2", "missing", *told) if part in whole] == []


@ON_SQLITE
def test_it_comes_through_tls_with_the_login_from_the_file(listed: World, inbox: Mailbox) -> None:
    send(listed, inbox)
    # The mailbox itself refuses what comes in the clear or without signing in.
    assert (len(inbox.messages), inbox.sign_ins) == (3, 1)
    assert {str(message["From"]) for message in inbox.messages} == {SENDER}


def test_run_twice_nobody_gets_a_second_message(listed: World, inbox: Mailbox) -> None:
    send(listed, inbox)
    assert send(listed, inbox, MONDAY + 30 * MINUTE) == {}
    assert sorted(inbox.recipients()) == sorted([OFFICER, WORKER, OTHER])


@ON_SQLITE
def test_the_next_week_brings_the_next_message(listed: World, inbox: Mailbox) -> None:
    send(listed, inbox)
    send(listed, inbox, MONDAY + WEEK)
    assert Counter(inbox.recipients()) == {OFFICER: 2, WORKER: 2, OTHER: 2}
    assert len({message["Message-ID"] for message in inbox.messages}) == 6


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_middle_nobody_is_left_out_and_a_repeat_has_the_same_identity(
    listed: World, inbox: Mailbox, when: str
) -> None:
    with Post(inbox.server) as post:

        def dying(message: EmailMessage) -> tuple[Fate, int | None]:
            if when == "after":
                post.send(message)
            raise Killed

        with pytest.raises(Killed):
            send_digests(listed.store, "elmshire", dying, SENDER, "https://lif.example", lambda: MONDAY)
    assert send(listed, inbox, MONDAY + MINUTE) == {"sent": 2}
    assert send(listed, inbox, MONDAY + 16 * MINUTE) == {"sent": 1}
    assert set(inbox.recipients()) == {OFFICER, WORKER, OTHER}
    assert len({message["Message-ID"] for message in inbox.messages}) == 3
    assert len(inbox.messages) == (4 if when == "after" else 3)


@ON_SQLITE
def test_a_temporary_refusal_is_tried_again(listed: World, inbox: Mailbox) -> None:
    inbox.answers[WORKER] = ["451 try later", "451 try later"]
    assert send(listed, inbox) == {"sent": 2, "later": 1}
    assert states(listed)[WORKER] == ("waiting", 1, "451")
    assert send(listed, inbox, MONDAY + 4 * MINUTE) == {}
    assert send(listed, inbox, MONDAY + 6 * MINUTE) == {"later": 1}
    assert send(listed, inbox, MONDAY + 30 * MINUTE) == {"sent": 1}
    assert states(listed)[WORKER] == ("sent", 3, None)


@ON_SQLITE
def test_a_permanent_refusal_is_listed_and_not_tried_again(listed: World, inbox: Mailbox) -> None:
    inbox.answers[WORKER] = ["550 no such person"]
    assert send(listed, inbox) == {"sent": 2, "refused": 1}
    assert send(listed, inbox, MONDAY + 480 * MINUTE) == {}
    assert states(listed)[WORKER] == ("refused", 1, "550")


@ON_SQLITE
def test_a_server_that_is_not_there_is_tried_again(listed: World, inbox: Mailbox) -> None:
    away = Mailbox(MailServer("127.0.0.1", 1, SENDER))
    # Nobody waits for it once for each message.
    assert send(listed, away) == {"down": 1}
    assert send(listed, inbox, MONDAY + 6 * MINUTE) == {"sent": 3}


@ON_SQLITE
def test_a_wrong_password_is_nobodys_refusal(listed: World, inbox: Mailbox, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text(f"{ACCOUNT[0]}\nnot it\n")
    wrong.chmod(0o600)
    server = MailServer(
        "127.0.0.1", inbox.server.port, SENDER, login_file=wrong, ca_file=inbox.server.ca_file
    )
    assert send(listed, Mailbox(server)) == {"down": 1}
    assert sorted(states(listed).values(), key=str) == [
        ("waiting", 0, None), ("waiting", 0, None), ("waiting", 1, "535")
    ]  # fmt: skip


@ON_SQLITE
def test_a_server_nobody_vouches_for_gets_nothing(listed: World, inbox: Mailbox) -> None:
    stranger = MailServer("127.0.0.1", inbox.server.port, SENDER, login_file=inbox.server.login_file)
    assert send(listed, Mailbox(stranger)) == {"down": 1}
    assert (inbox.messages, inbox.sign_ins) == ([], 0)


@ON_SQLITE
@pytest.mark.parametrize("moment", ["2018-04-09T07:59", "2018-04-09T18:00", "2018-04-10T03:00"])
def test_nothing_is_sent_in_the_quiet_hours(listed: World, inbox: Mailbox, moment: str) -> None:
    assert send(listed, inbox, at(moment)) == {"quiet": 1}
    assert states(listed) == {}


@ON_SQLITE
def test_what_is_unsent_when_the_week_is_over_is_given_up(listed: World, inbox: Mailbox) -> None:
    inbox.answers[WORKER] = ["451 try later"]
    send(listed, inbox)
    send(listed, inbox, MONDAY + WEEK)
    with listed.store.read(listed.viewer) as connection:
        (given_up,) = digests.messages(connection, "elmshire", ["given_up"])
    assert (given_up["address"], given_up["week"]) == (WORKER, 20180409)


def test_who_wants_none_gets_none(listed: World, inbox: Mailbox) -> None:
    with listed.store.write(listed.viewer) as connection:
        digests.opt_out_person(connection, "elmshire", OTHER, off=True)
        digests.opt_out_role(connection, "elmshire", Role.IRO, off=True)
    send(listed, inbox)
    assert WORKER in inbox.recipients()
    assert OTHER not in inbox.recipients()
    assert "reviewing officer" not in "".join(texts(inbox).values())


@ON_SQLITE
def test_an_opt_out_holds_for_what_is_written_and_not_yet_sent(listed: World, inbox: Mailbox) -> None:
    inbox.answers[WORKER] = ["451 try later"]
    send(listed, inbox)
    with listed.store.write(listed.viewer) as connection:
        digests.opt_out_person(connection, "elmshire", WORKER, off=True)
    send(listed, inbox, MONDAY + 6 * MINUTE)
    assert WORKER not in inbox.recipients()


@ON_SQLITE
def test_nobody_is_written_to_about_nothing(live: World, inbox: Mailbox) -> None:
    add_recipient(live.store, "elmshire", Recipient(OFFICER, Role.CHAIR))
    assert send(live, inbox) == {}
    assert states(live) == {OFFICER: ("nothing", 0, None)}


def test_the_next_extract_brings_the_number_down(listed: World, inbox: Mailbox) -> None:
    send(listed, inbox)
    listed.bring(
        *FACTS, talk("Kestrel0", 20180321), talk("Kestrel1", 20180322), kinds=KINDS, until=20180408, scope="n"
    )
    inbox.messages.clear()
    send(listed, inbox, MONDAY + WEEK)
    assert "  1 point waits for an answer" in texts(inbox)[WORKER]


@ON_SQLITE
def test_what_is_over_the_budget_is_counted(live: World) -> None:
    with live.store.read(live.viewer) as connection:
        counted = numbers(connection, LIVE, [Recipient(WORKER, Role.WORKER, "W1")], MONDAY)
    delivered = Counter(row["delivery"] for row in live.results("TST-01"))
    assert delivered == {"now": 3, "digest": 1}
    assert counted == {Role.WORKER: Counts(waiting=3, new=3, closed=0)}


@ON_SQLITE
@pytest.mark.parametrize(
    "one",
    [
        Recipient("ivo@elmshire.example\nBcc: all@elsewhere.example", Role.IRO),
        Recipient("not an address", Role.IRO),
        Recipient(WORKER, Role.WORKER),
        Recipient(OFFICER, Role.IRO, "W1"),
        Recipient(OFFICER, Role.SYSTEM),
    ],
)
def test_who_cannot_get_one_is_refused(live: World, one: Recipient) -> None:
    with pytest.raises(BadSetting):
        add_recipient(live.store, "elmshire", one)
    with live.store.read(live.viewer) as connection:
        assert digests.recipients(connection, "elmshire") == []


def test_a_password_is_not_sent_in_the_clear_nor_read_from_an_open_file(tmp_path: Path) -> None:
    login = tmp_path / "login"
    login.write_text("\n".join(ACCOUNT))
    login.chmod(0o644)
    with pytest.raises(BadSetting):
        MailServer("mail.example", 25, SENDER, Security.NONE, login)
    with pytest.raises(BadSetting, match="read by others"):
        MailServer("mail.example", 25, SENDER, login_file=login).login()
