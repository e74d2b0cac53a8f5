"""How often chance is tried: usually so often that a usual mistake is met, at night more."""

import os

IS_THOROUGH = bool(os.environ.get("THOROUGH"))


def times(usual: int, thorough: int) -> int:
    """``thorough`` where the environment says ``THOROUGH=1``."""
    return thorough if IS_THOROUGH else usual
