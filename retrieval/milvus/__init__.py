"""Milvus as the search engine: a server that many processes ask, or Milvus Lite in a file, for one process at a time."""
