"""An agency's own condition on a rule, from the configuration to the results of its cases."""

from dataclasses import replace

from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.flow.sweep import mark_all
from tests.assets.world import World
from tests.integration.flow.test_voice_rules import GAP, born, bring, said, visit

DAY = 20180301


def test_a_condition_takes_a_prompt_away_and_gives_it_back(world: World) -> None:
    bring(world, {
        "seven": [born(20110101), visit(DAY, "no")],
        "four": [born(20140101), visit(DAY, "no")],
        "age unknown": [visit(DAY, "no")],
    })  # fmt: skip
    plain = world.agency
    world.save(replace(plain, rules={"VOC-01": RuleSetting(guard="age >= 5")}))
    mark_all(world.dispatcher, plain.id)
    world.drain()
    assert said(world, "VOC-01") == {
        "seven": GAP, "four": ("not_applicable", "guard"), "age unknown": ("cannot_tell", "guard_unknown"),
    }  # fmt: skip
    world.save(replace(plain, rules={}))
    mark_all(world.dispatcher, plain.id)
    world.drain()
    assert set(said(world, "VOC-01").values()) == {GAP}
