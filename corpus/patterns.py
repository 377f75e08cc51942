"""Regular expressions that are compiled when they are used first.

The rules of dates, names, numbers and speech are some three hundred expressions. To compile them all takes longer than an
answer does, which needs few of them.
"""

import re
from functools import cached_property
from typing import Any, cast


class _Later:
    """Stands for an expression: what is asked of it is the compiled one's, kept for the next time."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        """What the instance has not itself."""
        value = getattr(self._compiled, name)
        self.__dict__[name] = value
        return value


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled when it is first used; what is no expression raises re.error only then."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
