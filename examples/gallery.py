"""Every method of the painter with its name, on one page. Turn the wheel to scroll."""

import math
import pathlib

import canvas

WIDTH, HEIGHT, COLUMNS = 132, 118, 8
DATA = pathlib.Path(__file__).parent / "data"
PHOTO = canvas.Image.open(DATA / "astronaut.png")
STAR = canvas.Path("M50 5 L61 39 L97 39 L68 60 L79 94 L50 73 L21 94 L32 60 L3 39 L39 39 Z")
EYE = 195, 112, 24, 24  # of the photo: left, top, width, height
PIXELS = canvas.render(lambda p: p.draw_image(PHOTO, *EYE, 0, 0, 40, 40), (40, 40))
SHADES = ["steelblue", "tomato", "gold", "rebeccapurple"]
CELLS = []


def cell(draw):
    """Shows what the function draws in a square of 100, under its name."""
    CELLS.append((draw.__name__, draw))
    return draw


def colors(gradient):
    for offset, color in ((0, "gold"), (0.5, "tomato"), (1, "rebeccapurple")):
        gradient.add_color_stop(offset, color)
    return gradient


@cell
def fill_rect(p):
    p.fill_rect(15, 20, 70, 60)


@cell
def stroke_rect(p):
    p.stroke_rect(15, 20, 70, 60)


@cell
def clear_rect(p):
    p.fill_rect(15, 20, 70, 60)
    p.clear_rect(35, 35, 30, 30)


@cell
def clear(p):
    p.fill_circle(50, 50, 45)
    p.clip(STAR)
    p.clear("gold")


@cell
def fill_circle(p):
    p.fill_circle(50, 50, 40)


@cell
def stroke_circle(p):
    p.stroke_circle(50, 50, 40)


@cell
def stroke_line(p):
    p.stroke_line(10, 80, 90, 20)


@cell
def fill_polygon(p):
    p.fill_polygon([(50, 10), (90, 80), (10, 80)])


@cell
def stroke_polyline(p):
    p.stroke_polyline([(5 + x, 50 - 35 * math.sin(x / 9) * math.exp(-x / 45)) for x in range(90)])


@cell
def fill_rects(p):
    p.fill_rects([(10 + 20 * i, 85 - 15 * i, 14, 5 + 15 * i) for i in range(4)], SHADES)


@cell
def stroke_rects(p):
    p.stroke_rects([(8 + 10 * i, 8 + 10 * i, 84 - 20 * i, 84 - 20 * i) for i in range(4)], SHADES)


@cell
def fill_circles(p):
    p.fill_circles([(20 + 20 * i, 50, 5 + 4 * i) for i in range(4)], SHADES)


@cell
def stroke_circles(p):
    p.stroke_circles([(50, 50, 10 + 10 * i) for i in range(4)], SHADES)


@cell
def stroke_segments(p):
    p.line_width = 2
    p.stroke_segments([(10 + 8 * i, 10, 90 - 8 * i, 90) for i in range(11)])


@cell
def draw_points(p):
    p.draw_points([(50 + 0.47 * i * math.cos(2.4 * i), 50 + 0.47 * i * math.sin(2.4 * i)) for i in range(90)], 5)


@cell
def stroke_lines(p):
    p.line_width = 2
    p.stroke_lines([[(5 + x, 15 + 22 * i + 8 * math.sin(x / 7 + i)) for x in range(90)] for i in range(4)], SHADES)


@cell
def fill_polygons(p):
    p.fill_polygons([[(10 + 20 * i, 85), (30 + 20 * i, 85), (20 + 20 * i, 25 + 15 * i)] for i in range(4)], SHADES)


@cell
def begin_path(p):
    for x in (20, 60):
        p.begin_path()  # or the second would be filled over the first
        p.rect(x, 30, 40, 40)
        p.alpha = 0.5
        p.fill()


@cell
def move_to(p):
    p.begin_path()
    for x in (15, 40, 65):
        p.move_to(x, 85)
        p.line_to(x + 20, 15)
    p.stroke()


@cell
def line_to(p):
    p.begin_path()
    p.move_to(10, 90)
    p.line_to(30, 10)
    p.line_to(55, 70)
    p.line_to(90, 30)
    p.stroke()


@cell
def close_path(p):
    p.begin_path()
    p.move_to(20, 80)
    p.line_to(50, 15)
    p.line_to(80, 80)
    p.close_path()
    p.stroke()


