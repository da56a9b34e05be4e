"""Which words of a quote are the answer: the phrases of a sentence, their features, the choice."""
