"""The register of vendors and engagements."""
