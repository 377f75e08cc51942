"""How German and English news text says who says what: read off words and marks, a sentence at a time."""
