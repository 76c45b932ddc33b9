"""One text in thirty languages, some from right to left: wrapped, aligned, each in a font that has its letters. The
wheel scrolls.
"""

import pathlib

import canvas

TEXTS = pathlib.Path(__file__).parent / "data" / "article1.txt"
COLUMNS, GAP = 3, 28
PAPER, INK, FAINT, ACCENT = "#fbf8f1", "#23211e", "#8b8478", "#b5442e"


class Typography(canvas.Canvas):
    def __init__(self):
        super().__init__("Typography", size=(1080, 900), background=PAPER)
        self.texts = [line.split("\t") for line in TEXTS.read_text(encoding="utf-8").splitlines()]
        self.scrolled = self.height = 0

    def on_wheel(self, event):
        lowest = max(0, self.height - self.window.size[1])
        self.scrolled = min(max(self.scrolled + event.dy, 0), lowest)
        self.request_draw()

    def on_draw(self, painter):
        painter.translate(0, -self.scrolled)
        painter.fill_style = INK
        painter.font = "italic 34px serif"
        painter.fill_text("Article 1", GAP, 52)
        painter.text_align = "right"
        painter.fill_style = FAINT
        painter.font = "13px sans-serif"
        painter.fill_text("Universal Declaration of Human Rights", painter.width - GAP, 50, painter.width / 2)
        width = (painter.width - GAP) / COLUMNS - GAP
        below = [72.0] * COLUMNS
        for name, direction, text in self.texts:
            column = below.index(min(below))
            below[column] += self.draw_text(
                painter, name, direction, text, GAP + column * (width + GAP), below[column], width
            )
        self.height = max(below)

    def draw_text(self, painter, name, direction, text, x, y, width):
        painter.direction = direction
        painter.text_align = "start"
        painter.font = "small-caps bold 11px sans-serif"
        painter.letter_spacing = "0.08em"
        painter.fill_style = ACCENT
        height = painter.fill_text_box(name, x, y, width)
        painter.letter_spacing = 0
        painter.font = "14px sans-serif"
        painter.fill_style = INK
        return height + painter.fill_text_box(text, x, y + height, width, line_height=1.35) + 14


if __name__ == "__main__":
    Typography().show()
    canvas.run()
