//! Pixels that one thread presents while others show the window, draw it and wait for it: none are lost, and every wait ends.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use canvas_core::app::{App, Canvas};
use canvas_core::event::{CloseReason, ResizeEvent};
use canvas_core::geometry::kurbo::Size;
use canvas_core::painter::Painter;
use canvas_core::pixels::{Fit, PixelView, Strides};
use canvas_core::wait::RustHost;
use canvas_core::window::life::State;
use canvas_core::window::{Options, Window};

const WIDTH: u32 = 40;
const HEIGHT: u32 = 30;
const PIXELS: usize = (WIDTH * HEIGHT) as usize;
const TIMEOUT: Duration = Duration::from_secs(20);

fn view(pixels: &[u8]) -> PixelView<'_> {
    let strides = Strides {
        row: WIDTH as isize,
        column: 1,
        channel: 1,
    };
    PixelView::new(pixels, 0, WIDTH, HEIGHT, 1, strides).unwrap()
}

#[test]
fn pixels_that_come_while_the_window_opens_are_shown() {
    let mut options = Options::default();
    options.backend = Some("headless".into());
    options.size = Size::new(WIDTH.into(), HEIGHT.into());
    let window = Window::new(options).unwrap();
    assert!(window.begin_show().unwrap());
    assert_eq!(window.state(), State::Opening);
    window.present(&view(&[77; PIXELS]), Fit::Contain, true).unwrap();
    let for_ui = window.clone();
    let ui = thread::spawn(move || {
        let ui = for_ui.ui_thread();
        let mut sizes = 0;
        loop {
            let turn = ui.turn(&RustHost);
            if turn.closing.is_some() {
                break;
            }
            sizes += turn
                .events
                .iter()
                .filter(|event| event.name() == "resize")
                .count();
            if let Some(info) = ui.begin_draw() {
                ui.skip_draw(Painter::new(info).finish());
            }
        }
        ui.ended();
        sizes
    });
    assert!(window.finish_show(&RustHost, true).is_ok());
    let Ok(frame) = window.shown_frame(&RustHost) else {
        panic!("no frame is shown");
    };
    assert_eq!(frame.to_image().rgba()[..4], [77, 77, 77, 255]);
    // A frame is drawn in a turn, and so after the events of that turn.
    assert!(window.force_draw(&RustHost, Instant::now() + TIMEOUT).is_ok());
    window.close(CloseReason::Program);
    assert_eq!(ui.join().unwrap(), 1, "the first size is reported");
}

/// Presents when it receives a size.
struct Presents(mpsc::Sender<()>);

impl App for Presents {
    fn on_resize(&mut self, _: &ResizeEvent) {
        let _ = self.0.send(());
    }
}

/// A frame that replaces the one that a thread waits for ends that wait, too.
#[test]
fn a_wait_for_a_forced_frame_ends_when_presented_pixels_replace_it() {
    for _ in 0..400 {
        let (sender, receiver) = mpsc::channel();
        let window = Canvas::builder()
            .backend("headless")
            .size(WIDTH.into(), HEIGHT.into())
            .show(Presents(sender))
            .unwrap();
        let window = &window;
        thread::scope(|scope| {
            scope.spawn(move || {
                while receiver.recv().is_ok() {
                    let _ = window.present(&view(&[99; PIXELS]), Fit::Contain, true);
                }
            });
            let drawn: Vec<_> = (0..3).map(|_| window.force_draw(TIMEOUT)).collect();
            window.close();
            assert!(drawn.iter().all(Result::is_ok), "{drawn:?}");
        });
        assert!(window.wait(Some(TIMEOUT)).unwrap());
    }
}

/// An app that draws nothing.
struct Quiet;

impl App for Quiet {}

/// An older frame that takes long to render is not shown after a newer one that was finished meanwhile: the shown frame is the
/// kept one.
#[test]
fn an_overtaken_frame_is_not_shown() {
    let (width, height) = (900, 700);
    let window = &Canvas::builder()
        .backend("headless")
        .size(width.into(), height.into())
        .show(Quiet)
        .unwrap();
    window.force_draw(TIMEOUT).unwrap();
    let strides = |width: u32| Strides {
        row: width as isize,
        column: 1,
        channel: 1,
    };
    let exact = vec![200; (width * height) as usize];
    for round in 0..60 {
        thread::scope(|scope| {
            // Copied straight into a buffer.
            scope.spawn(|| {
                let view = PixelView::new(&exact, 0, width, height, 1, strides(width)).unwrap();
                window.present(&view, Fit::Contain, true).unwrap();
            });
            // Scaled first. It begins at another moment in each round; every order must give the same result.
            scope.spawn(|| {
                thread::sleep(Duration::from_micros(100 * (round % 10)));
                window.present(&view(&[50; PIXELS]), Fit::Fill, true).unwrap();
            });
        });
        let deadline = Instant::now() + TIMEOUT;
        while !window.core().is_idle() {
            assert!(Instant::now() < deadline);
            thread::yield_now();
        }
        let shown = window.snapshot().unwrap();
        // The window draws nothing: the kept frame is shown again.
        window.force_draw(TIMEOUT).unwrap();
        let kept = window.snapshot().unwrap();
        assert_eq!(shown.rgba()[0], kept.rgba()[0], "round {round}");
    }
    window.close();
    assert!(window.wait(Some(TIMEOUT)).unwrap());
}
