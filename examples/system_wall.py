"""Six windows with live statistics of this machine from /proc. Each runs on a thread of its own, at its own rate."""

import collections
import os
import time

import canvas

WIDTH, HEIGHT = 320, 200


class Meter(canvas.Canvas):
    """A window that reads a value every `period` seconds and plots it."""

    def __init__(self, title, read, unit, color, period, top=None, **options):
        super().__init__(title, size=(WIDTH, HEIGHT), background="#12161f", **options)
        self.title, self.read, self.unit, self.color, self.period, self.top = title, read, unit, color, period, top
        self.values = collections.deque([read()], maxlen=100)

    def on_show(self, event):
        self.sample()

    def sample(self):
        self.values.append(self.read())
        self.request_draw()
        self.call_later(self.period, self.sample)

    def on_draw(self, painter):
        values, width, height = list(self.values), painter.width, painter.height
        top = self.top or max(max(values), 1e-9) * 1.15
        step = width / (self.values.maxlen - 1)
        points = [
            (width - (len(values) - 1 - i) * step, height - min(value / top, 1) * (height - 80))
            for i, value in enumerate(values)
        ]

        painter.fill_style = painter.stroke_style = self.color
        painter.alpha = 0.25
        painter.fill_polygon([(points[0][0], height), *points, (width, height)])
        painter.alpha = 1
        painter.line_width = 2
        painter.line_join = "round"
        painter.stroke_polyline(points)

        painter.fill_style = "#8f9bb3"
        painter.font = "14px sans-serif"
        painter.fill_text(self.title, 16, 28)
        painter.fill_style = "white"
        painter.font = "26px sans-serif"
        painter.fill_text(f"{values[-1]:,.{0 if values[-1] >= 100 else 1}f} {self.unit}", 16, 60)


def rate(counter):
    """Turns a counter into a function that returns its growth per second since the last call."""
    last = [counter(), time.monotonic()]

    def read():
        count, now = counter(), time.monotonic()
        grown = (count - last[0]) / max(now - last[1], 1e-6)
        last[:] = count, now
        return grown

    return read


def fields(path, name):
    """The numbers after the first word that is `name` in a file of /proc."""
    with open(path) as file:
        for line in file:
            words = line.replace(":", " ").split()
            if words[:1] == [name]:
                return [int(word) for word in words[1:] if word.isdigit()]
    return []


def busy():
    """Seconds of processor time, of all cores together."""
    user, nice, system, _idle, _waiting, irq, softirq = fields("/proc/stat", "cpu")[:7]
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def memory():
    """Gigabytes in use."""
    return (fields("/proc/meminfo", "MemTotal")[0] - fields("/proc/meminfo", "MemAvailable")[0]) / 1e6


def network():
    """Kilobytes received and sent, over all interfaces."""
    with open("/proc/net/dev") as file:
        rows = [line.partition(":")[2].split() for line in list(file)[2:]]
    return sum(int(row[0]) + int(row[8]) for row in rows) / 1e3


def count(name):
    """The number of events of a kind since the machine was started."""
    return fields("/proc/stat", name)[0]


processor, switches, forks = rate(busy), rate(lambda: count("ctxt")), rate(lambda: count("processes"))
METERS = [
    ("Processor", lambda: min(100, 100 * processor() / os.cpu_count()), "%", "#4cc9f0", 0.1, 100),
    ("Memory", memory, "GB", "#b892ff", 0.5, fields("/proc/meminfo", "MemTotal")[0] / 1e6),
    ("Load", lambda: os.getloadavg()[0], "", "#ffd166", 1.0),
    ("Context switches", switches, "/s", "#06d6a0", 0.2),
    ("New processes", forks, "/s", "#ff8fab", 0.5),
    ("Network", rate(network), "kB/s", "#f8961e", 0.25),
]

for index, meter in enumerate(METERS):
    column, row = index % 3, index // 3
    Meter(*meter, position=(20 + column * (WIDTH + 20), 40 + row * (HEIGHT + 50))).show()
canvas.run()
