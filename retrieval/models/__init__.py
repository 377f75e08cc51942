"""The bundled embedding model: made once from a package's weights, then run without torch."""
