"""For who runs riskapp: health, numbers, backups, roles of the database."""
