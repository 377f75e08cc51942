"""Files made on purpose: bombs, loops, lies, paths that lead outside, texts that take careless code forever."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator

from benchmarks.torture.killers import runs

STORY = "Der Rat tagte am Montag in Köln. Es ging um Geld, sagte Anna Beispiel.\n\nDer Haushalt wurde vertagt."
_DEEP = 1_000_000
_BILLION = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
_DTD = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "hahaha">{_BILLION}<!ENTITY file SYSTEM "file:///etc/passwd">]>'


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """File name → content, a few hundred."""
    for number, (name, raw) in enumerate([*_deep(), *_entities(), *_containers(), *_numbers(), *_lines(), *_documents()]):
        yield f"{number}-{name}", raw
    for number, (_, text) in enumerate(runs(40_000, heads=("", "Er sagte: „"), tails=("", "\n\n" + STORY))):
        yield f"run{number}.txt", text.encode("utf-8", "surrogatepass")


def _deep() -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<div>" * _DEEP + b"Der Rat tagte." + b"</div>" * _DEEP
    yield "deep2.html", b"<p><b><i><a href=x>" * (_DEEP // 8) + b"Der Rat tagte am Montag."
    yield "deep.json", b'{"text":' + b"[" * _DEEP + b'"x"' + b"]" * _DEEP + b"}"
    yield "deep.jsonl", b'{"text":"Der Rat tagte.","author":' + b'{"name":' * _DEEP + b"1" + b"}" * _DEEP + b"}\n"
    yield "deep.md", b"---\na: " + b"[" * 60_000 + b"\n---\n" + STORY.encode()
    yield "deep2.md", b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(340)) + b"---\n" + STORY.encode()
    yield "deep3.md", b"+++\na = " + b"[" * 60_000 + b"\n+++\n" + STORY.encode()
    yield "deep4.md", b"---\n" + b"? " * 30_000 + b"a\n---\n" + STORY.encode()
    yield (
        "deep.rss",
        b"<rss version='2.0'><channel><item><description>" + b"<b>" * (_DEEP // 4) + b"</description></item></channel></rss>",
    )
    yield "deep.atom", b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + b"<content>" * (_DEEP // 10)
    yield "deep.eml", b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000))
    yield "deep.mbox", b"From x\n" + b"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nText.\n" * 100_000
    yield "deep.eml", b"Subject: s\nContent-Type: message/rfc822\n\n" * 20_000 + STORY.encode()


def _entities() -> Iterator[tuple[str, bytes]]:
    item = "<item><title>T</title><guid>1</guid><description>Der Rat tagt &i; &file;</description></item>"
    yield "laughs.rss", f"{_DTD}<rss version='2.0'><channel><title>x</title>{item}</channel></rss>".encode()
    late = f"<rss version='2.0'><!--{'x' * 120_000}--><channel><title>x</title>{item}</channel></rss>"
    yield "late.rss", late.encode()
    yield "hidden.rss", f"{_DTD}<rss version='2.0'><channel>{item}</channel></rss>".encode("utf-16")
    yield "laughs.html", f"{_DTD}<html><body><p>Der Rat tagt &i; &file;</p></body></html>".encode()
    yield (
        "laughs.md",
        b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9))
        + b"title: *i\nauthors: *i\n---\n"
        + STORY.encode(),
    )
    yield "object.md", b"---\ntitle: !!python/object/apply:os.system ['touch pwned']\n---\n" + STORY.encode()
    document = f"{_DTD}<w:document xmlns:w='w'><w:body><w:p><w:t>&i;&file;</w:t></w:p></w:body></w:document>"
    for coding in ("utf-8", "utf-16"):
        yield "laughs.docx", _zipped({"word/document.xml": document.encode(coding)})
    opened = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    items = "".join(f"<item id='i{n}' href='../../../../etc/passwd'/>" for n in range(20_000))
    spine = "".join(f"<itemref idref='i{n}'/>" for n in range(20_000))
    book = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    yield "paths.epub", _zipped({"META-INF/container.xml": opened.encode(), "b.opf": book.encode()})
    again = "<itemref idref='a'/>" * 20_000
    same = f"<package><manifest><item id='a' href='c.xhtml'/></manifest><spine>{again}</spine></package>"
    chapter = ("<p>" + STORY * 2_000 + "</p>").encode()
    yield "same.epub", _zipped({"META-INF/container.xml": opened.encode(), "b.opf": same.encode(), "c.xhtml": chapter})


def _containers() -> Iterator[tuple[str, bytes]]:
    names = (
        "../x.txt",
        "/etc/x.txt",
        "C:\\x.txt",
        "..\\x.txt",
        "a/../../x.txt",
        "a\x00.txt",
        "\x1b[31mx.txt",
        "a\nb.txt",
        "~/x.txt",
    )
    yield "paths.zip", _zipped({name: STORY.encode() for name in names})
    yield "many.zip", _zipped({f"{n}.txt": b"Der Rat." for n in range(5_000)})
    yield "bomb.zip", _zipped({f"{n}.txt": b"Der Rat tagte. " * 500_000 for n in range(8)})
    yield "zeros.zip", _zipped({"a.txt": bytes(50 * 1024**2)})
    nested = STORY.encode()
    for n in range(12):
        nested = _zipped({f"{n}.zip" if n else "a.txt": nested})
    yield "nested.zip", nested
    yield "overlap.zip", _overlapping()
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            b"Z",
            tarfile.GNUTYPE_SPARSE,
        ):
            info = tarfile.TarInfo("x.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(STORY.encode())
            archive.addfile(info, io.BytesIO(STORY.encode()))
    yield "kinds.tar", made.getvalue()
    lie = bytearray(made.getvalue())
    lie[124:135] = b"77777777777"
    yield "lie.tar", bytes(lie)
    yield "pax.tar", _pax()
    for suffix in ("txt", "jsonl", "csv", "warc", "tar", "mbox"):
        packed = gzip.compress(bytes(60 * 1024**2), 1)
        yield f"bomb.{suffix}.gz", packed
        yield f"cut.{suffix}.gz", gzip.compress(STORY.encode() * 1_000)[:-9]
    many = gzip.compress(STORY.encode()) * 2_000
    yield "many.txt.gz", many


def _numbers() -> Iterator[tuple[str, bytes]]:
    big = b"9" * 1_000_000
    yield "big.json", b'{"text":"Der Rat tagte.","date":%s}' % big
    yield (
        "big.jsonl",
        b'{"text":"Der Rat tagte.","id":1e999999999,"date":-%s}\n{"id":NaN,"text":"Der Rat tagte."}\n' % big[:4000],
    )
    yield (
        "big.md",
        b"---\ndate: %s\ntitle: 0x%s\nauthor: 1:%s\n---\n" % (big[:5000], big[:9000], b"59:" * 9_000) + STORY.encode(),
    )
    for date in (
        b"9999-12-31",
        b"0000-00-00",
        b"10000-01-01",
        b"2018-02-30",
        b"31.12.9999",
        b"1. Januar 0",
        b"20180215T" + big[:90],
    ):
        yield "date.md", b"---\ndate: " + date + b"\n---\n" + STORY.encode()
        yield "date.txt", b" date " + date + b"\n\nVon Anna Beispiel, " + date + b"\n\n" + STORY.encode()
        yield "date.csv", b'text,date\n"' + STORY.encode() + b'",' + date + b"\n"


def _lines() -> Iterator[tuple[str, bytes]]:
    yield "wide.csv", b"text," + b",".join(b"c%d" % n for n in range(1_000_000)) + b"\nDer Rat tagte." + b"," * 1_000_000
    yield "same.csv", b"text" * 1 + b",text" * 300_000 + b"\n" + b"x," * 300_000
    yield "quotes.csv", b'text,id\n"' + b'""' * 2_000_000
    yield "open.csv", b'text,id\n"' + b"a\n" * 1_000_000
    yield "rows.csv", b"text\n" + b"Der Rat.\n" * 20_000
    yield "word.txt", b"a" * 5_000_000
    yield "word2.txt", "ä".encode() * 2_000_000 + b" Ende."
    yield "accents.txt", b"Der Rat. e" + "\u0301".encode() * 1_000_000
    yield "line.txt", STORY.replace("\n", " ").encode() * 20_000
    yield "lines.txt", b"a\n" * 500_000
    yield "paragraphs.txt", b"A.\n\n" * 200_000
    yield (
        "bidi.txt",
        "\u202eDer Rat\u202c \u2066tagte\u2069 \u200b\u200d\ufeff\u00ad am\u2028 Montag.\u0085 Ja\u001b[2J.".encode(),
    )
    yield "surrogates.json", b'{"text":"\\ud800 Rat \\udfff","title":"\\ud83d","id":"\\udc00","author":["\\ud800"]}'
    yield "nul.txt", b"Der Rat\x00 tagte."
    for raw in (
        b"\xff\xfeD",
        b"\xff\xfe\x00\xd8D\x00",
        b"\xfe\xff\xd8\x00\x00D",
        b"\xef\xbb\xbf\xff",
        b"\xc0\xaf Rat",
        b"\xff\xfe\x00\x00D\x00",
    ):
        yield "utf.txt", raw * 100
        yield "utf.csv", raw[:4] + b"text\n" + raw * 100


def _documents() -> Iterator[tuple[str, bytes]]:
    head = b"%PDF-1.4\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n"
    page += b"4 0 obj<</Length 9>>stream\nBT ET\nendstream endobj\n"
    loop = (
        head
        + b"1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>endobj\n"
        + b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 3 0 R]>>endobj\n"
        + page
    )
    loop += b"5 0 obj<</First 5 0 R/Last 5 0 R/Next 5 0 R>>endobj\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    yield "loop.pdf", loop
    yield "count.pdf", loop.replace(b"/Count 9", b"/Count 999999999").replace(b"[2 0 R 2 0 R 3 0 R]", b"[3 0 R]")
    yield "self.pdf", loop.replace(b"4 0 obj<</Length 9>>", b"4 0 obj<</Length 4 0 R>>")
    yield "prev.pdf", head + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9/Size 1>>\nstartxref\n9\n%%EOF"
    yield "deep.pdf", head + b"1 0 obj" + b"[" * 500_000 + b"endobj\ntrailer<</Root 1 0 R>>startxref\n9\n%%EOF"
    yield "names.pdf", head + b"1 0 obj<<" + b"/A" * 500_000 + b">>endobj\ntrailer<</Root 1 0 R>>startxref\n9\n%%EOF"
    yield "kids.pdf", loop.replace(b"[2 0 R 2 0 R 3 0 R]", b"[" + b"3 0 R " * 100_000 + b"]")
    import zlib

    flat = zlib.compress(zlib.compress(bytes(1_000_000_000 // 4), 9), 9)
    bomb = b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream endobj\n" % (len(flat), flat)
    yield "bomb.pdf", loop.replace(page, page.partition(b"4 0 obj")[0] + bomb).replace(b"[2 0 R 2 0 R 3 0 R]", b"[3 0 R]")
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
    record += b"WARC-Target-URI: http://x.example/\r\nContent-Length: %s\r\n\r\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + STORY.encode() + b"</p>\r\n\r\n"
    for length in (b"0", b"-1", b"999999999999", b"x", b"10", b"9" * 5000):
        yield "length.warc", (record % length + body) * 3
    yield "headers.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 200_000 + b"\r\n"
    yield "line.warc", b"WARC/1.0\r\n" + b"A" * 3_000_000
    chunked = body.replace(b"text/html", b"text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip")
    yield "chunked.warc", record % b"%d" % len(chunked) + chunked
    yield "heads.eml", b"Subject: =?utf-8?q?" + b"=?utf-8?b?" * 20_000 + b"\n\n" + STORY.encode()
    yield "from.eml", b"From: " + b"(" * 50_000 + b"\nSubject: x\n\n" + STORY.encode()
    yield "to.eml", b"From: " + b'"a" <a@b>, ' * 20_000 + b"\nDate: " + b"1 " * 20_000 + b"\nSubject: x\n\n" + STORY.encode()
    yield (
        "coding.eml",
        b"Subject: x\nContent-Type: text/plain; charset=zip\nContent-Transfer-Encoding: base64\n\n" + b"=" * 100_000,
    )
    yield "uu.eml", b"Subject: x\nContent-Type: text/plain; charset=idna\n\n" + b"a." * 50_000


def _zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _overlapping() -> bytes:
    """A thousand names in the directory for one and the same packed member: small on the disk, large when all are read."""
    import struct

    whole = _zipped({"a.txt": b"Der Rat tagte. " * 100_000})
    at = whole.index(b"PK\x01\x02")
    entry = whole[at : whole.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(1000))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), at, 0)
    return whole[:at] + entries + end


def _pax() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.pax_headers = {"path": "../" * 50_000 + "x.txt", "size": "99999999999999999999", "mtime": "nan"}
        archive.addfile(info)
    return made.getvalue()
