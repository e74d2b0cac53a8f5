"""Where a person can stand, what has run out, and what is done with it all."""
