//! Text, with the bundled font alone.

use canvas_draw::kurbo::Rect;
use canvas_draw::painter::{Direction, Painter, TextAlign, TextBaseline, blend_mode_from_name};
use canvas_draw::peniko::Fill;
use canvas_draw::text::{BoxAlign, Length, LineHeight, TextBox, add_font};

use super::harness::{check, css};

const ALIGNS: [TextAlign; 5] = [
    TextAlign::Start,
    TextAlign::End,
    TextAlign::Left,
    TextAlign::Right,
    TextAlign::Center,
];
const BASELINES: [TextBaseline; 6] = [
    TextBaseline::Top,
    TextBaseline::Hanging,
    TextBaseline::Middle,
    TextBaseline::Alphabetic,
    TextBaseline::Ideographic,
    TextBaseline::Bottom,
];

fn guide(p: &mut Painter, x0: f64, y0: f64, x1: f64, y1: f64) {
    p.set_stroke_style(css("red"));
    p.set_line_width(1.0);
    p.stroke_line(x0, y0, x1, y1);
}

#[test]
fn text() {
    check("text", |p| {
        p.set_font("24px sans-serif").unwrap();
        p.fill_text("Hello, wörld ΩЖ", 5.0, 28.0, None);
        p.set_font("italic bold 18px sans-serif").unwrap();
        p.set_fill_style(css("darkred"));
        p.fill_text("bold italic", 5.0, 55.0, None);
        p.set_font("40px sans-serif").unwrap();
        p.set_line_width(1.5);
        p.set_stroke_style(css("navy"));
        p.stroke_text("Ring", 5.0, 98.0, None);
        p.set_font("16px sans-serif").unwrap();
        p.fill_text("squeezed into a hundred", 5.0, 120.0, Some(100.0));
        p.set_letter_spacing(4.0);
        p.fill_text("spaced", 5.0, 142.0, None);
        p.set_letter_spacing(0.0);
        p.set_word_spacing(12.0);
        p.fill_text("two\twords", 100.0, 142.0, None);
        p.translate(150.0, 100.0);
        p.rotate(-0.5);
        p.fill_text("turned", -20.0, 0.0, None);
    });
}

#[test]
fn text_positions() {
    check("text_positions", |p| {
        p.set_font("14px sans-serif").unwrap();
        p.set_stroke_style(css("red"));
        p.stroke_line(60.5, 0.0, 60.5, 150.0);
        for (i, align) in ALIGNS.into_iter().enumerate() {
            p.set_text_align(align);
            p.fill_text(align.name(), 60.0, 15.0 + 14.0 * i as f64, None);
        }
        p.set_direction(Direction::Rtl);
        for (i, align) in [TextAlign::Start, TextAlign::End].into_iter().enumerate() {
            p.set_text_align(align);
            p.fill_text("שלום rtl!", 60.0, 90.0 + 16.0 * i as f64, None);
        }
        p.set_direction(Direction::Ltr);
        p.set_text_align(TextAlign::Left);
        p.stroke_line(110.0, 100.5, 200.0, 100.5);
        for (i, baseline) in BASELINES.into_iter().enumerate() {
            p.set_text_baseline(baseline);
            p.fill_text("xg", 112.0 + 14.0 * i as f64, 100.0, None);
        }
    });
}

#[test]
fn text_metrics_box() {
    check("text_metrics_box", |p| {
        p.set_font("48px sans-serif").unwrap();
        let m = p.measure_text("fjQ");
        let (x, y) = (30.0, 80.0);
        p.set_fill_style(css("#cde"));
        p.fill_rect(
            x,
            y - m.font_bounding_box_ascent,
            m.width,
            m.font_bounding_box_ascent + m.font_bounding_box_descent,
        );
        p.set_stroke_style(css("red"));
        p.stroke_rect(
            x - m.actual_bounding_box_left,
            y - m.actual_bounding_box_ascent,
            m.actual_bounding_box_left + m.actual_bounding_box_right,
            m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
        );
        p.set_fill_style(css("black"));
        p.fill_text("fjQ", x, y, None);
    });
}

#[test]
fn text_baselines() {
    check("text_baselines", |p| {
        for (i, baseline) in BASELINES.into_iter().enumerate() {
            let y = 20.5 + 23.0 * i as f64;
            guide(p, 0.0, y, 200.0, y);
            p.set_text_baseline(baseline);
            p.set_font("20px sans-serif").unwrap();
            p.fill_text("Ågxא", 4.0, y, None);
            p.set_font("11px serif").unwrap();
            p.fill_text(baseline.name(), 80.0, y, None);
        }
    });
}

