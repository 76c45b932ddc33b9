//! The smallest program in Rust: `cargo run --example hello`.

use canvas::app::App;
use canvas::color;
use canvas::painter::Painter;

struct Hello;

impl App for Hello {
    fn on_draw(&mut self, painter: &mut Painter) {
        painter.set_fill_style(color::parse("tomato").expect("a CSS colour"));
        painter.fill_circle(200.0, 130.0, 80.0);
        painter.set_font("24px sans-serif").expect("a CSS font");
        painter.fill_text("hello", 172.0, 260.0, None);
    }
}

fn main() -> canvas::Result<()> {
    canvas::builder().title("Hello").size(400.0, 300.0).show(Hello)?;
    canvas::app::run()
}
