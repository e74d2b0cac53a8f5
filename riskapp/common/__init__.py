"""Pieces every package uses: template components and checks, no tables, no business words."""
