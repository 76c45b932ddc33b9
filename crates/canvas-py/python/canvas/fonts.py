"""The fonts that `painter.font` can name: those of the system and those that a program adds."""

from canvas._canvas import add_font as add
from canvas._canvas import font_families as families

__all__ = ["add", "families"]
