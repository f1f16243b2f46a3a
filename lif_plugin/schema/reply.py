"""What came of an operation, as it is sent."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from lif_plugin.errors import LifError
from lif_plugin.schema.errors import explained


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an operation.

    ``began`` is false when the request was refused before any field was resolved; ``data`` is then None.
    ``is_read_only_refusal`` says that it was a mutation where only queries are taken. ``cost`` is in points: what it was
    ``estimated`` at most, what it came to (``real``, of which ``statements``), and the ``limit``.
    """

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    began: bool
    is_read_only_refusal: bool = False
    cost: dict[str, int] | None = None

    @classmethod
    def of(cls, result: ExecutionResult, cost: dict[str, int] | None = None) -> "Reply":
        """Make a reply of what the executor gives."""
        errors = result.errors or []
        began = result.data is not None or any(error.path for error in errors)
        return cls(result.data, [explained(error) for error in errors], began, cost=cost)

    @classmethod
    def refused(cls, message: str, *, is_read_only_refusal: bool = False) -> "Reply":
        """Refuse a request before anything of it is run."""
        return cls(None, [explained(GraphQLError(message))], False, is_read_only_refusal)

    @classmethod
    def failed(cls, error: LifError) -> "Reply":
        """Say why nothing can be given."""
        return cls(None, [explained(GraphQLError(error.message, original_error=error))], began=False)

    def body(self) -> dict[str, Any]:
        """The reply as the specification's response map."""
        said: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.began:
            said["data"] = self.data
        return said | {"extensions": {"cost": self.cost}} if self.cost else said
