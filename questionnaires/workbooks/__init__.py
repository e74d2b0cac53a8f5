"""Workbooks that come from outside, read in a process of their own within fixed limits.

``child`` runs there and knows nothing but the standard library; ``reader`` starts it.
"""
