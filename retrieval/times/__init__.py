"""Times that texts and questions name: how they are written, and which days they mean."""
