"""Calling: each plugin by itself, whatever it does; what went wrong is recorded without a word of a record."""

import logging
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from lif_plugin.domain.prompt import Lesson
from lif_plugin.errors import PluginFault
from lif_plugin.hooks import Fault, Plugins, build_plugins, hookimpl
from lif_plugin.hooks.manager import FAULTS, LOAD

DEADLINE = 0.3
CHILD = "Robin Example, born 3 May 2015"


def _lesson(name: str) -> Lesson:
    return Lesson(name, "Ask the child first.", "Our review 2024", frozenset())


def _plugin(does: Callable[[], Any]) -> SimpleNamespace:
    def ours() -> Any:
        return does()

    return SimpleNamespace(ours=hookimpl(ours, specname="lif_lessons"))


def _whole(name: str) -> tuple[str, SimpleNamespace]:
    return name, _plugin(lambda: [_lesson(name)])


def _given(plugins: Plugins, **options: Any) -> dict[str, list[str]]:
    each = plugins.each("lif_lessons", Lesson, framework=None, **options)
    return {plugin: [lesson.id for lesson in lessons] for plugin, lessons in each}


def _raise(error: BaseException) -> Callable[[], Any]:
    def does() -> Any:
        raise error

    return does


def _half() -> Iterator[Lesson]:
    yield _lesson("half")
    raise ValueError(CHILD)


