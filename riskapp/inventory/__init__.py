"""The register of AI tools across all vendors, kept from the newest submitted responses.

Its rows are copies that can be searched; what was said stays in the responses, and
``manage.py rebuild_tools`` makes all of them anew.
"""
