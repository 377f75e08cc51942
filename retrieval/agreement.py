"""Whether two quantities can be the same number said twice."""

from typing import Literal

from retrieval.quantities import Quantity

_LOOSE = 0.1
"""„rund 500“ is at most a tenth off, and less where its last digit says more („etwa 580“)."""
_ROUND = 0.03
"""A bare 500 may be a little more or less; a bare 28 is 28."""
_BOUNDS = {"under": (0.9, 1.0), "slightly_over": (1.0, 1.1), "over": (1.0, 1.5), "at_least": (1.0, 2.0)} | {
    "below": (0.5, 1.0),
    "up_to": (0.5, 1.0),
    "at_most": (0.5, 1.0),
}
"""What a modifier leaves of a number, as factors; nobody says „bis zu vier Millionen“ of one million."""
_CEILINGS = frozenset(("up_to", "at_most"))


def bounds(quantity: Quantity) -> tuple[float, float]:
    """From where to where the number may be, as a reader takes it."""
    low, high = quantity.low, quantity.high
    if quantity.modifier in _BOUNDS:
        down, up = _BOUNDS[quantity.modifier]
        return low * down, high * up
    if quantity.modifier == "about":
        loose = min(_LOOSE * high, quantity.step / 2) if low == high else _LOOSE * high
    elif low == high and quantity.step >= 100:
        loose = min(_ROUND * high, quantity.step / 2)
    else:
        loose = 0.0
    return low - loose, high + loose


def apart(one: Quantity, other: Quantity, ceilings: bool = False) -> bool:
    """Whether the two cannot be the same; `ceilings` compares limits, of which each is a number of its own."""
    if ceilings:
        return one.high != other.high
    (low, high), (other_low, other_high) = bounds(one), bounds(other)
    return high < other_low or other_high < low


Measure = Literal["share", "€", "$", "£", "count"]


def measure(quantity: Quantity) -> Measure:
    """What the number is in: hundredths, a currency, or neither; only numbers of one measure are compared."""
    if quantity.share:
        return "share"
    unit = quantity.unit.casefold()
    return next((sign for sign, names in _CURRENCIES if unit.startswith(names)), "count")


_CURRENCIES: tuple[tuple[Measure, tuple[str, ...]], ...] = (
    ("€", ("€", "euro", "eur")),
    ("$", ("$", "dollar", "us-dollar", "usd")),
    ("£", ("£", "pfund", "pound")),
)
