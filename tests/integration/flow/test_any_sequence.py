"""Whatever is imported, sent again, completed and undone, in any order: the state is the plain model's."""

from itertools import count, pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.record import Event
from lif_plugin.store.work import Store
from tests.assets.world import World, review

NUMBERS = count(1)
SCOPES = ("2016", "2017")
FACTS = [(ref, day) for ref in ("E-1", "E-2") for day in (20170501, 20170601, 20170701)]
GAPS = {"PN4", "PN7"}

File = dict[tuple[str, int], str]
Model = dict[str, File]
"""What each scope states: the code of each review."""

FILES = st.dictionaries(st.sampled_from(FACTS), st.sampled_from(("PN1", "PN4", "PN7")), max_size=4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("import"), st.sampled_from(SCOPES), FILES, st.booleans()),
        st.just(("again",)),
        st.just(("undo",)),
    ),
    max_size=6,
)


def after(model: Model, scope: str, file: File, *, complete: bool) -> Model:
    """What is stated once a file has come."""
    return model | {scope: file if complete else model.get(scope, {}) | file}


def live(model: Model) -> File:
    """Of a fact that two scopes state, the later one counts."""
    return {fact: code for scope in SCOPES for fact, code in model.get(scope, {}).items()}


def shown(model: Model) -> dict[str, Any]:
    """What a reader sees of the model."""
    facts = live(model)
    no_view = {fact for fact, code in facts.items() if code in GAPS}
    runs = set()
    for ref in ("E-1", "E-2"):
        own = sorted(fact for fact in facts if fact[0] == ref)
        runs |= {later for earlier, later in pairwise(own) if {earlier, later} <= no_view}
    return {"live": facts, "held": {ref for ref, _day in facts}, "VOC-07": no_view, "VOC-08": runs}


def seen(world: World) -> dict[str, Any]:
    """What a reader sees of the world."""
    rows = {rule: world.results(rule) for rule in ("VOC-07", "VOC-08")}
    gaps = {
        rule: {(row["ref"], row["occurred_day"]) for row in found if row["state"] == "gap"}
        for rule, found in rows.items()
    }
    state = world.state()
    codes = {(row["ref"], row["occurred_day"]): row["code"] for row in world.rows(world.live_facts("review"))}
    return {"live": codes, "held": {ref for _source, ref in state["held"]}, **gaps}


def events(file: File) -> list[Event]:
    return [review(ref, day, code) for (ref, day), code in file.items()]


@settings(max_examples=35, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_of_imports_and_undoings_is_the_models(store: Store, steps: list[Any]) -> None:
    with World(store, Agency(f"shire{next(NUMBERS)}", "A shire")) as world:
        done: list[tuple[int, Model, Any]] = []
        model: Model = {}
        for step in steps:
            match step:
                case ("undo",) if done:
                    number, model, _import = done.pop()
                    world.undo(number)
                case ("import", *_) | ("again",) if step[0] == "import" or done:
                    scope, file, complete = step[1:] if step[0] == "import" else done[-1][2]
                    number = world.bring(*events(file), scope=scope, complete=complete)
                    done.append((number, model, (scope, file, complete)))
                    model = after(model, scope, file, complete=complete)
                case _:
                    pass
            assert seen(world) == shown(model)
