//! A window on the headless display, from `show` to `close`.
use std::time::Duration;

use canvas_core::app::Canvas;
use canvas_core::painter::Painter;
use canvas_core::peniko::Color;
use canvas_core::window::life::State;

#[test]
fn a_window_draws_and_closes() {
    let window = Canvas::builder()
        .size(40.0, 30.0)
        .backend("headless")
        .show(|painter: &mut Painter| {
            painter.set_fill_color(Color::from_rgba8(255, 0, 0, 255));
            painter.fill_rect(10.0, 10.0, 10.0, 10.0);
        })
        .unwrap();
    let image = window.snapshot().unwrap();
    assert_eq!((image.width(), image.height()), (40, 30));
    assert_eq!(image.pixel(15, 15), Some([255, 0, 0, 255]));
    assert_eq!(image.pixel(5, 5), Some([255, 255, 255, 255]));
    window.request_draw().unwrap();
    window.force_draw(Duration::from_secs(10)).unwrap();
    canvas_core::app::run().unwrap();
    window.close();
    assert!(window.wait(Some(Duration::from_secs(10))).unwrap());
    assert_eq!(window.state(), State::Closed);
}
