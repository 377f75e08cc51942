"""What a question says beside its words: its period, its outlet, and what it has from the question before."""