#[test]
fn text_aligns() {
    check("text_aligns", |p| {
        p.set_font("12px sans-serif").unwrap();
        for (column, direction) in [Direction::Ltr, Direction::Rtl].into_iter().enumerate() {
            let x = 50.5 + 100.0 * column as f64;
            guide(p, x, 0.0, x, 150.0);
            p.set_direction(direction);
            for (i, align) in ALIGNS.into_iter().enumerate() {
                let y = 13.0 + 28.0 * i as f64;
                p.set_text_align(align);
                p.fill_text("ab (c) ", x, y, None);
                p.fill_text("condensed!", x, y + 13.0, Some(40.0));
            }
        }
    });
}

#[test]
fn text_spacing() {
    check("text_spacing", |p| {
        let length = |text| Length::parse("letter_spacing", text).unwrap();
        p.set_font("14px sans-serif").unwrap();
        let spacings = [
            ("0", "0"),
            ("3px", "0"),
            ("-1px", "0"),
            ("0", "20px"),
            ("0.5em", "-0.3em"),
        ];
        for (i, (letters, words)) in spacings.into_iter().enumerate() {
            p.set_letter_spacing(length(letters));
            p.set_word_spacing(length(words));
            let y = 16.0 + 20.0 * i as f64;
            p.fill_text("office fi שלום x", 4.0, y, None);
            let width = p.measure_text("office fi שלום x").width;
            guide(p, 4.0 + width, y - 12.0, 4.0 + width, y);
        }
        p.set_font("24px sans-serif").unwrap();
        p.fill_text("a b", 4.0, 130.0, None);
        p.set_text_align(TextAlign::Right);
        p.fill_text("c d", 196.0, 130.0, None);
    });
}

#[test]
fn text_fonts() {
    check("text_fonts", |p| {
        let fonts = [
            "8px sans-serif",
            "13.5px sans-serif",
            "bold 16px serif",
            "italic 16px monospace",
            "oblique 30deg 16px cursive",
            "small-caps 16px fantasy",
            "italic small-caps bold 16px 'No Such Font', system-ui",
            "100px sans-serif",
        ];
        for (i, font) in fonts.into_iter().enumerate() {
            p.set_font(font).unwrap();
            p.fill_text("Fonts 123 ß", 4.0, 10.0 + 17.0 * i as f64, None);
        }
    });
}

#[test]
fn text_scripts() {
    check("text_scripts", |p| {
        p.set_font("15px sans-serif").unwrap();
        let lines = [
            "Ελληνικά Кириллица",
            "Հայերեն ქართული",
            "abc אבגד 123 (def)",
            "العربية 456 abc",
            "e\u{301}a\u{308}\u{304} w\u{302}\u{301} fi ffl",
            "← ☺ ♥ ∑ \u{10fffd} \u{7}",
        ];
        for (i, line) in lines.into_iter().enumerate() {
            p.fill_text(line, 4.0, 18.0 + 24.0 * i as f64, None);
        }
        p.set_direction(Direction::Rtl);
        p.set_text_align(TextAlign::Right);
        p.set_fill_style(css("steelblue"));
        p.fill_text("abc אבגד!", 196.0, 66.0, None);
        p.fill_text("العربية (x).", 196.0, 90.0, None);
    });
}

#[test]
fn text_strokes() {
    check("text_strokes", |p| {
        p.set_font("bold 44px sans-serif").unwrap();
        p.set_fill_style(css("rgb(255 200 0 / 60%)"));
        p.fill_text("Fill", 4.0, 44.0, None);
        p.set_stroke_style(css("navy"));
        p.set_line_width(2.0);
        p.stroke_text("Fill", 4.0, 44.0, None);
        p.set_line_width(1.0);
        p.set_line_dash(&[3.0, 2.0]);
        p.stroke_text("Dash", 100.0, 44.0, Some(95.0));
        p.set_line_dash(&[]);
        p.set_font("40px sans-serif").unwrap();
        p.set_line_width(6.0);
        p.set_line_join(canvas_draw::kurbo::Join::Round);
        p.set_alpha(0.5);
        p.stroke_text("round", 4.0, 90.0, None);
        p.set_alpha(1.0);
        p.translate(120.0, 140.0);
        p.rotate(-0.4);
        p.set_line_width(1.0);
        p.set_font("italic 30px sans-serif").unwrap();
        p.stroke_text("slant", 0.0, 0.0, None);
    });
}

const PARAGRAPH: &str = "The quick brown fox jumps over the lazy dog.\nאבגד abc 12.";

fn boxed(align: BoxAlign, height: Option<f64>, line_height: LineHeight) -> TextBox {
    let mut place = TextBox::new(60.0).with_align(align).with_line_height(line_height);
    place.height = height;
    place
}

