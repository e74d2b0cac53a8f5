"""Refusals of the register, in words for people."""


class NameTaken(Exception):
    """A name is already in use where it must be unique."""
