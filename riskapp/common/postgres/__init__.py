"""Django's PostgreSQL backend, which says with every statement whose rows are meant."""
