//! The smallest program in Rust: `cargo run --example hello`.

use canvas::Painter;
use canvas::color::css;

fn main() -> canvas::Result<()> {
    canvas::builder()
        .title("Hello")
        .size(400.0, 300.0)
        .show(|painter: &mut Painter| {
            painter.set_fill_style(css::TOMATO);
            painter.fill_circle(200.0, 130.0, 80.0);
            painter.set_font("24px sans-serif").expect("a CSS font");
            painter.fill_text("hello", 172.0, 260.0, None);
        })?;
    canvas::run()
}
