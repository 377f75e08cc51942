"""Which articles a name means: an id or its beginning, a path, a file's name, a folder."""

from collections.abc import Mapping, Sequence

LEAST_OF_AN_ID = 8
"""So many digits a beginning of an id has at least: fewer may be a year, or happen to be a folder that is not there."""


def meant(paths: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Of `paths`, id → path, the articles that `names`, spellings of one name, mean, in the order given.

    The one with that id or path; or else all of that file or below that folder; or else all whose id begins so.
    """
    spelt = [name for name in names if name]
    chosen = next((found for rule in (_exactly, _within, _begun) for name in spelt if (found := rule(paths, name))), set())
    return {key: path for key, path in paths.items() if key in chosen}


def _exactly(paths: Mapping[str, str], name: str) -> set[str]:
    return {key for key, path in paths.items() if name in (key, path)}


def _within(paths: Mapping[str, str], name: str) -> set[str]:
    """A folder by its whole path; a file by its path, the end of it from a folder's name on, or its name."""
    folder = name.rstrip("/\\")
    if not folder:
        return set()
    inside = (folder + "/", folder + "\\", name + "#")
    end = "/" + name.replace("\\", "/")
    found = set()
    for key, path in paths.items():
        plain = "/" + path.replace("\\", "/")
        if path.startswith(inside) or plain.endswith(end) or f"{end}#" in plain:
            found.add(key)
    return found


def _begun(paths: Mapping[str, str], name: str) -> set[str]:
    return {key for key in paths if key.startswith(name)} if len(name) >= LEAST_OF_AN_ID else set()