@cell
def quadratic_curve_to(p):
    p.begin_path()
    p.move_to(10, 80)
    p.quadratic_curve_to(50, -30, 90, 80)
    p.stroke()


@cell
def bezier_curve_to(p):
    p.begin_path()
    p.move_to(10, 50)
    p.bezier_curve_to(40, -40, 60, 140, 90, 50)
    p.stroke()


@cell
def arc(p):
    p.begin_path()
    p.arc(50, 50, 38, 0.5, 5.2)
    p.stroke()


@cell
def arc_to(p):
    p.begin_path()
    p.move_to(10, 20)
    p.arc_to(85, 20, 85, 90, 40)
    p.line_to(85, 90)
    p.stroke()


@cell
def ellipse(p):
    p.begin_path()
    p.ellipse(50, 50, 42, 22, 0.5, 0, math.tau)
    p.fill()


@cell
def rect(p):
    p.begin_path()
    p.rect(15, 15, 70, 70)
    p.rect(32, 32, 36, 36)
    p.fill("evenodd")


@cell
def round_rect(p):
    p.begin_path()
    p.round_rect(10, 20, 80, 60, [5, 30])
    p.fill()


@cell
def fill(p):
    p.fill(STAR)


@cell
def stroke(p):
    p.stroke(STAR)


@cell
def clip(p):
    p.clip(STAR)
    for y in range(0, 100, 10):
        p.fill_rect(0, y, 100, 5)


@cell
def fill_style(p):
    for i, p.fill_style in enumerate(SHADES):
        p.fill_rect(10 + 20 * i, 10, 20, 80)


@cell
def stroke_style(p):
    p.line_width = 8
    for i, p.stroke_style in enumerate(SHADES):
        p.stroke_line(10, 20 + 20 * i, 90, 20 + 20 * i)


@cell
def line_width(p):
    for i, width in enumerate((0.5, 1, 2, 4, 8)):
        p.line_width = width
        p.stroke_line(10, 15 + 18 * i, 90, 15 + 18 * i)


@cell
def line_cap(p):
    p.line_width = 16
    for i, p.line_cap in enumerate(("butt", "round", "square")):
        p.stroke_line(25, 20 + 30 * i, 75, 20 + 30 * i)


@cell
def line_join(p):
    p.line_width = 12
    for i, p.line_join in enumerate(("miter", "round", "bevel")):
        p.stroke_polyline([(15, 35 + 28 * i), (50, 15 + 28 * i), (85, 35 + 28 * i)])


@cell
def miter_limit(p):
    p.line_width = 8
    for x, p.miter_limit in ((25, 10), (70, 2)):
        p.stroke_polyline([(x - 12, 85), (x, 25), (x + 12, 85)])


@cell
def line_dash(p):
    for i, p.line_dash in enumerate(([12, 6], [2, 4], [16, 4, 4, 4])):
        p.stroke_line(5, 25 + 25 * i, 95, 25 + 25 * i)


@cell
def line_dash_offset(p):
    p.line_dash = [14, 8]
    for i in range(8):
        p.line_dash_offset = 3 * i
        p.stroke_line(5, 8 + 12 * i, 95, 8 + 12 * i)


@cell
def create_linear_gradient(p):
    p.fill_style = colors(p.create_linear_gradient(15, 0, 85, 0))
    p.fill_rect(10, 10, 80, 80)


@cell
def create_radial_gradient(p):
    p.fill_style = colors(p.create_radial_gradient(38, 36, 4, 50, 50, 40))
    p.fill_circle(50, 50, 40)


@cell
def create_conic_gradient(p):
    p.fill_style = colors(p.create_conic_gradient(0, 50, 50))
    p.fill_circle(50, 50, 40)


@cell
def create_pattern(p):
    pattern = p.create_pattern(PHOTO)
    pattern.set_transform(canvas.Transform().scale(0.06))
    p.fill_style = pattern
    p.fill_rect(5, 5, 90, 90)


@cell
def alpha(p):
    p.alpha = 0.4
    for x in (35, 50, 65):
        p.fill_circle(x, 50, 28)


@cell
def blend_mode(p):
    p.blend_mode = "multiply"
    for angle, p.fill_style in ((0, "cyan"), (2.1, "magenta"), (4.2, "yellow")):
        p.fill_circle(50 + 17 * math.cos(angle), 50 + 17 * math.sin(angle), 28)


@cell
def layer(p):
    with p.layer(alpha=0.4):
        for x in (35, 50, 65):
            p.fill_circle(x, 50, 28)


