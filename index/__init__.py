"""Turns articles into passages and sentences, and questions into ranked quotes."""
