"""Loading: a plugin is there whole or not at all, and what is wrong with it costs no other."""

import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lif_plugin.domain.prompt import Lesson
from lif_plugin.errors import PluginFault
from lif_plugin.hooks import HOOKS, Plugins, build_plugins, hookimpl
from lif_plugin.testing import loaded

LESSON = Lesson("ask_first", "Ask the child first.", "Our review 2024", frozenset())


@hookimpl
def lif_lessons() -> list[Lesson]:
    return [LESSON]


def _whole() -> SimpleNamespace:
    return SimpleNamespace(lif_lessons=lif_lessons)


def _lessons(plugins: Plugins) -> list[str]:
    return [plugin for plugin, _items in plugins.each("lif_lessons", Lesson, framework=None)]


def _hook(function: Any, **options: Any) -> SimpleNamespace:
    return SimpleNamespace(**{function.__name__: hookimpl(function, **options) if options else function})


def lif_lesson() -> None: ...


async def lif_adapters() -> None: ...


async def lif_graphql() -> Any:
    yield


def lif_audits(case: object) -> None: ...


def lif_rules() -> Any:
    yield


def lif_review_links() -> None: ...


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (_hook(hookimpl(lif_lesson)), "There is no hook lif_lesson. Did you mean lif_lessons?"),
        (_hook(hookimpl(lif_adapters)), "lif_adapters is async; hooks are plain functions."),
        (_hook(hookimpl(lif_graphql)), "lif_graphql is async; hooks are plain functions."),
        (
            _hook(lif_review_links),
            "lif_review_links is not marked with @hookimpl, so it would never be called.",
        ),
        (
            _hook(lif_rules, wrapper=True),
            "lif_rules asks to wrap or overtake other plugins; each is called alone.",
        ),
        (
            _hook(lif_rules, tryfirst=True),
            "lif_rules asks to wrap or overtake other plugins; each is called alone.",
        ),
    ],
)
def test_a_plugin_that_could_never_work_is_refused_with_the_reason(broken: object, told: str) -> None:
    plugins = build_plugins([("broken", broken), ("whole", _whole())])
    assert [(fault.plugin, fault.hook, fault.message) for fault in plugins.faults] == [
        ("broken", "load", told)
    ]
    assert plugins.names == _lessons(plugins) == ["whole"]


def test_an_argument_that_a_hook_does_not_have_is_refused_and_named() -> None:
    plugins = build_plugins([("whole", _whole()), ("broken", _hook(hookimpl(lif_audits)))])
    assert plugins.names == _lessons(plugins) == ["whole"]
    assert (
        "Argument(s) {'case'} are declared in the hookimpl but can not be found" in plugins.faults[0].message
    )


def test_none_of_a_misspelt_plugins_hooks_is_called() -> None:
    broken = SimpleNamespace(lif_lessons=lif_lessons, lif_lesson=hookimpl(lif_lesson))
    plugins = build_plugins([("broken", broken)])
    assert (plugins.names, _lessons(plugins)) == ([], [])


def test_a_plugin_can_be_loaded_after_a_misspelt_one() -> None:
    plugins = build_plugins([("broken", _hook(hookimpl(lif_lesson)))])
    plugins.add(_whole(), "whole")
    assert _lessons(plugins) == ["whole"]
    assert [fault.plugin for fault in plugins.faults] == ["broken"]


def test_of_two_plugins_with_one_name_the_first_stays() -> None:
    plugins = build_plugins([("ours", _whole()), ("ours", _hook(hookimpl(lif_rules)))])
    assert plugins.hooks_of("ours") == ["lif_lessons"]
    assert [fault.message for fault in plugins.faults] == ["Another plugin already has this name."]


def test_one_plugin_under_two_names_stays_under_the_first() -> None:
    plugin = _whole()
    plugins = build_plugins([("first", plugin), ("second", plugin)])
    assert plugins.names == _lessons(plugins) == ["first"]
    assert [(fault.plugin, fault.message) for fault in plugins.faults] == [
        ("second", "It is already loaded as first.")
    ]


def test_a_name_that_the_record_of_faults_cannot_hold_is_refused() -> None:
    plugins = build_plugins([("n" * 65, _whole())])
    assert (plugins.names, plugins.faults[0].message) == ([], "Its name is longer than 64 characters.")


def test_hooks_of_a_plugin_are_told_also_where_a_function_has_another_name() -> None:
    plugins = loaded(SimpleNamespace(ours=hookimpl(lambda: [LESSON], specname="lif_lessons")))
    assert plugins.hooks_of("plugin") == ["lif_lessons"]
    assert _lessons(plugins) == ["plugin"]


def test_the_hooks_are_the_nine_of_the_promise() -> None:
    assert HOOKS == (
        "lif_adapters", "lif_rules", "lif_timers", "lif_prompts", "lif_audits", "lif_review_links", "lif_lessons",
        "lif_prompt_answered", "lif_graphql",
    )  # fmt: skip


def test_loaded_raises_what_the_application_would_only_record() -> None:
    with pytest.raises(PluginFault, match="There is no hook lif_lesson"):
        loaded(_hook(hookimpl(lif_lesson)))


@pytest.mark.parametrize("mistake", ["import sys; sys.exit(3)", "1 / 0", "def"])
def test_an_installed_plugin_that_cannot_be_imported_costs_no_other(
    mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, "broken_plugin", mistake)
    source = """
        from lif_plugin.hooks import hookimpl
        @hookimpl
        def lif_lessons(): return []
    """
    _install(tmp_path, "whole_plugin", textwrap.dedent(source))
    monkeypatch.syspath_prepend(tmp_path)
    plugins = build_plugins(discover=True)
    assert "whole_plugin" in plugins.names
    assert [(fault.plugin, fault.hook) for fault in plugins.faults] == [("broken_plugin", "load")]


def _install(folder: Path, name: str, source: str) -> None:
    about = folder / f"{name}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[lif_plugin]\n{name} = {name}\n")
    (folder / f"{name}.py").write_text(source)
