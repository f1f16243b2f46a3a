"""For tests of this adapter and of what uses it: a CommCare HQ to talk to, as its documentation says it behaves."""

from lif_adapter_commcare.testing.faults import Break, Fault
from lif_adapter_commcare.testing.server import DOMAIN, KEY, SERVICE, SERVICE_ID, FakeCommCare

__all__ = ["DOMAIN", "KEY", "SERVICE", "SERVICE_ID", "Break", "FakeCommCare", "Fault"]
