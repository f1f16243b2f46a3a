"""What DBOS's tables say of our batches: which wait, which run and where, which failed, which are long past."""

from datetime import UTC, datetime, timedelta
from typing import Final

from dbos import DBOS, WorkflowStatus

QUEUE: Final = "lif_batches"
_KEPT: Final = timedelta(days=7)
_PRUNED: Final = 1_000
_ENDED: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


def is_queued(agency_id: str) -> bool:
    """Say whether a batch of this agency is queued that has not begun."""
    return bool(_found(["ENQUEUED"], agency_id=agency_id, limit=1))


def is_active(agency_id: str) -> bool:
    """Say whether a batch of this agency is queued or running."""
    return bool(_found(["ENQUEUED", "PENDING"], agency_id=agency_id, limit=1))


def last_failed(agency_id: str) -> str | None:
    """The latest batch of this agency that failed."""
    failed = _found(["ERROR"], agency_id=agency_id, limit=1)
    return failed[0].workflow_id if failed else None


def running_executors() -> set[str]:
    """The executors that have begun batches and not ended them, dead or alive."""
    return {str(workflow.executor_id) for workflow in _found(["PENDING"])}


def running_on(executor: str) -> list[str]:
    """The batches this executor has begun and not ended."""
    return [workflow.workflow_id for workflow in _found(["PENDING"], executor=executor)]


def prune() -> int:
    """Forget batches that ended a week ago; gives how many."""
    ended = _found(_ENDED, before=(datetime.now(UTC) - _KEPT).isoformat(), limit=_PRUNED)
    if ended:
        DBOS.delete_workflows([workflow.workflow_id for workflow in ended])
    return len(ended)


def _found(
    status: list[str],
    *,
    agency_id: str | None = None,
    executor: str | None = None,
    before: str | None = None,
    limit: int | None = None,
) -> list[WorkflowStatus]:
    """Batches in one of these states, the latest first. A batch's name begins with its agency."""
    return DBOS.list_workflows(
        status=status,
        queue_name=QUEUE,
        workflow_id_prefix=None if agency_id is None else f"{agency_id}:",
        executor_id=executor,
        completed_before=before,
        limit=limit,
        sort_desc=True,
        load_input=False,
        load_output=False,
    )
