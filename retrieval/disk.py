"""What an archive takes on the disk, by part."""

from pathlib import Path

from retrieval.dense import FILE as DENSE_FILE
from retrieval.dense_lists import CENTROIDS_FILE, PLACES_FILE
from retrieval.dense_lists import FOLDER as LISTS
from retrieval.generation import index_folder
from retrieval.sentence_vectors import FOLDER as SENTENCES
from retrieval.sentence_vectors import ROWS_FILE
from retrieval.text_keys import FOLDER as TEXTS


def disk_use(archive: Path, generation: str | None) -> dict[str, int]:
    """Bytes of an archive's index by part: "passages", "sentences" and "words" of the generation, and "before": what only older
    generations hold, and what an interrupted update left. A file that two of them share counts once.
    """
    used = dict.fromkeys(("passages", "sentences", "words", "before"), 0)
    folder = index_folder(archive)
    home = folder / (generation or "")
    parts = dict.fromkeys((DENSE_FILE, LISTS, CENTROIDS_FILE, PLACES_FILE), "passages")
    parts |= {SENTENCES: "sentences", ROWS_FILE: "sentences", TEXTS: "sentences"}
    seen: set[int] = set()
    for path in sorted(folder.rglob("*"), key=lambda path: home not in path.parents):
        if path.is_file() and (found := path.stat()).st_ino not in seen:
            seen.add(found.st_ino)
            first = path.relative_to(home).parts[0] if home in path.parents else ""
            used[parts.get(first, "words") if first else "before"] += found.st_size
    return used