#[test]
fn text_box() {
    check("text_box", |p| {
        p.set_font("9px sans-serif").unwrap();
        let line = BoxAlign::Line;
        let places = [
            boxed(line(TextAlign::Start), None, LineHeight::Normal),
            boxed(line(TextAlign::End), None, LineHeight::Normal),
            boxed(line(TextAlign::Center), None, LineHeight::Times(1.5)),
            boxed(BoxAlign::Justify, None, LineHeight::Normal),
            boxed(
                line(TextAlign::Right),
                Some(40.0),
                LineHeight::Length(Length::px(12.0)),
            ),
        ];
        for (i, place) in places.iter().enumerate() {
            let (x, y) = (4.0 + 66.0 * (i % 3) as f64, 4.0 + 84.0 * (i / 3) as f64);
            let height = p.fill_text_box(PARAGRAPH, x, y, place);
            guide(p, x, y + height, x + 60.0, y + height);
        }
        p.set_direction(Direction::Rtl);
        p.set_text_align(TextAlign::Start);
        let text = "שלום עולם abcdefghijklmnopqrstuvwxyz";
        p.fill_text_box(text, 136.0, 88.0, &TextBox::new(60.0));
    });
}

/// Text is where it belongs between shapes, whichever way it is drawn.
#[test]
fn text_among_shapes() {
    check("text_among_shapes", |p| {
        let scene = |p: &mut Painter| {
            p.set_font("bold 16px sans-serif").unwrap();
            p.set_fill_style(css("navy"));
            p.fill_text("below", 4.0, 16.0, None);
            p.fill_text("apart", 100.0, 16.0, None);
            p.set_fill_style(css("gold"));
            p.fill_rect(20.0, 8.0, 20.0, 20.0);
            p.set_fill_style(css("darkred"));
            p.fill_text("above", 24.0, 26.0, None);
            p.set_stroke_style(css("green"));
            p.set_line_width(4.0);
            p.stroke_line(60.0, 0.0, 75.0, 40.0);
        };
        scene(p);
        p.save();
        p.translate(0.0, 40.0);
        for clip in [
            Rect::new(10.0, 4.0, 90.0, 20.0),
            Rect::new(110.3, 4.5, 160.7, 20.0),
        ] {
            p.save();
            p.begin_path();
            p.rect(clip.x0, clip.y0, clip.width(), clip.height());
            p.clip(Fill::NonZero);
            scene(p);
            p.restore();
        }
        p.translate(0.0, 35.0);
        p.push_layer(0.5, blend_mode_from_name("source-over").unwrap(), None);
        scene(p);
        p.pop_layer();
        p.translate(0.25, 35.125);
        p.scale(1.2, 0.8);
        scene(p);
        p.restore();
    });
}

/// In a scene that needs its backdrop, text is drawn by its outlines and looks equal.
#[test]
fn text_in_a_mixed_scene() {
    check("text_in_a_mixed_scene", |p| {
        p.set_font("13px sans-serif").unwrap();
        p.fill_text("Over black on white", 4.3, 20.6, None);
        p.set_blend_mode(blend_mode_from_name("multiply").unwrap());
        p.set_fill_style(css("rgb(255 0 0 / 70%)"));
        p.fill_text("Multiplied", 4.3, 40.6, None);
        p.fill_rect(40.0, 25.0, 30.0, 30.0);
        p.set_blend_mode(blend_mode_from_name("source-over").unwrap());
        p.set_fill_style(css("rgb(0 0 255 / 50%)"));
        p.fill_text("Translucent", 4.3, 60.6, None);
    });
}

#[test]
fn text_colours() {
    for name in ["colours", "pictures"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fonts");
        add_font(std::fs::read(folder.join(format!("{name}.ttf"))).unwrap()).unwrap();
    }
    check("text_colours", |p| {
        for (row, family) in ["Canvas Colours", "Canvas Pictures"].into_iter().enumerate() {
            let y = 36.0 + 70.0 * row as f64;
            p.set_font(&format!("32px '{family}'")).unwrap();
            let m = p.measure_text("😀A😁");
            p.set_stroke_style(css("red"));
            p.stroke_rect(
                4.0 - m.actual_bounding_box_left,
                y - m.actual_bounding_box_ascent,
                m.actual_bounding_box_left + m.actual_bounding_box_right,
                m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
            );
            p.set_fill_style(css("black"));
            p.fill_text("😀A😁", 4.0, y, None);
            p.set_fill_style(css("rgb(0 0 0 / 40%)"));
            p.fill_text("😀A😁", 104.0, y, None);
            p.save();
            p.translate(20.0, y + 26.0);
            p.rotate(0.3);
            p.set_font(&format!("18px '{family}'")).unwrap();
            p.fill_text("😀A😁", 0.0, 0.0, None);
            p.restore();
            p.set_font(&format!("14px '{family}'")).unwrap();
            p.stroke_text("😀A😁", 104.0, y + 26.0, None);
        }
    });
}
