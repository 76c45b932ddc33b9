"""Text."""

import pathlib

import canvas

FONTS = pathlib.Path(__file__).resolve().parents[2] / "fonts"


def text(p):
    p.font = "24px sans-serif"
    p.fill_text("Hello, wörld ΩЖ", 5, 28)
    p.font = "italic bold 18px sans-serif"
    p.fill_style = "darkred"
    p.fill_text("bold italic", 5, 55)
    p.font = "40px sans-serif"
    p.line_width = 1.5
    p.stroke_style = "navy"
    p.stroke_text("Ring", 5, 98)
    p.font = "16px sans-serif"
    p.fill_text("squeezed into a hundred", 5, 120, 100)
    p.letter_spacing = "4px"
    p.fill_text("spaced", 5, 142)
    p.letter_spacing = 0
    p.word_spacing = 12
    p.fill_text("two\twords", 100, 142)
    p.translate(150, 100)
    p.rotate(-0.5)
    p.fill_text("turned", -20, 0)


def text_positions(p):
    p.font = "14px sans-serif"
    p.stroke_style = "red"
    p.stroke_line(60.5, 0, 60.5, 150)
    for i, align in enumerate(("start", "end", "left", "right", "center")):
        p.text_align = align
        p.fill_text(align, 60, 15 + 14 * i)
    p.direction = "rtl"
    for i, align in enumerate(("start", "end")):
        p.text_align = align
        p.fill_text("שלום rtl!", 60, 90 + 16 * i)
    p.direction = "ltr"
    p.text_align = "left"
    p.stroke_line(110, 100.5, 200, 100.5)
    for i, baseline in enumerate(("top", "hanging", "middle", "alphabetic", "ideographic", "bottom")):
        p.text_baseline = baseline
        p.fill_text("xg", 112 + 14 * i, 100)


def text_metrics_box(p):
    p.font = "48px sans-serif"
    m = p.measure_text("fjQ")
    x, y = 30, 80
    p.fill_style = "#cde"
    p.fill_rect(x, y - m.font_bounding_box_ascent, m.width, m.font_bounding_box_ascent + m.font_bounding_box_descent)
    p.stroke_style = "red"
    p.stroke_rect(
        x - m.actual_bounding_box_left,
        y - m.actual_bounding_box_ascent,
        m.actual_bounding_box_left + m.actual_bounding_box_right,
        m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
    )
    p.fill_style = "black"
    p.fill_text("fjQ", x, y)


ALIGNS = ["start", "end", "left", "right", "center"]
BASELINES = ["top", "hanging", "middle", "alphabetic", "ideographic", "bottom"]
PARAGRAPH = "The quick brown fox jumps over the lazy dog.\nאבגד abc 12."


def _guide(p, x0, y0, x1, y1):
    p.stroke_style = "red"
    p.line_width = 1
    p.stroke_line(x0, y0, x1, y1)


def text_baselines(p):
    for i, baseline in enumerate(BASELINES):
        y = 20.5 + 23 * i
        _guide(p, 0, y, 200, y)
        p.text_baseline = baseline
        p.font = "20px sans-serif"
        p.fill_text("Ågxא", 4, y)
        p.font = "11px serif"
        p.fill_text(baseline, 80, y)


def text_aligns(p):
    p.font = "12px sans-serif"
    for column, direction in enumerate(["ltr", "rtl"]):
        x = 50.5 + 100 * column
        _guide(p, x, 0, x, 150)
        p.direction = direction
        for i, align in enumerate(ALIGNS):
            y = 13 + 28 * i
            p.text_align = align
            p.fill_text("ab (c) ", x, y)
            p.fill_text("condensed!", x, y + 13, 40)


def text_spacing(p):
    p.font = "14px sans-serif"
    spacings = [(0, "0"), ("3px", 0), (-1, 0), ("0", 20), ("0.5em", "-0.3em")]
    for i, (letters, words) in enumerate(spacings):
        p.letter_spacing, p.word_spacing = letters, words
        y = 16 + 20 * i
        p.fill_text("office fi שלום x", 4, y)
        width = p.measure_text("office fi שלום x").width
        _guide(p, 4 + width, y - 12, 4 + width, y)
    p.font = "24px sans-serif"
    p.fill_text("a b", 4, 130)
    p.text_align = "right"
    p.fill_text("c d", 196, 130)


def text_fonts(p):
    fonts = [
        "8px sans-serif",
        "13.5px sans-serif",
        "bold 16px serif",
        "italic 16px monospace",
        "oblique 30deg 16px cursive",
        "small-caps 16px fantasy",
        "italic small-caps bold 16px 'No Such Font', system-ui",
        "100px sans-serif",
    ]
    for i, font in enumerate(fonts):
        p.font = font
        p.fill_text("Fonts 123 ß", 4, 10 + 17 * i)


