"""Carbon dioxide in the air of Mauna Loa, 1958 to 2001: turn the wheel to zoom in time, drag to move, double-click to see all."""

import csv
import datetime
import math
import pathlib

import canvas

DATA = pathlib.Path(__file__).parent / "data" / "co2.csv"
LEFT, TOP, RIGHT, BOTTOM = 62, 46, 22, 44
WEEK, TREND = "#2a9d8f", "#e76f51"


def load():
    """The measured weeks, as (year, parts per million)."""
    weeks = []
    with DATA.open() as file:
        for row in csv.DictReader(file):
            day = datetime.datetime.strptime(row["date"], "%Y%m%d")
            if row["co2"]:
                weeks.append((day.year + (day.timetuple().tm_yday - 1) / 365.25, float(row["co2"])))
    return weeks


def over_a_year(weeks):
    """The mean of the half year before and after each week."""
    means, start, end, total = [], 0, 0, 0.0
    for year, _ in weeks:
        while end < len(weeks) and weeks[end][0] <= year + 0.5:
            total += weeks[end][1]
            end += 1
        while weeks[start][0] < year - 0.5:
            total -= weeks[start][1]
            start += 1
        means.append((year, total / (end - start)))
    return means


def ticks(low, high, about):
    """About this many round numbers between two."""
    raw = (high - low) / about
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * s for s in (1, 2, 5, 10) if power * s >= raw)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


class Plot(canvas.Canvas):
    def __init__(self):
        super().__init__("Carbon dioxide", size=(760, 460), background="white")
        self.weeks = load()
        self.trend = over_a_year(self.weeks)
        self.all = self.years = self.weeks[0][0], self.weeks[-1][0]
        self.held = None

    def place(self, painter):
        """A function from a year and a value to a point of the window, and the values at the bottom and the top."""
        seen = [value for year, value in self.weeks if self.years[0] <= year <= self.years[1]] or [300, 400]
        low, high = min(seen) - 1, max(seen) + 1
        width, height = painter.width - LEFT - RIGHT, painter.height - TOP - BOTTOM
        first, last = self.years

        def point(year, value):
            return LEFT + (year - first) / (last - first) * width, TOP + (high - value) / (high - low) * height

        return point, low, high

    def on_draw(self, painter):
        point, low, high = self.place(painter)
        right, bottom = painter.width - RIGHT, painter.height - BOTTOM
        painter.font = "12px sans-serif"
        painter.stroke_style = "#e3e6ea"
        painter.fill_style = "#495057"
        painter.text_align, painter.text_baseline = "right", "middle"
        for value in ticks(low, high, 7):
            y = point(0, value)[1]
            painter.stroke_line(LEFT, y, right, y)
            painter.fill_text(f"{value:g}", LEFT - 8, y)
        painter.text_align, painter.text_baseline = "center", "top"
        for year in ticks(*self.years, 9):
            x = point(year, 0)[0]
            painter.stroke_line(x, TOP, x, bottom)
            painter.fill_text(f"{year:g}" if year % 1 == 0 else f"{year:.1f}", x, bottom + 8)

        with painter.saved():
            painter.begin_path()
            painter.rect(LEFT, TOP, right - LEFT, bottom - TOP)
            painter.clip()
            line = [point(*week) for week in self.weeks]
            below = painter.create_linear_gradient(0, TOP, 0, bottom)
            below.add_color_stop(0, "rgb(42 157 143 / 35%)")
            below.add_color_stop(1, "rgb(42 157 143 / 0%)")
            painter.fill_style = below
            painter.fill_polygon([(line[0][0], bottom), *line, (line[-1][0], bottom)])
            painter.stroke_style = WEEK
            painter.stroke_polyline(line)
            painter.stroke_style, painter.line_width = TREND, 2.5
            painter.stroke_polyline([point(*mean) for mean in self.trend])

        painter.stroke_style, painter.line_width = "#868e96", 1
        painter.stroke_rect(LEFT, TOP, right - LEFT, bottom - TOP)
        self.draw_words(painter)

    def draw_words(self, painter):
        painter.fill_style = "#212529"
        painter.text_align, painter.text_baseline = "left", "middle"
        painter.font = "bold 16px sans-serif"
        painter.fill_text("Carbon dioxide in the air, parts per million", LEFT, 22)
        painter.font = "12px sans-serif"
        with painter.saved():
            painter.shadow_color, painter.shadow_blur, painter.shadow_offset_y = "rgb(0 0 0 / 30%)", 6, 2
            painter.fill_style = "white"
            painter.begin_path()
            painter.round_rect(LEFT + 14, TOP + 14, 148, 52, 6)
            painter.fill()
        for row, (color, words) in enumerate(((WEEK, "each week"), (TREND, "mean of a year"))):
            y = TOP + 30 + row * 20
            painter.stroke_style, painter.line_width = color, 3
            painter.stroke_line(LEFT + 24, y, LEFT + 46, y)
            painter.fill_text(words, LEFT + 54, y)

    def show_years(self, first, last):
        """Shows some of the years, clamped to those with measurements."""
        length = min(max(last - first, 0.5), self.all[1] - self.all[0])
        first = min(max(first, self.all[0]), self.all[1] - length)
        self.years = first, first + length
        self.request_draw()

    def year_at(self, x):
        first, last = self.years
        return first + (x - LEFT) / (self.window.size[0] - LEFT - RIGHT) * (last - first)

    def on_wheel(self, event):
        at, factor = self.year_at(event.x), 1.002**event.dy
        self.show_years(at - (at - self.years[0]) * factor, at + (self.years[1] - at) * factor)

    def on_pointer_down(self, event):
        self.held = self.year_at(event.x)

    def on_pointer_move(self, event):
        if event.buttons and self.held:
            moved = self.held - self.year_at(event.x)
            self.show_years(self.years[0] + moved, self.years[1] + moved)

    def on_double_click(self, event):
        self.show_years(*self.all)


Plot().show()
canvas.run()
