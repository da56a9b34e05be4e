"""Question sets to figures, and question sets to a model."""
