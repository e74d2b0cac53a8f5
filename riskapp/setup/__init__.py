"""The first administrator, and what is left to do until an organisation can rely on riskapp."""
