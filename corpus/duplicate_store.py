"""What the archive knows of its copies, kept up to date in the transaction that changes the articles.

A row of each article holds its signature, its relatives and its cluster, and an index says in which articles a sampled run of
words stands: so ten new articles are compared with those alone that share such a run. What is stored depends on the articles,
never on the order in which they came.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from sqlalchemy import Connection, delete, func, insert, select

from corpus.dialects import grown, is_there
from corpus.duplicate_rows import VERSION, Entries, Entry, EntryDamaged, parts
from corpus.duplicates import SIGNATURE_VERSION, clusters, pack, runs_of, sampled, share, signature, unpack
from corpus.tables import ARTICLES, DUPLICATE_RUNS, DUPLICATES, get_value, in_batches, set_value, to_article

COMMON = 200
"""A run that stands in more articles than this finds no relatives: it is a notice that an outlet puts below all its texts."""
_ENOUGH = 2
"""Sampled runs that two articles share before they are compared: of the least that relatives share, 20, a third is sampled,
and fewer than two of them in three of a thousand cases. Any phrase of four words would do otherwise."""


def renew(connection: Connection, gone: Sequence[str], anew: bool = False) -> None:
    """Bring copies up to date after the articles `gone` were removed or written anew, and others were added.

    All is derived from the articles, so damaged rows and those of another signature are made anew, and with `anew` all.
    """
    if anew or get_value(connection, VERSION) != SIGNATURE_VERSION:
        _wipe(connection)
    try:
        _renew(connection, gone)
    except EntryDamaged:
        _wipe(connection)
        _renew(connection, ())


def sharing(connection: Connection, text: str, limit: int) -> list[str]:
    """The ids of up to `limit` articles in which most of the sampled runs of `text` stand, those with most first.

    A run that stands in more than `COMMON` articles tells nothing. Empty in an archive of before, which knows no runs.
    """
    if not is_there(connection, DUPLICATE_RUNS):
        return []
    counted: Counter[int] = Counter()
    for run in sampled(runs_of(text)):
        query = select(DUPLICATE_RUNS.c.number).where(DUPLICATE_RUNS.c.run == run).limit(COMMON + 1)
        numbers = connection.execute(query).scalars().all()
        counted.update(numbers if len(numbers) <= COMMON else ())
    best = sorted(counted, key=lambda number: (-counted[number], number))[:limit]
    names = _names(connection, set(best))
    return [names[number] for number in best if number in names]


def renew_all(connection: Connection) -> None:
    """Make what is known of copies anew from all articles, whatever there is."""
    _wipe(connection)
    _renew(connection, ())


def copies_known(connection: Connection) -> bool:
    """Whether copies are kept, with signatures as they are made now."""
    return is_there(connection, DUPLICATES) and get_value(connection, VERSION) == SIGNATURE_VERSION


def _renew(connection: Connection, gone: Sequence[str]) -> None:
    entries = Entries(connection)
    removed = list(entries.get(gone).values())
    affected: set[str] = set()
    for entry in removed:
        for relative in entries.get(entry.relatives):
            entries.relate(entry.article_id, relative, 0.0)
            affected.add(relative)
    entries.drop([entry.article_id for entry in removed])
    added = _missing(connection)
    for entry in added:
        entries.put(entry)
    entries.write()
    crossed = _change_runs(connection, removed, added)
    touched = {entry.article_id for entry in added} | set(
        _names(connection, {number for _, number in _rows_of(connection, crossed)}).values()
    )
    for article_id, entry in entries.get(touched).items():
        for relative in entries.get(entry.relatives):
            entries.relate(article_id, relative, 0.0)
            affected.add(relative)
    _find_relatives(connection, entries, sorted(touched))
    _cluster(entries, affected | touched)
    entries.write()


def _missing(connection: Connection) -> list[Entry]:
    """New entries for all articles that have none."""
    known = select(DUPLICATES.c.article_id)
    ids = connection.execute(select(ARTICLES.c.id).where(ARTICLES.c.id.not_in(known)).order_by(ARTICLES.c.id)).scalars().all()
    number = (connection.execute(select(func.max(DUPLICATES.c.number))).scalar_one() or 0) + 1
    rows = in_batches(connection, select(ARTICLES), ARTICLES.c.id, ids)
    return [Entry(row.id, number + n, pack(signature(to_article(row))), {}, None) for n, row in enumerate(rows)]


def _change_runs(connection: Connection, removed: list[Entry], added: list[Entry]) -> list[int]:
    """Change the index of runs; returns those that have become common by it, or rare again."""
    change: Counter[int] = Counter()
    for entry in removed:
        runs = sampled(unpack(entry.signature))
        change.subtract(runs)
        for part in parts(runs):
            here = DUPLICATE_RUNS.c.number == entry.number
            connection.execute(delete(DUPLICATE_RUNS).where(here, DUPLICATE_RUNS.c.run.in_(part)))
    for some in parts(added):
        rows = [{"run": run, "number": entry.number} for entry in some for run in sampled(unpack(entry.signature))]
        change.update(row["run"] for row in rows)
        if rows:
            connection.execute(insert(DUPLICATE_RUNS), rows)
    grown(connection, DUPLICATE_RUNS, change.total())
    query = select(DUPLICATE_RUNS.c.run, func.count().label("now")).group_by(DUPLICATE_RUNS.c.run)
    counts = {row.run: row.now for row in in_batches(connection, query, DUPLICATE_RUNS.c.run, list(change))}
    return [run for run, by in change.items() if (counts.get(run, 0) > COMMON) != (counts.get(run, 0) - by > COMMON)]


def _find_relatives(connection: Connection, entries: Entries, ids: list[str]) -> None:
    done: set[str] = set()
    for part in parts(ids):
        here = entries.get(part)
        found = _candidates(connection, here.values())
        names = _names(connection, {number for numbers in found.values() for number in numbers})
        for article_id, entry in here.items():
            runs = entry.runs
            others = {names[number] for number in found[entry.number]} - done - {article_id}
            for other, compared in entries.get(sorted(others)).items():
                together = share(runs, compared.runs)
                if together:
                    entries.relate(article_id, other, together)
            done.add(article_id)


def _candidates(connection: Connection, searched: Collection[Entry]) -> dict[int, list[int]]:
    """By number: the numbers of the articles that share enough sampled runs which are not common, each article's own too."""
    runs = {entry.number: sampled(unpack(entry.signature)) for entry in searched}
    holders: dict[int, list[int]] = {}
    for run, number in _rows_of(connection, {run for own in runs.values() for run in own}):
        holders.setdefault(run, []).append(number)
    rare = {run: numbers for run, numbers in holders.items() if len(numbers) <= COMMON}
    shared = {number: Counter(chain.from_iterable(rare[run] for run in own if run in rare)) for number, own in runs.items()}
    return {number: [other for other, count in counts.items() if count >= _ENOUGH] for number, counts in shared.items()}


