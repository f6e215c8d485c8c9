"""How much of a ledger may leave the register at once."""

# By page. A wider need goes through the figures, or through several areas, each with its own line in the trail.
ROWS_AT_ONCE = 5_000
# On paper: forty sheets.
ROWS_ON_PAPER = 1_000
# Whole numbers leave in small lots, however large the area is.
ROWS_WITH_WHOLE_NUMBERS = 500
# At the machine itself there is no page to wait for; a sheet of more is not opened by old programs.
ROWS_AT_THE_MACHINE = 200_000
# Above this a workbook takes longer than two seconds, and is made in the background.
ROWS_WHILE_WAITING = 2_000

KEPT_HOURS = 24


def limit_of(*, on_paper: bool, whole: bool, at_the_machine: bool) -> int:
    """The most rows of one taking."""
    if at_the_machine:
        return ROWS_AT_THE_MACHINE
    if whole:
        return ROWS_WITH_WHOLE_NUMBERS
    return ROWS_ON_PAPER if on_paper else ROWS_AT_ONCE
