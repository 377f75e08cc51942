"""Articles in paragraphs, for peers that leave the splitting to their users."""

import re
from collections.abc import Sequence

from benchmarks.runs import Quoted


def paragraphs(articles: Sequence[tuple[str, str]]) -> list[Quoted]:
    """What blank lines part, with the article's file name."""
    parted = ((name, part.strip()) for name, text in articles for part in re.split(r"\n\s*\n", text))
    return [(name, part) for name, part in parted if part]
