"""For tests of this adapter and of what uses it: a Primero to talk to, and a clock that can be moved."""

from lif_adapter_primero.testing.clock import LiveTime, SimulatedClock
from lif_adapter_primero.testing.faults import Break, Fault
from lif_adapter_primero.testing.server import PASSWORD, SERVICE, FakePrimero

__all__ = ["PASSWORD", "SERVICE", "Break", "FakePrimero", "Fault", "LiveTime", "SimulatedClock"]
