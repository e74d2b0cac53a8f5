"""The directory of an organisation says who its members are, by SCIM 2.0."""
