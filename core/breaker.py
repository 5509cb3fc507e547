"""A circuit breaker: what keeps failing is left out for a while, and then tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 5  # errors within the window that open the circuit
WINDOW = 60.0  # seconds
PAUSE = 60.0  # seconds until one call is let through to see whether it works again


@dataclass
class _Slot:
    failures: list[float] = field(default_factory=list)
    open_until: float | None = None


class Breaker:
    """Counts the errors of each slot in this process.

    :param clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._slots: dict[tuple[str, str], _Slot] = {}
        self._lock = threading.Lock()

    def allows(self, *slot: str) -> bool:
        """Return whether to call; when the pause is over, one caller finds out for all."""
        with self._lock:
            known = self._slots.get((slot[0], slot[1]))
            if known is None or known.open_until is None:
                return True
            now = self._clock()
            if now < known.open_until:
                return False
            known.open_until = now + PAUSE
            return True

    def succeeded(self, *slot: str) -> None:
        """Close the circuit if this was the trial; errors before count on otherwise."""
        with self._lock:
            known = self._slots.get((slot[0], slot[1]))
            if known is not None and known.open_until is not None:
                del self._slots[slot[0], slot[1]]

    def failed(self, *slot: str) -> None:
        """Count an error; the fifth within the window opens the circuit."""
        with self._lock:
            now = self._clock()
            known = self._slots.setdefault((slot[0], slot[1]), _Slot())
            known.failures = [*(at for at in known.failures if now - at < WINDOW), now]
            if known.open_until is not None or len(known.failures) >= MOST:
                known.open_until = now + PAUSE
