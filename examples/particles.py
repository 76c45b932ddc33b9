"""A hundred thousand particles that follow the pointer: one call draws them all. Needs numpy."""

import numpy

import canvas

COUNT = 100_000


class Particles(canvas.Canvas):
    def __init__(self):
        super().__init__("Particles", size=(900, 600), background="#05060d", update_mode="continuous")
        random = numpy.random.default_rng(1)
        self.place = random.uniform((0, 0), (900, 600), (COUNT, 2)).astype(numpy.float32)
        self.speed = random.normal(0, 20, (COUNT, 2)).astype(numpy.float32)
        tint = random.uniform(0, 1, (COUNT, 1))
        self.color = ((1 - tint) * (76, 201, 240, 150) + tint * (255, 107, 94, 150)).astype(numpy.uint8)
        self.target = None

    def on_pointer_move(self, event):
        self.target = (event.x, event.y)

    def on_pointer_leave(self, event):
        self.target = None

    def on_draw(self, painter):
        self.move(painter.dt, painter.width, painter.height)
        painter.draw_points(self.place, 1.5, self.color)
        painter.fill_style = "white"
        painter.font = "14px sans-serif"
        painter.fill_text(f"{COUNT:,} particles, one call", 12, 24)

    def move(self, seconds, width, height):
        seconds = min(seconds, 0.05)
        if self.target:
            away = numpy.float32(self.target) - self.place
            self.speed += away * (4000 * seconds / (1 + (away**2).sum(axis=1, keepdims=True))) * 10
        self.speed *= 1 - 0.3 * seconds
        self.place += self.speed * seconds
        # A particle that leaves on one side returns on the other.
        self.place %= numpy.float32((width, height))


Particles().show()
canvas.run()
