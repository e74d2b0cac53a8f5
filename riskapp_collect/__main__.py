"""``python -m riskapp_collect`` and the packed file alike."""

import sys

sys.dont_write_bytecode = True

from riskapp_collect.command import main  # noqa: E402 - after the line that keeps folders clean

sys.exit(main(sys.argv[1:]))
