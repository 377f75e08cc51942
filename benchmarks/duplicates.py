"""Whether articles that are one text are known as such, and what that costs.

    python -m benchmarks.duplicates                                planted rewrites of the sample articles
    python -m benchmarks.duplicates --tuning                       the operations and seeds that thresholds were set on
    python -m benchmarks.duplicates --list FOLDER                  the clusters of a folder of articles, to be read
    python -m benchmarks.duplicates --scale FOLDER --size 10000    time and memory, on rewrites of a folder's articles

Planted: every sample article with four rewrites of it, each by an operation drawn at random, and six roundups of the first
paragraphs of four articles each. A pair is right when both are rewrites of one text (or it and its rewrite); all sample
articles are of one story, so every other pair is a hard negative. Pairs with a roundup are not counted, but what a roundup
makes of the others is. Copies that the sample archive has of itself count as one text.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.rewrites import HELD_OUT, TUNING, Operation, as_text, paragraphs_of
from bot.wiring import sample_folder
from corpus.article import Article
from corpus.blocks import find_blocks
from corpus.collect import collect, list_files
from corpus.store import Change, Store

SEEDS = {"tuning": range(3), "held out": range(100, 105)}
REWRITES = 4
SAMPLE_COPIES = (
    ("10_planung_agentur", "11_planung_morgenblatt", "12_planung_abendkurier"),
    ("24_nato_stoppt", "25_nato_stoppt_ak"),
)


def rewritten(article: Article, name: str, operations: Iterable[Operation], random: Random) -> Article:
    """Another article with the text that the operations leave."""
    paragraphs = paragraphs_of(article.text, article.language)
    for operation in operations:
        paragraphs = [sentences for sentences in operation(paragraphs, random) if sentences]
    return made(name, as_text(paragraphs), article)


def made(name: str, text: str, like: Article) -> Article:
    """An article of that text."""
    return Article(id=name, path=f"/{name}.txt", text=text, language=like.language, blocks=find_blocks(text)[0])


def clustered(articles: list[Article], folder: Path) -> dict[str, str]:
    """The cluster of each article that is in one, as a store in `folder` finds it."""
    store = Store.open(folder, create=True)
    store.apply(Change(articles, (), {article.path: "" for article in articles}), "none")
    with store.read() as snapshot:
        found = {key: cluster.id for key, cluster in snapshot.clusters(article.id for article in articles).items()}
    store.close()
    return found


def planted(
    base: list[Article], operations: dict[str, tuple[Operation, ...]], seed: int
) -> tuple[list[Article], dict[str, str]]:
    """Articles, and which text each is of by id; `kind~number~text` is the id of a rewrite, roundups are of none."""
    random = Random(seed)
    text_of = {article.id: Path(article.path).stem for article in base}
    for group in SAMPLE_COPIES:
        text_of |= {key: group[0] for key, stem in text_of.items() if stem in group}
    articles = list(base)
    for article in base:
        for n in range(REWRITES):
            kind = random.choice(sorted(operations))
            new = rewritten(article, f"{kind}~{n}~{article.id}", operations[kind], random)
            articles.append(new)
            text_of[new.id] = text_of[article.id]
    for n in range(6):
        parts = random.sample(base, 4)
        text = "\n\n".join(as_text(paragraphs_of(part.text, part.language)[:1]) for part in parts)
        articles.append(made(f"roundup~{n}", text, parts[0]))
    return articles, text_of


def measure_planted(tuning: bool) -> None:
    """Print precision, recall and F1 over pairs, and the recall of original and rewrite by operation."""
    base = collect(list_files([sample_folder()]), {}).added
    right = found = both = 0
    kinds: dict[str, list[bool]] = {}
    lost: Counter[str] = Counter()
    for seed in SEEDS["tuning" if tuning else "held out"]:
        articles, text_of = planted(base, TUNING if tuning else HELD_OUT, seed)
        with tempfile.TemporaryDirectory() as folder:
            cluster = clustered(articles, Path(folder))
        for one, other in combinations(sorted(text_of), 2):
            same, told = text_of[one] == text_of[other], cluster.get(one, one) == cluster.get(other, other)
            right, found, both = right + same, found + told, both + (same and told)
            if told and not same:
                lost[f"false: {one} / {other}"] += 1
        for article in articles:
            kind, _, original = article.id.partition("~")
            if article.id in text_of and original:
                original = original.partition("~")[2]
                kinds.setdefault(kind, []).append(cluster.get(article.id, "") == cluster.get(original, original))
    precision, recall = both / found, both / right
    print(f"pairs: {right} right, {found} found, {both} of them right")
    print(f"precision {precision:.4f} · recall {recall:.4f} · F1 {2 * precision * recall / (precision + recall):.4f}")
    print("\n| rewrite | number | in its original's cluster |\n|---|---|---|")
    for kind in TUNING if tuning else HELD_OUT:
        print(f"| {kind} | {len(kinds[kind])} | {sum(kinds[kind]) / len(kinds[kind]):.3f} |")
    for line in sorted(lost)[:20]:
        print(line)


def list_clusters(folder: Path) -> None:
    """Print the clusters of a folder of articles, with the beginning of each article."""
    articles = collect(list_files([folder]), {}).added
    with tempfile.TemporaryDirectory() as scratch:
        cluster = clustered(articles, Path(scratch))
    print(f"{len(articles)} articles, {len(set(cluster.values()))} clusters, {len(cluster)} articles in them")
    for name in sorted(set(cluster.values())):
        print()
        for article in articles:
            if cluster.get(article.id) == name:
                print(f"{Path(article.path).name}: {' '.join(article.text.split())[:160]}")


def measure_scale(folder: Path, size: int) -> None:
    """Print what writing `size` articles into an empty archive costs (no index), and what ten more do.

    The articles are the folder's and as many rewrites of each as it takes; none with paragraphs of their own around, because
    the few sentences that these are made of would stand in every tenth article.
    """
    base = collect(list_files([folder]), {}).added
    random = Random(7)
    kinds = [name for name in HELD_OUT if "around" not in name]
    articles = base[:size]
    while len(articles) < size + 10:
        article = base[len(articles) % len(base)]
        articles.append(rewritten(article, f"{len(articles):06}", HELD_OUT[random.choice(kinds)], random))
    with tempfile.TemporaryDirectory() as scratch:
        store = Store.open(Path(scratch), create=True)
        for part in (articles[:size], articles[size:]):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            started = time.process_time(), time.perf_counter()
            store.apply(Change(part, (), {article.path: "" for article in part}), "none")
            spent = time.process_time() - started[0], time.perf_counter() - started[1]
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(f"{len(part)} articles: {spent[0]:.2f} s of processor, {spent[1]:.2f} s, peak memory +{grown:.0f} MB")
        with store.read() as snapshot:
            counts = snapshot.coverage().duplicates
        store.close()
        stored = (Path(scratch) / "archive.db").stat().st_size / 1e6
        print(f"{counts.clusters} clusters of {counts.articles} articles; {stored:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", action="store_true", help="the operations and seeds of tuning")
    parser.add_argument("--list", type=Path, metavar="FOLDER", help="list the clusters of a folder's articles")
    parser.add_argument("--scale", type=Path, metavar="FOLDER", help="time and memory on rewrites of a folder's articles")
    parser.add_argument("--size", type=int, default=1000, help="articles for --scale (default 1000)")
    args = parser.parse_args()
    if args.list:
        list_clusters(args.list)
    elif args.scale:
        measure_scale(args.scale, args.size)
    else:
        measure_planted(args.tuning)


if __name__ == "__main__":
    main()
