"""Features of a question and each sentence of an article, one group a file."""
