"""What is said in and of exported files, in German and English."""

EXPORTING: dict[str, tuple[str, str]] = {
    "export_receipt": ("Beleg {0}", "receipt {0}"),
    "export_unknown": (
        "Welches Format {path} haben soll, ist offen. Als Endung .md, .csl.json, .bib, .ris, .json oder .csv nehmen, oder "
        "--export-format angeben",
        "Which format {path} shall have is open. Use the ending .md, .csl.json, .bib, .ris, .json or .csv, or give "
        "--export-format",
    ),
    "export_written_one": ("{0} Zitat nach {1} geschrieben.", "Wrote {0} quotation to {1}."),
    "export_written_many": ("{0} Zitate nach {1} geschrieben.", "Wrote {0} quotations to {1}."),
}
