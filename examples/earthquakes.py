"""A week of earthquakes on a map: drag to move it, turn the wheel to zoom, point at one to see its label."""

import pathlib

import canvas

DATA = pathlib.Path(__file__).parent / "data"
WIDTH, HEIGHT = 960, 500


def lines(name):
    return [line for line in (DATA / name).read_text().splitlines() if not line.startswith("#")]


def coastlines():
    """The land as one path, in degrees: east is right, north is up."""
    land = canvas.Path()
    for line in lines("coastlines.txt"):
        points = [tuple(map(float, point.split(","))) for point in line.split()]
        land.move_to(points[0][0], -points[0][1])
        for east, north in points[1:]:
            land.line_to(east, -north)
        land.close_path()
    return land


def color(depth):
    """Shallow ones are yellow, deep ones violet."""
    share = min(max(depth, 0) / 300, 1)
    return 255 - int(120 * share), 209 - int(140 * share), 102 + int(140 * share), 170


class Earthquakes(canvas.Canvas):
    def __init__(self):
        super().__init__("Earthquakes", size=(WIDTH, HEIGHT), background="#0b1d33")
        self.land, self.quakes = coastlines(), []
        for line in lines("earthquakes.csv"):
            east, north, depth, magnitude, place = line.split(",", 4)
            self.quakes.append(
                (float(east), -float(north), 1.2 * 1.5 ** float(magnitude), float(magnitude), place, float(depth))
            )
        self.colors = [color(quake[5]) for quake in self.quakes]
        self.x, self.y, self.scale = WIDTH / 2, HEIGHT / 2, WIDTH / 360  # the position of 0° 0°, and pixels per degree
        self.held = self.under = None

    def on_pointer_down(self, event):
        self.held = event.x, event.y

    def on_pointer_up(self, event):
        self.held = None

    def on_pointer_move(self, event):
        if self.held:
            self.x, self.y = self.x + event.x - self.held[0], self.y + event.y - self.held[1]
            self.held = event.x, event.y
        # The last one under the pointer is on top: the strongest are drawn last.
        hits = (quake for quake in reversed(self.quakes) if self.covers(quake, event.x, event.y))
        self.under = next(hits, None)
        self.request_draw()

    def covers(self, quake, x, y):
        return (self.x + quake[0] * self.scale - x) ** 2 + (self.y + quake[1] * self.scale - y) ** 2 <= quake[2] ** 2

    def on_wheel(self, event):
        zoom = min(max(self.scale * 1.0015**-event.dy, 1), 400) / self.scale
        self.x, self.y = event.x + (self.x - event.x) * zoom, event.y + (self.y - event.y) * zoom
        self.scale *= zoom
        self.request_draw()

    def on_draw(self, painter):
        with painter.saved():
            painter.translate(self.x, self.y)
            painter.scale(self.scale, self.scale)
            painter.fill_style, painter.stroke_style = "#1d3b5c", "#3d6a99"
            painter.line_width = 1 / self.scale
            painter.fill(self.land)
            painter.stroke(self.land)
        places = [
            (self.x + east * self.scale, self.y + south * self.scale, radius) for east, south, radius, *_ in self.quakes
        ]
        painter.fill_circles(places, self.colors)
        if self.under:
            self.label(painter, *self.under)

    def label(self, painter, east, south, radius, magnitude, place, depth):
        x, y = self.x + east * self.scale, self.y + south * self.scale
        painter.stroke_style = "white"
        painter.stroke_circle(x, y, radius + 2)
        painter.font = "14px sans-serif"
        text = f"{magnitude:.1f}  {place}, {depth:.0f} km deep"
        width = painter.measure_text(text).width
        left = min(max(x - width / 2, 12), painter.width - width - 12)
        painter.fill_style = "#000000b0"
        painter.fill_rect(left - 8, y - radius - 34, width + 16, 24)
        painter.fill_style = "white"
        painter.fill_text(text, left, y - radius - 17)


Earthquakes().show()
canvas.run()
