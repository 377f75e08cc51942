"""One article in every format that a newsroom has, written by small writers."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape


@dataclass(frozen=True)
class Story:
    """What each writer puts in."""

    title: str
    paragraphs: tuple[str, ...]
    source: str = "Morgenblatt"
    author: str = "Erika Beispiel"
    date: str = "2018-03-09"
    url: str = "https://morgenblatt.example/politik/markt.html"

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def html(story: Story, head: str | None = None) -> str:
    meta = (
        f'<meta property="og:site_name" content="{escape(story.source)}"><meta name="author" content="{escape(story.author)}">'
        f'<meta property="article:published_time" content="{story.date}T07:15:00+01:00">'
        f'<link rel="canonical" href="{story.url}">'
        f'<meta property="og:title" content="{escape(story.title)}">'
    )
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{escape(story.title)}</title>'
        f"{meta if head is None else head}"
        "</head><body><nav><a href='/'>Start</a> <a href='/politik'>Politik</a></nav>"
        f"<article><h1>{escape(story.title)}</h1>\n{paragraphs}</article><footer>Impressum</footer></body></html>"
    )


def rss(story: Story) -> str:
    content = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{story.source}</title><language>de-DE</language><item>'
        f"<title>{escape(story.title)}</title><guid>mb-1</guid><link>{story.url}</link><dc:creator>{story.author}</dc:creator>"
        "<pubDate>Fri, 09 Mar 2018 07:15:00 +0100</pubDate><description>Kurz.</description>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    )


def atom(story: Story) -> str:
    content = escape("".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs))
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>{story.source}</title><id>f</id><entry>'
        f"<title>{escape(story.title)}</title><id>mb-1</id><link href='{story.url}'/>"
        "<published>2018-03-09T07:15:00+01:00</published>"
        f"<author><name>{story.author}</name></author><content type='html'>{content}</content></entry></feed>"
    )


def pdf(pages: list[list[str]], title: str = "", author: str = "") -> bytes:
    """A page for each list of lines, in Helvetica."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    tree = add(b"")
    kids = []
    for lines in pages:
        drawn = b"BT /F1 10 Tf 12 TL 50 800 Td\n" + b"".join(b"(" + _pdf_text(line) + b") Tj T*\n" for line in lines) + b"ET"
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        page = (
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>"
        )
        kids.append(add(page % (tree, content, font)))
    objects[tree - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    catalog = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    info = add(b"<< /Title (%s) /Author (%s) /CreationDate (D:20240101000000) >>" % (_pdf_text(title), _pdf_text(author)))
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size %d /Root %d 0 R /Info %d 0 R >>" % (len(objects) + 1, catalog, info)
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, trailer, len(made),
    )  # fmt: skip


