"""Reads of the first pages: every one a constant number of statements, whatever the number of
vendors."""