@cell
def shadow_color(p):
    p.shadow_offset_x = p.shadow_offset_y = 8
    for i, p.shadow_color in enumerate(("silver", "tomato", "gold", "rebeccapurple")):
        p.fill_rect(10 + 40 * (i % 2), 10 + 40 * (i // 2), 28, 28)


@cell
def shadow_offset_x(p):
    p.shadow_color = "silver"
    for i, p.shadow_offset_x in enumerate((-12, 0, 12)):
        p.fill_circle(50, 20 + 30 * i, 12)


@cell
def shadow_offset_y(p):
    p.shadow_color = "silver"
    for i, p.shadow_offset_y in enumerate((-12, 0, 12)):
        p.fill_circle(20 + 30 * i, 50, 12)


@cell
def shadow_blur(p):
    p.shadow_color, p.shadow_blur, p.shadow_offset_x, p.shadow_offset_y = "rgb(0 0 0 / 60%)", 10, 5, 5
    p.fill(STAR)


@cell
def filter(p):
    p.filter = "blur(4px)"
    p.fill(STAR)


@cell
def draw_image(p):
    p.draw_image(PHOTO, 5, 5, 90, 90)


@cell
def image_smoothing(p):
    p.draw_image(PHOTO, *EYE, 3, 25, 46, 46)
    p.image_smoothing = False
    p.draw_image(PHOTO, *EYE, 52, 25, 46, 46)


@cell
def get_image_data(p):
    # In a window nothing is drawn yet: pixels can be had in `render`.
    def upside_down(q):
        q.fill_style = "steelblue"
        q.fill(STAR)
        half = q.get_image_data(0, 0, 100, 50)
        q.draw_image(half, 0, 100, 100, -50)

    p.draw_image(canvas.render(upside_down, (100, 100)), 0, 0)


@cell
def put_image_data(p):
    def mended(q):
        q.fill_style = "steelblue"
        q.fill(STAR)
        q.put_image_data(PIXELS, 30, 30)

    p.draw_image(canvas.render(mended, (100, 100)), 0, 0)


@cell
def draw_svg(p):
    p.draw_svg(DATA / "ferris.svg", 0, 0, 100, 100)


@cell
def font(p):
    for i, p.font in enumerate(
        ("italic 18px serif", "bold 18px sans-serif", "18px monospace", "small-caps 18px serif")
    ):
        p.fill_text("Fonts", 10, 22 + 23 * i)


@cell
def fill_text(p):
    p.font = "bold 46px sans-serif"
    p.fill_text("Ag", 15, 65)


@cell
def stroke_text(p):
    p.font = "bold 46px sans-serif"
    p.line_width = 1.5
    p.stroke_text("Ag", 15, 65)


@cell
def fill_text_box(p):
    p.font = "12px sans-serif"
    p.fill_text_box("Words in a box are broken into lines and aligned.", 8, 5, 84, align="justify", line_height=1.4)


@cell
def text_align(p):
    p.stroke_style, p.line_width = "silver", 1
    p.stroke_line(50.5, 0, 50.5, 100)
    p.font = "16px sans-serif"
    for i, p.text_align in enumerate(("left", "center", "right")):
        p.fill_text(p.text_align, 50, 25 + 28 * i)


@cell
def text_baseline(p):
    p.stroke_style, p.line_width = "silver", 1
    p.stroke_line(0, 50.5, 100, 50.5)
    p.font = "15px sans-serif"
    for i, p.text_baseline in enumerate(("top", "middle", "alphabetic", "bottom")):
        p.fill_text("xg", 4 + 24 * i, 50)


@cell
def measure_text(p):
    p.font = "32px sans-serif"
    extent = p.measure_text("Hymn")
    top = 60 - extent.actual_bounding_box_ascent
    height = extent.actual_bounding_box_ascent + extent.actual_bounding_box_descent
    p.fill_text("Hymn", 5, 60)
    p.stroke_style, p.line_width = "crimson", 1
    p.stroke_rect(5, top, extent.width, height)


@cell
def letter_spacing(p):
    p.font = "20px sans-serif"
    for i, p.letter_spacing in enumerate((-2, 0, 4)):
        p.fill_text("letters", 3, 30 + 26 * i)


@cell
def word_spacing(p):
    p.font = "16px sans-serif"
    for i, p.word_spacing in enumerate((-3, 0, 12)):
        p.fill_text("two words", 3, 30 + 26 * i)


@cell
def direction(p):
    p.font = "16px sans-serif"
    for y, p.direction in ((40, "ltr"), (70, "rtl")):
        p.fill_text("(one) two", 10 if y == 40 else 90, y)


@cell
def is_point_in_path(p):
    p.begin_path()
    p.arc(50, 50, 40, 0, math.tau)
    transform = p.get_transform()
    for x in range(5, 100, 10):
        for y in range(5, 100, 10):
            inside = p.is_point_in_path(*transform.apply(x, y))
            p.fill_style = "crimson" if inside else "lightgray"
            p.fill_circle(x, y, 3)


@cell
def is_point_in_stroke(p):
    p.begin_path()
    p.arc(50, 50, 32, 0, math.tau)
    p.line_width = 22
    transform = p.get_transform()
    for x in range(5, 100, 10):
        for y in range(5, 100, 10):
            inside = p.is_point_in_stroke(*transform.apply(x, y))
            p.fill_style = "crimson" if inside else "lightgray"
            p.fill_circle(x, y, 3)


@cell
def save(p):
    for size in (90, 60, 30):
        p.save()
        p.alpha = 1 - size / 100
        p.fill_rect(5, 5, size, size)
        p.restore()


@cell
def restore(p):
    p.save()
    p.fill_style = "crimson"
    p.fill_circle(30, 50, 20)
    p.restore()
    p.fill_circle(70, 50, 20)


@cell
def saved(p):
    with p.saved():
        p.rotate(0.4)
        p.fill_rect(40, 0, 40, 20)
    p.fill_rect(30, 70, 40, 20)


@cell
def reset(p):
    # It takes everything back, so it is shown in an image of its own.
    def begins_again(q):
        q.scale(5, 5)
        q.clear("crimson")
        q.reset()
        q.fill_rect(15, 20, 70, 60)

    p.draw_image(canvas.render(begins_again, (100, 100)), 0, 0)


@cell
def translate(p):
    for _ in range(4):
        p.fill_circle(15, 15, 10)
        p.translate(22, 22)


@cell
def rotate(p):
    p.translate(50, 50)
    for _ in range(8):
        p.fill_rect(18, -5, 28, 10)
        p.rotate(math.tau / 8)


@cell
def scale(p):
    for _ in range(6):
        p.stroke_rect(4, 4, 92, 92)
        p.scale(0.72, 0.72)


@cell
def transform(p):
    p.transform(1, 0.3, -0.4, 0.9, 30, 0)
    p.fill_rect(10, 15, 55, 55)


@cell
def get_transform(p):
    kept = p.get_transform()
    for angle in (0, 0.3, 0.6):
        p.set_transform(kept @ canvas.Transform().rotate(angle))
        p.stroke_line(10, 10, 95, 10)


@cell
def set_transform(p):
    kept = p.get_transform()
    for i in range(5):
        p.set_transform(kept @ canvas.Transform(1, 0.2 * i, 0, 1, 18 * i, 0))
        p.fill_rect(10, 10, 10, 30)


@cell
def reset_transform(p):
    corner = p.get_transform().apply(0, 0)
    p.scale(3, 3)
    p.stroke_circle(12, 12, 8)
    p.reset_transform()  # from here on: pixels of the window
    p.stroke_circle(corner[0] + 75, corner[1] + 75, 16)


class Gallery(canvas.Canvas):
    def __init__(self):
        rows = math.ceil(len(CELLS) / COLUMNS)
        super().__init__("Gallery", size=(COLUMNS * WIDTH + 20, 720), background="white")
        self.scrolled, self.height = 0.0, rows * HEIGHT + 20

    def on_draw(self, painter):
        painter.translate(10, 10 - self.scrolled)
        for number, (name, draw) in enumerate(CELLS):
            row, column = divmod(number, COLUMNS)
            with painter.saved():
                painter.translate(column * WIDTH, row * HEIGHT)
                painter.fill_style, painter.text_align = "#555", "center"
                painter.font = "11px sans-serif"
                painter.fill_text(name, WIDTH / 2, 12)
                painter.translate(16, 18)
                painter.scale(0.96, 0.96)
                painter.fill_style, painter.stroke_style, painter.line_width = "steelblue", "steelblue", 4
                painter.text_align = "start"
                draw(painter)

    def on_wheel(self, event):
        self.scrolled = min(max(self.scrolled + event.dy, 0), max(self.height - self.window.size[1], 0))
        self.request_draw()


if __name__ == "__main__":
    Gallery().show()
    canvas.run()
