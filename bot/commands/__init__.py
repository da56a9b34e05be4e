"""The commands of `pullquote`, a file each; what they need is imported when they run."""
