"""An incident at a provider, or with a tool, a model or a kind of credential: which work is
affected as far as anybody knows, what was asked of whom, and what came back.

Nobody is said to be unaffected here: about whom nothing is known stands apart, and what a vendor
says is told as what the vendor says.
"""
