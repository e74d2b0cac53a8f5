"""Personal data: found, given out, erased, and deleted when its period ends.

It knows where a person can stand in every other package, and nothing knows it.
"""
