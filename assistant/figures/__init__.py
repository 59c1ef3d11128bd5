"""Where figures differ: those that answer a question of quantity, side by side.

`mentions` reads the figures of a sentence, `asked` decides which of them answer, `relations` tells
differences from later updates and other measures, and `table` joins equal ones.
"""

from assistant.figures.table import Row, are_of_others, tabulate, without_others

__all__ = ["Row", "are_of_others", "tabulate", "without_others"]
