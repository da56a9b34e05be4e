"""Faults on request: what networks and servers do to a bot on their bad days."""

import random
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong."""

    DROP = "drop"
    """The connection ends without an answer."""
    SERVER_ERROR = "server_error"
    """500, with a body in the Bot API's form."""
    BAD_GATEWAY = "bad_gateway"
    """502, with a page in HTML as proxies send it."""
    TOO_MANY_REQUESTS = "too_many_requests"
    """429, which asks to wait."""
    HANG = "hang"
    """Nothing for a while, then the connection ends."""
    HALF_AN_ANSWER = "half_an_answer"
    """The connection ends in the middle of the answer."""
    DELAY = "delay"
    """The right answer, but late."""


@dataclass(slots=True, eq=False)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: What.
        methods: In calls of which methods, in lower case; empty for all.
        times: How often still; None for always.
        probability: From 0 to 1, for each call.
        seconds: How long it takes (HANG, DELAY) or asks to wait (TOO_MANY_REQUESTS).
        carried_out: Whether the method is carried out all the same, so that only the answer is
            lost. Always so for HALF_AN_ANSWER and DELAY.

    """

    kind: FaultKind
    methods: frozenset[str] = frozenset()
    times: int | None = None
    probability: float = 1.0
    seconds: float = 0.0
    carried_out: bool = False

    @property
    def is_spent(self) -> bool:
        """Whether it has happened as often as it should."""
        return self.times is not None and self.times <= 0


class FaultPlan:
    """Says for each call whether something goes wrong.

    Args:
        seed: Of the dice that are thrown for faults with a probability.

    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._faults: list[Fault] = []

    def add(
        self,
        kind: FaultKind | str,
        *methods: str,
        times: int | None = None,
        probability: float = 1.0,
        seconds: float = 0.0,
        carried_out: bool = False,
    ) -> Fault:
        """Let something go wrong from now on; see Fault for the parameters."""
        names = frozenset(name.lower() for name in methods)
        fault = Fault(FaultKind(kind), names, times, probability, seconds, carried_out)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Let that go right again."""
        if fault in self._faults:
            self._faults.remove(fault)

    def clear(self) -> None:
        """Let everything go right again."""
        self._faults.clear()

    def pick(self, method: str) -> tuple[float, Fault | None]:
        """Return the delay in seconds and the fault, if any, for one call of a method."""
        delay = 0.0
        for fault in list(self._faults):
            if fault.methods and method.lower() not in fault.methods:
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.is_spent:
                    self._faults.remove(fault)
            if fault.kind is not FaultKind.DELAY:
                return delay, fault
            delay += fault.seconds
        return delay, None
