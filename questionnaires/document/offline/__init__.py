"""Answer away from the page: the questionnaire as a file, and what such a file says.

Pure code: an answer set in, bytes out; bytes in, plain values out, with the cell or line of every
one of them. Whoever has a database decides what becomes of it.
"""
