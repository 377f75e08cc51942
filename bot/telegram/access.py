"""Who may ask, and how often."""

import time
from collections import deque
from collections.abc import Callable, Collection

from bot.telegram.invites import Invites

_MINUTE = 60.0


class Access:
    """The allow-list and the invited. Without either, and not closed, everybody may ask."""

    def __init__(self, allowed: Collection[int], closed: bool, invites: Invites) -> None:
        self._allowed = frozenset(allowed)
        self.closed = closed or bool(allowed)
        self._invites = invites

    def needs_no_look(self, user_id: int, chat_id: int | None) -> bool:
        """Whether the settings alone admit the person."""
        return not self.closed or user_id in self._allowed or chat_id in self._allowed

    def admits(self, user_id: int, chat_id: int | None = None) -> bool:
        """Whether the person may ask, here. A group on the list admits all who are in it."""
        return self.needs_no_look(user_id, chat_id) or self._invites.is_member(user_id)

    def redeem(self, code: str, user_id: int) -> bool:
        """Let a person in by a code."""
        return self._invites.redeem(code, user_id)


class Rate:
    """At most `limit` in a minute for each person, in a window that slides."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._taken: dict[int, deque[float]] = {}
        self._told: dict[int, float] = {}

    def wait(self, user_id: int) -> int:
        """0 when the person may go on, which is counted; else how many seconds to wait."""
        now = self._clock()
        self._tidy(now)
        taken = self._taken.setdefault(user_id, deque())
        while taken and taken[0] <= now - _MINUTE:
            taken.popleft()
        if len(taken) >= self._limit:
            return max(1, round(taken[0] + _MINUTE - now))
        taken.append(now)
        return 0

    def tell(self, user_id: int) -> bool:
        """Whether to tell a person that they must wait: once a minute, so that a flood gets no flood back."""
        now = self._clock()
        if self._told.get(user_id, -_MINUTE) > now - _MINUTE:
            return False
        self._told[user_id] = now
        return True

    def _tidy(self, now: float) -> None:
        """Forget the people of before, now and then: memory does not grow with the number of those who ever asked."""
        if len(self._taken) > 1000:
            self._taken = {user: taken for user, taken in self._taken.items() if taken and taken[-1] > now - _MINUTE}
        if len(self._told) > 1000:
            self._told = {user: at for user, at in self._told.items() if at > now - _MINUTE}
