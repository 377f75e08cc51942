"""Which engine searches an archive: the one inside, unless an address names another."""

from corpus.store import Store
from retrieval.embedded import Embedded
from retrieval.generation import index_folder
from retrieval.passage_index import Engine


def engine_for(store: Store, url: str = "", token: str = "") -> Engine:
    """The embedded engine for no `url`; for `http(s)://…` a Milvus server, which may want a `token`, and for the path of a file
    that ends in `.db` Milvus Lite. Nothing is connected to before it is asked.
    """
    if not url:
        return Embedded(index_folder(store.path))
    from retrieval.milvus.engine import Milvus

    return Milvus(store, url, token)
