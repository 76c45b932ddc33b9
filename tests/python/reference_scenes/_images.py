"""Images, SVGs and pixels."""

import math
import pathlib

import canvas

from reference_scenes._paints import tile

FEATURES = pathlib.Path(__file__).resolve().parents[2] / "data/features.svg"


def images(p):
    image = tile()
    p.draw_image(image, 5, 5)
    p.draw_image(image, 20, 5, 64, 48)
    p.image_smoothing = False
    p.draw_image(image, 90, 5, 64, 48)
    p.draw_image(image, 195, 53, -32, -24)
    p.draw_image(image, 2, 1, 3, 3, 5, 60, 48, 48)
    p.image_smoothing = True
    p.draw_image(image, 2, 1, 3, 3, 60, 60, 48, 48)
    p.draw_image(image, -4, 0, 8, 6, 115, 60, 80, 48)
    p.alpha = 0.4
    p.draw_image(image, 5, 115, 40, 30)
    p.alpha = 1
    p.translate(120, 130)
    p.rotate(-0.3)
    p.draw_image(image, 0, 0, 56, 24)
    p.fill_style = "black"
    p.fill_circle(0, 0, 2)


def large_images_drawn_small(p):
    rings = [[255 * (int(math.hypot(x - 300, y - 225)) // 12 % 2 == 0) for x in range(600)] for y in range(450)]
    image = canvas.Image(memoryview(b"".join(map(bytes, rings))).cast("B", (450, 600)))
    p.draw_image(image, 0, 0, 100, 75)
    p.draw_image(image, 100, 75, 50, 37.5)
    p.draw_image(image, 0, 0, 300, 225, 100, 0, 50, 37.5)


def svg_pictures(p):
    source = FEATURES.read_bytes()
    p.draw_svg(source, 0, 0, 200, 150)
    p.fill_style = "#eee"
    p.fill_rect(150, 110, 50, 40)
    p.alpha = 0.5
    p.draw_svg(FEATURES, 150, 110, 50, 40)


def pixels_read_and_written(p):
    p.fill_style = "tomato"
    p.fill_circle(40, 40, 30)
    p.begin_path()
    p.rect(0, 0, 100, 150)
    p.clip()
    p.translate(3, 3)
    p.alpha = 0.5
    ball = p.get_image_data(10, 10, 60, 60)
    p.put_image_data(ball, 90, 10)
    p.put_image_data(ball, 120, 80, 15, 15, 60, 30)
    p.put_image_data(tile(), 20, 90)
