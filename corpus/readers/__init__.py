"""Readers turn a file into the text of its articles and what the file itself says of them. One file a format.

A new format is one module with a `read` (`corpus.readers.base.Reader`) and one line in READERS, or in STREAMS where a file
holds many articles and may be too large for the memory (`corpus.readers.base.StreamReader`).
"""

from corpus.readers import feed, jsonl, mail, markdown, office, pdf, plain, table, warc, web
from corpus.readers.base import Claim, ReadArticle, Reader, StreamReader, Unread

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": web.read,
    ".htm": web.read,
    ".xhtml": web.read,
    ".json": jsonl.read,
    ".rss": feed.read,
    ".atom": feed.read,
    ".xml": feed.read,
    ".pdf": pdf.read,
    ".docx": office.read_docx,
    ".epub": office.read_epub,
    ".eml": mail.read,
}
STREAMS: dict[str, StreamReader] = {
    ".jsonl": jsonl.read_lines_of_json,
    ".ndjson": jsonl.read_lines_of_json,
    ".csv": table.read,
    ".tsv": table.read,
    ".mbox": mail.read_mailbox,
    ".warc": warc.read,
}

__all__ = ["READERS", "STREAMS", "Claim", "ReadArticle", "Reader", "StreamReader", "Unread"]
