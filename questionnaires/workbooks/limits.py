"""How much a workbook may hold. What people fill in here is far below all of it."""

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 400
MAX_SHEETS = 60
MAX_ROWS = 20_010  # in one sheet, with something in them
MAX_CELLS = 60_000  # with something in them
MAX_PLACES = 250_000  # cells that only have a colour count here
MAX_TEXTS = 60_000  # shared texts
MAX_CHARACTERS = 8_000_000  # of all cells, and of all shared texts
MAX_STYLES = 70_000
MAX_COLUMNS = 446  # what stands further to the right is nobody's answer

CPU_SECONDS = 0.7
WALL_SECONDS = 5
MEMORY = 320 * 1024 * 1024
