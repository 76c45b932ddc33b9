"""The Mandelbrot set, computed by numpy on threads of its own and shown with present(). Turn the wheel to zoom in."""

import concurrent.futures
import os
import threading
import time

import numpy

import canvas

STEPS = 120


class Fractal(canvas.Canvas):
    def __init__(self):
        super().__init__("Fractal", size=(800, 450), background="black")
        self.center, self.span = -0.6 + 0j, 3.4  # the centre and the width of the view
        self.changed = threading.Event()

    def on_resize(self, event):
        self.changed.set()

    def on_close(self, event):
        self.changed.set()

    def on_wheel(self, event):
        width, height = self.window.size
        zoom = 1.0015**event.dy
        under = complex(event.x - width / 2, event.y - height / 2) * self.span / width
        self.center += under * (1 - zoom)  # the point under the pointer stays there
        self.span *= zoom
        self.changed.set()

    def compute(self, pool):
        """Computes the view in bands, one for each core, and shows it."""
        began = time.monotonic()
        width, height = self.window.physical_size
        center, span = self.center, self.span
        rows = numpy.array_split(numpy.arange(height), os.cpu_count() or 1)
        bands = pool.map(lambda band: mandelbrot(center, span, width, height, band), rows)
        self.present(numpy.vstack(list(bands)))
        self.window.title = f"Fractal: {1000 * (time.monotonic() - began):.0f} ms"


def mandelbrot(center, span, width, height, rows):
    """Red, green and blue of some rows, by the number of steps until z*z + c leaves the circle of radius 2."""
    x = (numpy.arange(width) - width / 2) * span / width + center.real
    y = (rows - height / 2) * span / width + center.imag
    c = (x[None, :] + 1j * y[:, None]).ravel()
    left = numpy.zeros(c.size)
    z, inside = c.copy(), numpy.arange(c.size)
    for step in range(1, STEPS):
        z = z * z + c[inside]
        stays = z.real**2 + z.imag**2 < 4
        left[inside[~stays]] = step
        z, inside = z[stays], inside[stays]
    glow = numpy.sqrt(left / STEPS).reshape(len(rows), width, 1)
    return (255 * glow ** numpy.array([1.6, 1.0, 0.5])).astype(numpy.uint8)


fractal = Fractal()
with concurrent.futures.ThreadPoolExecutor() as pool:
    fractal.compute(pool)
    fractal.show()

    def follow():
        while fractal.changed.wait() and not fractal.closed:
            fractal.changed.clear()
            try:
                fractal.compute(pool)
            except canvas.ClosedError:
                return

    threading.Thread(target=follow, daemon=True).start()
    canvas.run()
