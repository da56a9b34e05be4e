"""Where articles come from: a file, a link or standard input, each read into a `Document`.

`files` reads what lies on this machine, `fetching` what lies behind a link, and `worker` parses
what strangers send in a process of its own. Importing this package loads none of them.
"""