def _cluster(entries: Entries, affected: Iterable[str]) -> None:
    """Cluster anew whatever is related, over any number of steps, to the affected articles."""
    connected: dict[str, Entry] = {}
    front = entries.get(affected)
    while front:
        connected |= front
        front = entries.get({key for entry in front.values() for key in entry.relatives} - connected.keys())
    found = clusters({article_id: entry.relatives for article_id, entry in connected.items()})
    of = {article_id: min(group) for group in found for article_id in group}
    for article_id, entry in connected.items():
        entries.put(replace(entry, cluster=of.get(article_id)))


def _rows_of(connection: Connection, runs: Iterable[int]) -> list[tuple[int, int]]:
    """Run and number, for each article that a run stands in."""
    query = select(DUPLICATE_RUNS.c.run, DUPLICATE_RUNS.c.number)
    found: list[tuple[int, int]] = []
    for part in parts(sorted(runs)):  # all rows at once: one by one they take twice the time
        found += [(run, number) for run, number in connection.execute(query.where(DUPLICATE_RUNS.c.run.in_(part))).all()]
    return found


def _names(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    query = select(DUPLICATES.c.number, DUPLICATES.c.article_id)
    return {row.number: row.article_id for row in in_batches(connection, query, DUPLICATES.c.number, list(numbers))}


def _wipe(connection: Connection) -> None:
    connection.execute(delete(DUPLICATES))
    connection.execute(delete(DUPLICATE_RUNS))
    set_value(connection, VERSION, SIGNATURE_VERSION)
