"""Single sign-on: members come in through the provider of their organisation.

What OpenID Connect asks for is done by django-allauth; here stands whose word counts for
whom. A provider speaks for the verified domains of its own organisation, and a session that
began there is good for that organisation alone (docs/decisions/012-single-sign-on.md).
"""
