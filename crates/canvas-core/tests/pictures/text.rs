//! Text, with the bundled font alone.

use canvas_core::painter::{Direction, TextAlign, TextBaseline};

use super::harness::{check, css};

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
        let aligns = [
            TextAlign::Start,
            TextAlign::End,
            TextAlign::Left,
            TextAlign::Right,
            TextAlign::Center,
        ];
        for (i, align) in aligns.into_iter().enumerate() {
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
        let baselines = [
            TextBaseline::Top,
            TextBaseline::Hanging,
            TextBaseline::Middle,
            TextBaseline::Alphabetic,
            TextBaseline::Ideographic,
            TextBaseline::Bottom,
        ];
        for (i, baseline) in baselines.into_iter().enumerate() {
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