def _pdf_text(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def wrapped(text: str, width: int = 70) -> list[str]:
    """Printed lines, broken where the next word does not fit."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def story_pdf(story: Story) -> bytes:
    lines = [story.title, *(line for paragraph in story.paragraphs for line in wrapped(paragraph))]
    return pdf([lines[:14], lines[14:]], story.title, story.author)


def docx(story: Story) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = [f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in (story.title, *story.paragraphs)]
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(story.title)}</dc:title><dc:creator>{story.author}</dc:creator></cp:coreProperties>"
    )
    return zipped(
        {"word/document.xml": f"<w:document {space}><w:body>{''.join(runs)}</w:body></w:document>", "docProps/core.xml": core}
    )


def epub(story: Story) -> bytes:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    chapter = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body><h1>{escape(story.title)}</h1>{paragraphs}</body></html>"
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>Ausgabe 58</dc:title><dc:creator>{story.author}</dc:creator><dc:publisher>{story.source}</dc:publisher>"
        f"<dc:date>{story.date}</dc:date><dc:language>de</dc:language></metadata><manifest>"
        "<item id='n' href='nav.xhtml' properties='nav'/>"
        "<item id='c' href='text/c1.xhtml'/></manifest><spine><itemref idref='n'/><itemref idref='c'/></spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": book,
            "OEBPS/nav.xhtml": "<html><body><p>Inhalt</p></body></html>",
            "OEBPS/text/c1.xhtml": chapter,
        }
    )


def eml(story: Story, page: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = story.title, f"{story.source} <brief@morgenblatt.example>"
    message["Date"], message["Message-ID"] = "Fri, 09 Mar 2018 07:15:00 +0100", "<mb-1@morgenblatt.example>"
    if page:
        message.set_content("".join(f"<p>{escape(text)}</p>" for text in story.paragraphs), subtype="html")
    else:
        message.set_content(story.body)
        message.add_alternative("<p>Die Fassung in HTML.</p>", subtype="html")
    return message.as_bytes()


def mbox(*messages: bytes) -> bytes:
    return b"".join(
        b"From x Fri Mar  9 07:15:00 2018\n" + message.replace(b"\nFrom ", b"\n>From ") + b"\n" for message in messages
    )


def warc(*pages: tuple[str, int, str, bytes]) -> bytes:
    """A response record for each (address, status, content type, body)."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    made = io.BytesIO()
    writer = WARCWriter(made, gzip=False)
    for address, status, kind, body in pages:
        headers = StatusAndHeaders(f"{status} X", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers))
    return made.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(members: Mapping[str, bytes | tarfile.TarInfo], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in members.items():
            info = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = b"" if isinstance(content, tarfile.TarInfo) else content
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def every_format(story: Story) -> dict[str, bytes]:
    """File name → content."""
    front = f'---\ntitle: "{story.title}"\nsource: {story.source}\nauthor: {story.author}\ndate: {story.date}\n---\n'
    row = {
        "id": "mb-1", "headline": story.title, "body": story.body, "published": f"{story.date}T07:15:00Z",
        "outlet": {"name": story.source}, "author": [story.author], "url": story.url,
    }  # fmt: skip
    cells = ["mb-1", story.title, story.body, "09.03.2018", story.source, story.author, story.url]
    table = "ID;Überschrift;Text;Datum;Quelle;Autor;Link\r\n" + ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    tabs = "id\ttitle\tcontent\tdate\tsource\tauthor\turl\n" + "\t".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    page = html(story).encode()
    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    text = f"{story.title}\n\n{story.body}\n"
    made: dict[str, str | bytes] = {
        "a.txt": f" date {story.date} {text}",
        "b.md": f"{front}\n{story.body}\n",
        "c.html": page,
        "d.jsonl": line,
        "e.json": json.dumps({"articles": [row]}),
        "f.csv": table,
        "g.tsv": tabs,
        "h.rss": rss(story),
        "i.atom": atom(story),
        "j.pdf": story_pdf(story),
        "k.docx": docx(story),
        "l.epub": epub(story),
        "m.eml": eml(story),
        "n.mbox": mbox(eml(story)),
        "o.warc": warc((story.url, 200, "text/html; charset=utf-8", page), (story.url + "x", 404, "text/html", b"<p>weg</p>")),
        "p.warc.gz": gzip.compress(
            warc((story.url, 200, "text/html", page), (story.url + ".png", 200, "image/png", b"\x89PNG"))
        ),
        "q.zip": zipped({"2018/markt.html": page, "__MACOSX/x.html": b"x", "2018/.DS_Store": b"x"}),
        "r.tar": tarred({"markt.jsonl": line}),
        "s.tar.gz": tarred({"markt.html": page}, "w:gz"),
        "t.tgz": tarred({"markt.eml": eml(story)}, "w:gz"),
        "u.jsonl.gz": gzip.compress(line),
        "v.zip": zipped({"innen.zip": zipped({"markt.csv": table})}),
    }
    return {name: content.encode() if isinstance(content, str) else content for name, content in made.items()}
