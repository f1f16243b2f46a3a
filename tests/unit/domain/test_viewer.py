"""Who may do what: deny by default, the least that the role needs."""

import pytest

from lif_plugin.domain.viewer import RIGHTS, Right, Role, Viewer
from lif_plugin.errors import NotAllowed

CASEWORK = frozenset({Role.WORKER, Role.IRO, Role.CHAIR, Role.MANAGER})


def viewer(*roles: Role) -> Viewer:
    return Viewer("elmshire", frozenset(roles), "casework", "sam.example")


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.READ_CASES, CASEWORK | {Role.DATA_TEAM, Role.QUALITY, Role.INTEGRATOR, Role.SYSTEM}),
        (Right.ANSWER, CASEWORK | {Role.DATA_TEAM, Role.QUALITY}),
        (Right.READ_REJECTED, {Role.ADMIN}),
        (Right.READ_LOG, {Role.ADMIN}),
    ],
)
def test_a_right_belongs_to_these_roles_alone(right: Right, roles: set[Role]) -> None:
    assert {role for role in Role if viewer(role).may(right)} == roles


def test_a_worker_counts_nobody() -> None:
    assert not viewer(Role.WORKER).may(Right.READ_COUNTS)


@pytest.mark.parametrize("right", Right)
def test_no_role_no_right(right: Right) -> None:
    assert right in RIGHTS
    with pytest.raises(NotAllowed):
        viewer().require(right)


def test_those_who_see_no_case_answer_nothing() -> None:
    assert not viewer(Role.BOARD).may_answer(frozenset({Role.BOARD}))


@pytest.mark.parametrize("role", sorted(CASEWORK))
def test_case_holders_are_not_shown_what_is_for_the_data_team(role: Role) -> None:
    assert viewer(role).sees_addressees() == CASEWORK


def test_the_data_team_is_shown_all() -> None:
    assert viewer(Role.DATA_TEAM).sees_addressees() is None


@pytest.mark.parametrize(
    ("role", "addressee", "may"),
    [
        (Role.IRO, Role.IRO, True),
        (Role.WORKER, Role.IRO, False),
        (Role.MANAGER, Role.IRO, True),
        (Role.DATA_TEAM, Role.IRO, False),
        (Role.INTEGRATOR, Role.INTEGRATOR, False),
    ],
)
def test_a_prompt_is_answered_by_its_addressee_or_the_manager(
    role: Role, addressee: Role, *, may: bool
) -> None:
    assert viewer(role).may_answer(frozenset({addressee})) is may


def test_our_own_jobs_are_limited_to_no_case_and_answer_nothing() -> None:
    job = Viewer.system("evaluate", "elmshire")
    assert (job.agency, job.case_refs, job.purpose) == ("elmshire", None, "evaluate")
    assert not job.may(Right.ANSWER)
