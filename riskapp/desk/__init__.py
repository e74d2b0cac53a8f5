"""The desk of an analyst: what waits for whom, many things done at once, and searching."""
