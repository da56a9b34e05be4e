"""The web site: the reader page, and on a port of its own health and metrics."""
