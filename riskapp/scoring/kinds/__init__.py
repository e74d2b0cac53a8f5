"""What scoring knows of each kind of question: one module a kind, as in ``questionnaires.document.kinds``.

By which rules an answer can be given a risk value, what that value is, on which other answers
it hangs, and what the best answers are. A kind is listed in ``registry``; nothing else has to
know of it.
"""
