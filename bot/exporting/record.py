"""JSON: what `--json` prints, an array of it where several questions or texts were given."""

from bot.exporting.csl import json_array
from bot.exporting.entry import Listing
from bot.texts import Texts
from corpus.export import json_line


def render(listing: Listing, texts: Texts) -> str:
    """The record, or all of them."""
    return json_array(list(listing.records)) if listing.many else json_line(listing.records[0]) + "\n"
