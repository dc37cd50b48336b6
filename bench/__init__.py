"""What the numbers in docs/performance.md come from: modules that each print Markdown.

`python -m bench` runs all of them and writes what they print into that page; each runs alone as
`python -m bench.<name>`, with `--quick` for a small one.
"""
