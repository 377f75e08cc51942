"""What a name given to `show` and `remove` means."""

import pytest

from corpus.naming import meant

PATHS = {
    "a1b2c3d4e5f60718": "/archiv/a/rat.txt",
    "2018aaaa00000000": "/archiv/2019/saal.txt",
    "2018bbbb00000000": "/archiv/2018/rat.txt",
    "0000000000000001": "/archiv/alt.zip#2018/brief.txt",
    "0000000000000002": "/archiv/alt.zip#2018/karte.txt",
    "0000000000000003": "C:\\archiv\\tor.txt",
}


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["a1b2c3d4e5f60718"], [0]),
        (["a1b2c3d4"], [0]),
        (["a1b2c3d"], []),
        (["a", "/archiv/a"], [0]),  # the folder, and not what has an id that begins so
        (["b", "/archiv/b"], []),
        (["2018", "/archiv/2018"], [2]),
        (["2018"], []),
        (["2018aaaa"], [1]),
        (["rat.txt"], [0, 2]),
        (["2018/rat.txt"], [2]),
        (["18/rat.txt"], []),
        (["t.txt"], []),
        (["/archiv/2018/"], [2]),
        (["/archiv/20"], []),
        (["alt.zip"], [3, 4]),
        (["/archiv/alt.zip"], [3, 4]),
        (["archiv\\tor.txt"], [5]),
        (["C:\\archiv"], [5]),
        (["/archiv"], [0, 1, 2, 3, 4]),
        ([""], []),
        (["/"], []),
        (["\\"], []),
        (["%"], []),
    ],
)
def test_what_a_name_means(names: list[str], keys: list[int]) -> None:
    assert list(meant(PATHS, names)) == [list(PATHS)[key] for key in keys]
