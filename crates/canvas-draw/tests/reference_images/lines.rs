//! Lines: width, ends, corners, dashes.

use canvas_draw::kurbo::{Affine, Cap, Join};
use canvas_draw::peniko::Fill;

use super::harness::{check, css};

#[test]
fn caps() {
    check("caps", |p| {
        for (i, cap) in [Cap::Butt, Cap::Round, Cap::Square].into_iter().enumerate() {
            let y = 25.0 + 50.0 * i as f64;
            p.set_line_cap(cap);
            p.set_line_width(20.0);
            p.set_stroke_style(css("slategray"));
            p.stroke_line(30.0, y, 110.0, y);
            p.begin_path();
            p.move_to(140.0, y + 10.0);
            p.line_to(170.0, y - 10.0);
            p.stroke();
            p.set_line_width(1.0);
            p.set_stroke_style(css("white"));
            p.stroke_line(30.0, y, 110.0, y);
        }
    });
}

#[test]
fn zero_length_lines_draw_nothing() {
    check("blank", |p| {
        p.set_line_width(20.0);
        for cap in [Cap::Butt, Cap::Round, Cap::Square] {
            p.set_line_cap(cap);
            p.stroke_line(50.0, 50.0, 50.0, 50.0);
            p.begin_path();
            p.move_to(100.0, 50.0);
            p.line_to(100.0, 50.0);
            p.move_to(150.0, 50.0);
            p.stroke();
        }
        p.begin_path();
        p.fill(Fill::NonZero);
        p.set_fill_style(css("transparent"));
        p.fill_rect(0.0, 0.0, 100.0, 100.0);
    });
}

#[test]
fn joins() {
    check("joins", |p| {
        p.set_line_width(12.0);
        let joins = [
            (Join::Miter, 10.0),
            (Join::Round, 10.0),
            (Join::Bevel, 10.0),
            (Join::Miter, 2.0),
        ];
        for (i, (join, limit)) in joins.into_iter().enumerate() {
            let x = 10.0 + 48.0 * i as f64;
            p.set_line_join(join);
            p.set_miter_limit(limit);
            p.begin_path();
            p.move_to(x, 60.0);
            p.line_to(x + 18.0, 20.0);
            p.line_to(x + 36.0, 60.0);
            p.stroke();
            p.begin_path();
            p.move_to(x, 90.0);
            p.line_to(x + 30.0, 90.0);
            p.line_to(x + 30.0, 130.0);
            p.close_path();
            p.stroke();
        }
    });
}

#[test]
fn dashes() {
    check("dashes", |p| {
        p.set_line_width(6.0);
        let rows: [(&[f64], f64); 5] = [
            (&[15.0, 5.0], 0.0),
            (&[15.0, 5.0], 7.0),
            (&[10.0], 0.0),
            (&[20.0, 5.0, 5.0, 5.0], -10.0),
            (&[0.0, 12.0], 0.0),
        ];
        for (i, (dash, offset)) in rows.into_iter().enumerate() {
            p.set_line_dash(dash);
            p.set_line_dash_offset(offset);
            p.set_line_cap(if dash[0] == 0.0 { Cap::Round } else { Cap::Butt });
            let y = 12.0 + 14.0 * i as f64;
            p.stroke_line(10.0, y, 190.0, y);
        }
        p.set_line_cap(Cap::Butt);
        p.set_line_width(3.0);
        p.set_line_dash(&[8.0, 4.0]);
        p.set_line_dash_offset(0.0);
        p.stroke_circle(50.0, 112.0, 30.0);
        p.transform(Affine::new([1.0, 0.2, 0.0, 0.6, 0.0, 0.0]));
        p.stroke_rect(110.0, 120.0, 70.0, 60.0);
    });
}

#[test]
fn widths_under_transforms() {
    check("widths_under_transforms", |p| {
        for (i, width) in [0.25, 0.5, 1.0, 2.0, 5.0].into_iter().enumerate() {
            p.set_line_width(width);
            p.stroke_line(10.0, 10.5 + 8.0 * i as f64, 90.0, 10.5 + 8.0 * i as f64);
            p.stroke_line(110.0, 10.0 + 8.0 * i as f64, 190.0, 15.0 + 8.0 * i as f64);
        }
        p.set_line_width(1.0);
        p.translate(50.0, 100.0);
        p.save();
        p.scale(40.0, 10.0);
        p.set_line_width(0.3);
        p.stroke_circle(0.0, 0.0, 1.0);
        p.restore();
        p.translate(100.0, 0.0);
        p.rotate(std::f64::consts::FRAC_PI_2);
        p.scale(30.0, 30.0);
        p.set_line_width(0.1);
        p.stroke_circle(0.0, 0.0, 1.0);
    });
}
