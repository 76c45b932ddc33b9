//! Click to add a dot, press "c" to remove all. The window does not close while there are dots. Lines on the standard
//! input become its title.

use std::io::BufRead;
use std::thread;

use canvas::color::css;
use canvas::kurbo::Point;
use canvas::{App, CloseEvent, CloseReply, KeyEvent, Painter, PointerEvent, ResizeEvent, Window};

struct Dots {
    window: Window,
    dots: Vec<Point>,
}

impl App for Dots {
    fn on_draw(&mut self, painter: &mut Painter) {
        painter.set_fill_style(css::TEAL);
        for dot in &self.dots {
            painter.fill_circle(dot.x, dot.y, 10.0);
        }
    }

    fn on_pointer_down(&mut self, event: &PointerEvent) {
        self.dots.push(Point::new(event.x, event.y));
        self.draw();
    }

    fn on_key_down(&mut self, event: &KeyEvent) {
        if event.key == "c" {
            self.dots.clear();
            self.draw();
        }
    }

    fn on_resize(&mut self, event: &ResizeEvent) {
        println!("size {} {}", event.width, event.height);
    }

    fn on_close_request(&mut self, _event: &CloseEvent) -> CloseReply {
        println!("close? {} dots", self.dots.len());
        match self.dots.is_empty() {
            true => CloseReply::Close,
            false => CloseReply::Keep,
        }
    }

    fn on_close(&mut self, event: &CloseEvent) {
        println!("closed: {:?}", event.reason);
    }
}

impl Dots {
    fn draw(&self) {
        self.window.request_draw().expect("its own window is open");
    }
}

fn main() -> canvas::Result<()> {
    let window = canvas::builder()
        .title("Dots")
        .size(300.0, 200.0)
        .min_size(100.0, 100.0)
        .background(css::IVORY)
        .show_with(|window| Dots {
            window,
            dots: Vec::new(),
        })?;
    println!("shown by {}", window.backend().unwrap_or("no backend"));
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if let Err(error) = window.set_title(line) {
                return println!("no title: {error}");
            }
        }
    });
    canvas::run()
}