def text_scripts(p):
    p.font = "15px sans-serif"
    lines = [
        "Ελληνικά Кириллица",
        "Հայերեն ქართული",
        "abc אבגד 123 (def)",
        "العربية 456 abc",
        "e\u0301a\u0308\u0304 w\u0302\u0301 fi ffl",
        "← ☺ ♥ ∑ \U0010fffd \x07",
    ]
    for i, line in enumerate(lines):
        p.fill_text(line, 4, 18 + 24 * i)
    p.direction = "rtl"
    p.text_align = "right"
    p.fill_style = "steelblue"
    p.fill_text("abc אבגד!", 196, 66)
    p.fill_text("العربية (x).", 196, 90)


def text_strokes(p):
    p.font = "bold 44px sans-serif"
    p.fill_style = "rgb(255 200 0 / 60%)"
    p.fill_text("Fill", 4, 44)
    p.stroke_style = "navy"
    p.line_width = 2
    p.stroke_text("Fill", 4, 44)
    p.line_width = 1
    p.line_dash = [3, 2]
    p.stroke_text("Dash", 100, 44, max_width=95)
    p.line_dash = []
    p.font = "40px sans-serif"
    p.line_width = 6
    p.line_join = "round"
    p.alpha = 0.5
    p.stroke_text("round", 4, 90)
    p.alpha = 1
    p.translate(120, 140)
    p.rotate(-0.4)
    p.line_width = 1
    p.font = "italic 30px sans-serif"
    p.stroke_text("slant", 0, 0)


def text_box(p):
    p.font = "9px sans-serif"
    places = [
        {"align": "start"},
        {"align": "end"},
        {"align": "center", "line_height": 1.5},
        {"align": "justify", "line_height": "normal"},
        {"align": "right", "height": 40, "line_height": "12px"},
    ]
    for i, place in enumerate(places):
        x, y = 4 + 66 * (i % 3), 4 + 84 * (i // 3)
        height = p.fill_text_box(PARAGRAPH, x, y, 60, **place)
        _guide(p, x, y + height, x + 60, y + height)
    p.direction = "rtl"
    p.text_align = "start"
    p.fill_text_box("שלום עולם abcdefghijklmnopqrstuvwxyz", 136, 88, 60)


def text_among_shapes(p):
    def scene():
        p.font = "bold 16px sans-serif"
        p.fill_style = "navy"
        p.fill_text("below", 4, 16)
        p.fill_text("apart", 100, 16)
        p.fill_style = "gold"
        p.fill_rect(20, 8, 20, 20)
        p.fill_style = "darkred"
        p.fill_text("above", 24, 26)
        p.stroke_style = "green"
        p.line_width = 4
        p.stroke_line(60, 0, 75, 40)

    scene()
    with p.saved():
        p.translate(0, 40)
        for x, y, width, height in ((10, 4, 80, 16), (110.3, 4.5, 160.7 - 110.3, 15.5)):
            with p.saved():
                p.begin_path()
                p.rect(x, y, width, height)
                p.clip()
                scene()
        p.translate(0, 35)
        with p.layer(alpha=0.5):
            scene()
        p.translate(0.25, 35.125)
        p.scale(1.2, 0.8)
        scene()


def text_in_a_mixed_scene(p):
    p.font = "13px sans-serif"
    p.fill_text("Over black on white", 4.3, 20.6)
    p.blend_mode = "multiply"
    p.fill_style = "rgb(255 0 0 / 70%)"
    p.fill_text("Multiplied", 4.3, 40.6)
    p.fill_rect(40, 25, 30, 30)
    p.blend_mode = "source-over"
    p.fill_style = "rgb(0 0 255 / 50%)"
    p.fill_text("Translucent", 4.3, 60.6)


def text_colours(p):
    for name in ("colours", "pictures"):
        canvas.fonts.add(FONTS / f"{name}.ttf")
    for row, family in enumerate(["Canvas Colours", "Canvas Pictures"]):
        y = 36 + 70 * row
        p.font = f"32px '{family}'"
        m = p.measure_text("😀A😁")
        p.stroke_style = "red"
        p.stroke_rect(
            4 - m.actual_bounding_box_left,
            y - m.actual_bounding_box_ascent,
            m.actual_bounding_box_left + m.actual_bounding_box_right,
            m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
        )
        p.fill_style = "black"
        p.fill_text("😀A😁", 4, y)
        p.fill_style = "rgb(0 0 0 / 40%)"
        p.fill_text("😀A😁", 104, y)
        with p.saved():
            p.translate(20, y + 26)
            p.rotate(0.3)
            p.font = f"18px '{family}'"
            p.fill_text("😀A😁", 0, 0)
        p.font = f"14px '{family}'"
        p.stroke_text("😀A😁", 104, y + 26)
