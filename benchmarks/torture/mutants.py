"""Files that were valid once: bytes flipped, cut off, doubled, spliced with others, words of the format put in."""

import random
from collections.abc import Iterator, Mapping

WORDS = (
    b"<", b">", b"</", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"<!DOCTYPE", b"<!ENTITY",
    b"<?xml encoding='utf-7'?>", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"[", b"{", b"}", b"null", b"-1", b"1e999",
    b"9" * 400, b"\x00", b"\xff", b"\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\n\n", b"\t", b";", b",", b"|",
    b"---\n", b"+++\n", b"...", b": ", b"!!", b"*a", b"&a ", b"From ", b"\nFrom x\n", b"Content-Type: ", b"charset=",
    b"boundary=", b"base64", b"=?utf-8?b?", b"WARC/1.0\r\n", b"HTTP/1.1 200", b"Content-Length: 99999999",
    b"Transfer-Encoding: chunked", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08", b" obj", b"endobj",
    b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"/Length ", b"/Kids", b"/Parent", b"/Filter",
    b"/FlateDecode", b"<<", b">>", b" 0 R", b"../", b"/etc/passwd", b"2018-02-30", b"date", b"text", b"31.12.9999",
    b"\x1b[31m", "„".encode(), "“".encode(), "\u202e".encode(), "\u2028".encode(), "\u0085".encode(), b"ustar",
    b"\xed\xa0\x80",
)  # fmt: skip
"""Of formats, encodings and attacks."""
_LONGEST = 300_000


def mutants(seeds: Mapping[str, bytes], count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """`count` files: each seed in turn with one to eight changes, sometimes under another format's name."""
    names = sorted(seeds)
    for number in range(count):
        name = names[number % len(names)]
        raw = bytearray(seeds[name])
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            _change(raw, seeds[chance.choice(names)], chance)
        shown = chance.choice(names) if chance.random() < 0.05 else name
        yield f"{number}-{shown}", bytes(raw[:_LONGEST])


def _change(raw: bytearray, other: bytes, chance: random.Random) -> None:
    at, to = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
    near = min(to, at + 64)
    match chance.randrange(8):
        case 0 if raw:
            raw[at % len(raw)] ^= 1 << chance.randrange(8)
        case 1:
            del raw[at:]
        case 2:
            del raw[at:near]
        case 3:
            raw[at:at] = raw[at:near] * chance.choice((1, 2, 50, 2000))
        case 4:
            raw[at:near] = chance.randbytes(near - at)
        case 5:
            start = chance.randrange(len(other) + 1)
            raw[at:to] = other[start : start + chance.randrange(1, 4000)]
        case _:
            raw[at : near if chance.random() < 0.3 else at] = chance.choice(WORDS) * chance.choice((1, 1, 1, 3, 300))
