//! The Mandelbrot set, computed on all cores and shown with `present`; turn the wheel to zoom in. The Rust version of fractal.py:
//! `cargo run --release --example fractal`.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Instant;

use canvas::{App, CloseEvent, Fit, PixelView, ResizeEvent, Strides, UpdateMode, WheelEvent, Window};

const STEPS: u32 = 120;

/// The centre and the width of the view.
#[derive(Clone, Copy)]
struct View {
    x: f64,
    y: f64,
    span: f64,
}

struct Fractal {
    window: Window,
    view: View,
    /// To the thread that computes, which ends when this is dropped.
    wanted: Option<Sender<View>>,
}

impl App for Fractal {
    fn on_resize(&mut self, _event: &ResizeEvent) {
        self.compute();
    }

    fn on_wheel(&mut self, event: &WheelEvent) {
        let size = self.window.size();
        let zoom = 1.0015_f64.powf(event.dy);
        let pixel = self.view.span / size.width;
        // The point under the pointer stays there.
        self.view.x += (event.x - size.width / 2.0) * pixel * (1.0 - zoom);
        self.view.y += (event.y - size.height / 2.0) * pixel * (1.0 - zoom);
        self.view.span *= zoom;
        self.compute();
    }

    fn on_close(&mut self, _event: &CloseEvent) {
        self.wanted = None;
    }
}

impl Fractal {
    fn compute(&self) {
        if let Some(wanted) = &self.wanted {
            // It ends after this sender alone.
            let _ = wanted.send(self.view);
        }
    }
}

/// Computes the newest requested view, and shows it.
fn serve(window: &Window, wanted: &Receiver<View>) -> canvas::Result<()> {
    while let Ok(view) = wanted.recv() {
        let view = wanted.try_iter().last().unwrap_or(view);
        let began = Instant::now();
        let size = window.physical_size();
        let (width, height) = (size.width() as usize, size.height() as usize);
        let mut pixels = vec![0; width * height * 3];
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let band = height.div_ceil(cores);
        thread::scope(|scope| {
            for (index, rows) in pixels.chunks_mut(band * width * 3).enumerate() {
                scope.spawn(move || mandelbrot(view, (width, height), index * band, rows));
            }
        });
        let strides = Strides {
            row: 3 * width as isize,
            column: 3,
            channel: 1,
        };
        let pixels = PixelView::new(&pixels, 0, size.width(), size.height(), 3, strides)?;
        window.present(&pixels, Fit::Contain, true)?;
        window.set_title(format!("Fractal: {} ms", began.elapsed().as_millis()))?;
    }
    Ok(())
}

/// Red, green and blue of the rows from `top` on: by the number of steps until z*z + c leaves the circle of
/// radius 2.
fn mandelbrot(view: View, (width, height): (usize, usize), top: usize, rows: &mut [u8]) {
    let pixel = view.span / width as f64;
    for (index, color) in rows.chunks_exact_mut(3).enumerate() {
        let (column, row) = (index % width, top + index / width);
        let cx = view.x + (column as f64 - width as f64 / 2.0) * pixel;
        let cy = view.y + (row as f64 - height as f64 / 2.0) * pixel;
        let (mut x, mut y) = (cx, cy);
        let left = (1..STEPS).find(|_| {
            (x, y) = (x * x - y * y + cx, 2.0 * x * y + cy);
            x * x + y * y >= 4.0
        });
        let glow = (f64::from(left.unwrap_or(0)) / f64::from(STEPS)).sqrt();
        for (channel, power) in color.iter_mut().zip([1.6, 1.0, 0.5]) {
            *channel = (255.0 * glow.powf(power)) as u8;
        }
    }
}

fn main() -> canvas::Result<()> {
    let (wanted, views) = channel();
    let view = View {
        x: -0.6,
        y: 0.0,
        span: 3.4,
    };
    wanted.send(view).expect("the receiver is here");
    let window = canvas::builder()
        .title("Fractal")
        .size(800.0, 450.0)
        .background(canvas::color::css::BLACK)
        .update_mode(UpdateMode::Manual)
        .show_with(|window| Fractal {
            window,
            view,
            wanted: Some(wanted),
        })?;
    thread::spawn(move || {
        if let Err(error) = serve(&window, &views)
            && !matches!(error, canvas::Error::Closed(_))
        {
            panic!("{error}");
        }
    });
    canvas::run()
}
