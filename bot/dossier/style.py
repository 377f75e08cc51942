"""How the page looks: on paper, on a screen of any width, light and dark. No colour stands for itself alone."""

import base64
import hashlib

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1b1b",
    "soft": "#54585e",
    "panel": "#f3f3ef",
    "line": "#7d8187",
    "link": "#0a4a94",
    "mark": "#ffee9e",
    "less": "#8c1515",
    "more": "#14532d",
}
DARK = {
    "paper": "#15171b",
    "ink": "#ececec",
    "soft": "#b6bac1",
    "panel": "#20232a",
    "line": "#8d929b",
    "link": "#8fbcff",
    "mark": "#574a00",
    "less": "#ff9c94",
    "more": "#8fdba6",
}
READ_ON = (
    *((ink, paper) for ink in ("ink", "soft", "link") for paper in ("paper", "panel")),
    ("ink", "mark"),
    ("less", "paper"),
    ("more", "paper"),
    ("paper", "ink"),
    ("paper", "link"),
)
"""Which colour is read on which."""

_RULES = """
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
body { margin: 0 auto; max-width: 50rem; padding: 0 1rem 3rem; overflow-wrap: break-word; hyphens: manual; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 2rem; margin: 2.5rem 0 0.5rem; }
h2 { font-size: 1.45rem; margin: 3rem 0 1rem; border-bottom: 2px solid var(--ink); padding-bottom: 0.25rem; }
h3 { font-size: 1.15rem; margin: 2.25rem 0 0.6rem; }
p { margin: 0.5rem 0; }
a { color: var(--link); text-underline-offset: 0.15em; overflow-wrap: anywhere; }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -200vw; background: var(--link); color: var(--paper); padding: 0.5rem 1rem; }
.skip:focus { left: 1rem; top: 0.5rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 1rem 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.lead, .note, figcaption, .said { color: var(--soft); font-size: 0.9rem; }
figcaption p { margin: 0.15rem 0; overflow-wrap: anywhere; }
nav ol, .toc ol { list-style: none; margin: 0; padding: 0; }
nav ol ol { padding-left: 1.25rem; }
nav li { margin: 0.25rem 0; }
.state { color: var(--soft); font-size: 0.9rem; }
figure { margin: 0.8rem 0 1.3rem; break-inside: avoid; }
blockquote { margin: 0 0 0.4rem; padding: 0.1rem 0 0.1rem 1rem; border-left: 4px solid var(--line); }
blockquote p, td.words, .claim p { font-family: Georgia, "Times New Roman", serif; white-space: pre-wrap; margin: 0;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
blockquote p { font-size: 1.08rem; }
.claim { break-after: avoid; padding: 0.6rem 1rem; background: var(--panel); }
.claim figcaption { margin-bottom: 0.25rem; }
.miss blockquote { border-left-style: dashed; }
.miss blockquote p { font-style: italic; }
mark { background: var(--mark); color: var(--ink); text-decoration: underline 1px; text-underline-offset: 0.25em;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
del { color: var(--less); text-decoration: line-through 2px; background: var(--paper); }
ins { color: var(--more); text-decoration: underline 2px; font-weight: bold; background: var(--paper); }
.verdict { font-size: 1.05rem; padding: 0.2rem 0; break-inside: avoid; }
.verdict strong { border: 2px solid var(--ink); padding: 0.05rem 0.45rem; margin-right: 0.4rem; }
.wide { overflow-x: auto; margin: 1rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
caption { text-align: left; font-weight: bold; padding: 0 0 0.4rem; overflow-wrap: anywhere; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem 0.4rem 0; border-top: 1px solid var(--line);
  overflow-wrap: break-word; }
thead th { border-top: 2px solid var(--ink); color: var(--soft); font-weight: normal; }
td.words { min-width: 9rem; }
tr { break-inside: avoid; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85em; overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
.strip { overflow-x: auto; }
.strip svg { display: block; width: 100%; min-width: 34rem; height: auto; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
svg .bar { fill: var(--soft); }
svg .axis { stroke: var(--line); stroke-width: 1; }
svg .full { fill: var(--ink); }
svg .hollow { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
svg .on { fill: var(--paper); font-weight: bold; }
svg .in { font-weight: bold; }
.entries { list-style: none; padding: 0; }
.entries > li { break-inside: avoid; }
.date { font-weight: bold; margin: 1.2rem 0 0; break-after: avoid; }
.number { display: inline-block; min-width: 1.7em; padding: 0 0.3em; border-radius: 1em; text-align: center;
  background: var(--ink); color: var(--paper); }
.sources li { margin: 0.5rem 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9rem; }
@media (max-width: 30rem) {
  h1 { font-size: 1.6rem; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: 0.5rem; }
  blockquote { padding-left: 0.7rem; }
}
@page { size: A4; margin: 18mm 17mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
@media print {
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  .skip { display: none; }
  h2 { margin-top: 2rem; }
  p { orphans: 3; widows: 3; }
  p:has(+ figure), p:has(+ ol) { break-after: avoid; }
  mark, .claim, .number, svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide, .strip { overflow: visible; }
  .strip svg { min-width: 0; }
  td.words { min-width: 0; }
  td, tbody th { overflow-wrap: anywhere; }
  thead th { overflow-wrap: normal; hyphens: none; }
  caption, thead { break-after: avoid; }
  tbody tr:nth-child(-n + 2), tbody tr:last-child { break-before: avoid; }
  .wide:not(:has(tbody tr:nth-child(7))) { break-inside: avoid; }
  footer { margin-top: 1rem; break-before: avoid; }
  main a[data-address]::after { content: " (" attr(data-address) ")"; }
}
"""


def css() -> str:
    """The whole style sheet. Dark is for screens: paper is white."""
    light, dark = (" ".join(f"--{name}: {value};" for name, value in colours.items()) for colours in (LIGHT, DARK))
    return (
        f"\n:root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}{_RULES}"
    )


def policy() -> str:
    """What the page may do: show itself with this style sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(css().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
