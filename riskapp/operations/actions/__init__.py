"""What whoever operates it does with the database: roles, partitions."""

from riskapp.operations.actions.partitions import (
    Layout,
    fill_some,
    layouts,
    look_over,
    look_over_tables,
    put_into_partitions,
)
from riskapp.operations.actions.roles import (
    Roles,
    apply_roles,
    frozen_tables,
    functions_of_ours,
    functions_that_forget,
    pin_functions,
    role_statements,
)

__all__ = [
    "Layout",
    "Roles",
    "apply_roles",
    "fill_some",
    "frozen_tables",
    "functions_of_ours",
    "functions_that_forget",
    "layouts",
    "look_over",
    "look_over_tables",
    "pin_functions",
    "put_into_partitions",
    "role_statements",
]
