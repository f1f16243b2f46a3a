"""Batches of work for each agency, done again when a process dies: the only home of DBOS, behind a narrow port.

`Jobs`, the durable ones, are in `jobs.durable`: importing it imports DBOS, which takes half a second.
"""

from lif_plugin.jobs.inline import InlineJobs
from lif_plugin.jobs.port import BatchFailed, JobPort
from lif_plugin.jobs.tables import current_problems, migrate

__all__ = ["BatchFailed", "InlineJobs", "JobPort", "current_problems", "migrate"]
