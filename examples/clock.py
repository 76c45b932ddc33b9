"""A clock. Its window draws itself on its own thread; the main thread only waits for its end."""

import datetime
import math

import canvas

TURN = 2 * math.pi


class Clock(canvas.Canvas):
    def __init__(self):
        super().__init__("Clock", size=(360, 360), background="#10141f", update_mode="continuous", max_fps=30)

    def on_draw(self, painter):
        # From here on the clock has its centre at the origin and a radius of 100, whatever the window's size.
        painter.translate(painter.width / 2, painter.height / 2)
        scale = min(painter.width, painter.height) / 220
        painter.scale(scale, scale)
        painter.line_cap = "round"

        painter.fill_style = "#1b2233"
        painter.fill_circle(0, 0, 104)
        for minute in range(60):
            hour = minute % 5 == 0
            hand(painter, minute / 60, 86 if hour else 93, 98, 3 if hour else 1, "#e8ecf6" if hour else "#5b6785")

        now = datetime.datetime.now()
        seconds = now.second + now.microsecond / 1e6
        minutes = now.minute + seconds / 60
        hand(painter, (now.hour % 12 + minutes / 60) / 12, -10, 52, 7, "#e8ecf6")
        hand(painter, minutes / 60, -12, 78, 4.5, "#e8ecf6")
        hand(painter, seconds / 60, -18, 90, 1.5, "#ff6b5e")
        painter.fill_style = "#ff6b5e"
        painter.fill_circle(0, 0, 4)


def hand(painter, turn, start, end, width, color):
    """A line from the distance `start` to `end` of the centre; turn 0 is at twelve o'clock, 0.25 at three."""
    with painter.saved():
        painter.rotate(turn * TURN)
        painter.stroke_style = color
        painter.line_width = width
        painter.stroke_line(0, -start, 0, -end)


Clock().show()
canvas.run()
