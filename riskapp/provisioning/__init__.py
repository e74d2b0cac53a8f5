"""The directory of an organisation says who its members are, by SCIM 2.0.

It brings people of verified domains in and shuts members out. Whoever others rely on is invited
as by a person; the last administrator and the break-glass account stay.
"""
