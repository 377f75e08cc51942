"""Whether the archive printed what is quoted: claims, candidates, alignment, verdict."""