MISTAKES: dict[str, Callable[[], Any]] = {
    "raises": _raise(KeyError(CHILD)),
    "exits": _raise(SystemExit(CHILD)),
    "interrupts": _raise(KeyboardInterrupt(CHILD)),
    "quotes in our own error": _raise(PluginFault(CHILD)),
    "raises half way": _half,
    "returns a number": lambda: 3,
    "returns a text": lambda: CHILD,
    "returns a mapping": lambda: {CHILD: 1},
    "returns one, not a list": lambda: _lesson("one"),
    "returns another type": lambda: [_lesson("one"), CHILD],
    "returns a class": lambda: [Lesson],
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_plugin_that_fails_changes_nobody_elses_results(mistake: Callable[[], Any]) -> None:
    plugins = build_plugins([_whole("before"), ("broken", _plugin(mistake)), _whole("after")])
    assert _given(plugins) == {"before": ["before"], "after": ["after"]}
    assert [(fault.plugin, fault.hook) for fault in plugins.faults] == [("broken", "lif_lessons")]


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_no_fault_and_no_log_holds_what_a_plugin_said(
    mistake: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    plugins = build_plugins([("broken", _plugin(mistake))])
    with caplog.at_level(logging.DEBUG):
        _given(plugins)
    assert "Robin" not in plugins.faults[0].message
    assert "Robin" not in caplog.text
    assert "plugin broken failed in lif_lessons" in caplog.text


def test_faults_without_end_are_remembered_to_a_limit_and_those_of_loading_always() -> None:
    plugins = build_plugins(())
    plugins.record("early", LOAD, ValueError())
    for number in range(FAULTS + 1):
        plugins.record(f"p{number}", "lif_lessons", ValueError())
    assert [plugins.faults[0].plugin, plugins.faults[1].plugin, len(plugins.faults)] == [
        "early",
        "p1",
        FAULTS + 1,
    ]


def test_a_fault_says_what_kind_of_error_it_was_and_where() -> None:
    plugins = build_plugins([("broken", _plugin(_half))])
    _given(plugins)
    line = _half.__code__.co_firstlineno + 2
    assert plugins.faults[0].message == f"ValueError at line {line} of {__name__}._half"


def test_a_plugin_that_failed_once_is_called_again() -> None:
    answers: Iterator[list[Lesson] | int] = iter([3, [_lesson("again")]])
    plugins = build_plugins([("unsteady", _plugin(lambda: next(answers)))])
    assert (_given(plugins), _given(plugins)) == ({}, {"unsteady": ["again"]})


@pytest.mark.parametrize("endless", [False, True], ids=["hangs", "yields without end"])
def test_a_plugin_without_an_answer_in_time_is_suspended_until_restart(*, endless: bool) -> None:
    release = threading.Event()
    calls = []

    def does() -> Iterator[Lesson]:
        calls.append(1)
        while endless and not release.is_set():
            yield _lesson("another")
        release.wait()

    plugins = build_plugins([("slow", _plugin(does)), _whole("whole")], deadline=DEADLINE)
    assert _given(plugins) == _given(plugins) == {"whole": ["whole"]}
    release.set()
    assert (plugins.suspended, len(calls)) == (["slow"], 1)
    assert [fault.message for fault in plugins.faults] == ["No answer within 0.3 s; suspended until restart."]


def test_a_suspended_plugin_is_called_again_after_a_restart() -> None:
    release = threading.Event()
    slow = _plugin(lambda: release.wait() and [_lesson("late")])
    _given(build_plugins([("slow", slow)], deadline=DEADLINE))
    release.set()
    assert _given(build_plugins([("slow", slow)])) == {"slow": ["late"]}


def test_work_that_is_late_is_not_gone_on_with() -> None:
    release, went_on = threading.Event(), threading.Event()

    def does() -> Iterator[Lesson]:
        release.wait()
        yield _lesson("late")
        went_on.set()

    plugins = build_plugins([("left alone", _plugin(does))], deadline=DEADLINE)
    assert _given(plugins) == {}
    release.set()
    for thread in threading.enumerate():
        if thread.name == "plugin-left alone":
            thread.join()
    assert not went_on.is_set()


def test_plugins_are_called_in_the_order_of_their_loading() -> None:
    plugins = build_plugins([_whole("b"), _whole("a"), _whole("c")])
    assert list(_given(plugins)) == ["b", "a", "c"]


def test_a_plugin_that_is_switched_off_is_not_called() -> None:
    plugins = build_plugins([("off", _plugin(_raise(ValueError()))), _whole("on")])
    assert _given(plugins, skip=frozenset({"off"})) == {"on": ["on"]}
    assert plugins.faults == []


def test_a_caller_can_tell_the_faults_of_its_own_call_from_others() -> None:
    plugins = build_plugins([("broken", _plugin(_raise(ValueError())))])
    _given(plugins)
    own: list[Fault] = []
    _given(plugins, faults=own)
    assert own == plugins.faults[1:]
    assert len(own) == 1


def test_a_plugin_added_later_answers_for_itself_only() -> None:
    plugins = build_plugins([_whole("first")])
    _given(plugins)
    plugins.add(_plugin(_raise(ValueError())), "later")
    assert _given(plugins) == {"first": ["first"]}
    assert [fault.plugin for fault in plugins.faults] == ["later"]


def test_a_plugin_with_two_functions_for_one_hook_is_called_once_for_each() -> None:
    both = SimpleNamespace(
        one=hookimpl(lambda: [_lesson("one")], specname="lif_lessons"),
        two=hookimpl(lambda: [_lesson("two")], specname="lif_lessons"),
    )
    assert _given(build_plugins([("both", both)])) == {"both": ["one", "two"]}


def test_a_plugin_may_be_an_object_with_methods() -> None:
    class Ours:
        @hookimpl
        def lif_lessons(self) -> list[Lesson]:
            return [_lesson("method")]

    assert _given(build_plugins([("ours", Ours())])) == {"ours": ["method"]}


def test_each_call_has_a_thread_of_its_own() -> None:
    threads: list[str] = []
    plugins = build_plugins([("ours", _plugin(lambda: threads.append(threading.current_thread().name)))])
    _given(plugins)
    assert threads == ["plugin-ours"]


def test_plugins_may_be_called_from_many_threads_at_once() -> None:
    together = threading.Barrier(8)
    plugins = build_plugins([("ours", _plugin(lambda: [_lesson(str(together.wait(10)))]))])
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.extend(_given(plugins)["ours"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [str(number) for number in range(8)]
