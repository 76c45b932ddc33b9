//! A window with a circle, by canvas.

use canvas::Painter;
use canvas::color::css;

fn main() -> canvas::Result<()> {
    canvas::builder()
        .title("Circle")
        .size(400.0, 300.0)
        .show(|painter: &mut Painter| {
            painter.set_fill_style(css::TOMATO);
            painter.fill_circle(200.0, 150.0, 80.0);
        })?;
    canvas::run()
}
