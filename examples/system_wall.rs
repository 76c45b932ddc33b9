//! Six windows with live statistics of this machine from /proc, each on a thread of its own, at its own rate; the Rust version
//! of system_wall.py: `cargo run --example system_wall`.

use std::collections::VecDeque;
use std::fs;
use std::time::{Duration, Instant};

use canvas::kurbo::{Join, Point};
use canvas::peniko::Color;
use canvas::{App, Painter, VisibilityEvent, Window, color};

const SIZE: (f64, f64) = (320.0, 200.0);
const KEPT: usize = 100;

/// Reads a value every `period` and plots it.
struct Meter {
    window: Window,
    title: &'static str,
    read: Box<dyn FnMut() -> f64 + Send>,
    unit: &'static str,
    color: Color,
    period: Duration,
    top: Option<f64>,
    values: VecDeque<f64>,
    next: Instant,
}

impl App for Meter {
    fn on_visibility(&mut self, event: &VisibilityEvent) {
        if event.visible {
            self.ask_again();
        }
    }

    fn on_draw(&mut self, painter: &mut Painter) {
        if self.next <= Instant::now() {
            self.next = Instant::now() + self.period;
            self.values.push_back((self.read)());
            self.values.drain(..self.values.len().saturating_sub(KEPT));
            self.ask_again();
        }
        let (width, height) = (painter.width(), painter.height());
        let highest = self.values.iter().fold(1e-9_f64, |a, b| a.max(*b));
        let top = self.top.unwrap_or(highest * 1.15);
        let step = width / (KEPT - 1) as f64;
        let count = self.values.len();
        let place = |(index, value): (usize, &f64)| {
            let x = width - (count - 1 - index) as f64 * step;
            Point::new(x, height - (value / top).min(1.0) * (height - 80.0))
        };
        let points: Vec<Point> = self.values.iter().enumerate().map(place).collect();
        let last = self.values.back().copied().unwrap_or_default();

        painter.set_fill_style(self.color);
        painter.set_stroke_style(self.color);
        painter.set_alpha(0.25);
        let left = points.first().map_or(width, |point| point.x);
        let ends = [Point::new(width, height), Point::new(left, height)];
        painter.fill_polygon(points.iter().copied().chain(ends));
        painter.set_alpha(1.0);
        painter.set_line_width(2.0);
        painter.set_line_join(Join::Round);
        painter.stroke_polyline(points, false);
        write(painter, "#8f9bb3", "14px sans-serif", self.title, 28.0);
        let text = format!("{last:.*} {}", usize::from(last < 100.0), self.unit);
        write(painter, "white", "26px sans-serif", &text, 60.0);
    }
}

impl Meter {
    /// Requests the next frame when the next value is due.
    fn ask_again(&self) {
        let window = self.window.clone();
        // A window that closes needs no frame.
        let _ = self
            .window
            .call_later(self.period, move || drop(window.request_draw()));
    }
}

fn write(painter: &mut Painter, style: &str, font: &str, text: &str, y: f64) {
    painter.set_fill_style(color::parse(style).expect("a CSS colour"));
    painter.set_font(font).expect("a CSS font");
    painter.fill_text(text, 16.0, y, None);
}

/// The numbers after the first word that is `name` in a file of /proc.
fn fields(path: &str, name: &str) -> Vec<f64> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text
        .lines()
        .find(|line| line.split([' ', ':']).next() == Some(name));
    let words = line.unwrap_or_default().split_whitespace().skip(1);
    words.filter_map(|word| word.parse().ok()).collect()
}

fn first(path: &str, name: &str) -> f64 {
    fields(path, name).first().copied().unwrap_or_default()
}

/// Hundredths of a second of processor time of all cores since the machine was started: user, nice, system, interrupts.
fn busy() -> f64 {
    let times = fields("/proc/stat", "cpu");
    [0, 1, 2, 5, 6].iter().filter_map(|index| times.get(*index)).sum()
}

fn memory() -> f64 {
    (first("/proc/meminfo", "MemTotal") - first("/proc/meminfo", "MemAvailable")) / 1e6
}

fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or_default()
}

/// Kilobytes received and sent, over all interfaces.
fn network() -> f64 {
    let text = fs::read_to_string("/proc/net/dev").unwrap_or_default();
    let rows = text.lines().skip(2).filter_map(|line| line.split_once(':'));
    rows.map(|(_, row)| {
        row.split_whitespace()
            .map(|word| word.parse().unwrap_or(0.0))
            .collect::<Vec<f64>>()
    })
    .map(|row| (row[0] + row[8]) / 1e3)
    .sum()
}

/// Turns a counter into a function that returns its growth per second.
fn rate(count: impl Fn() -> f64 + Send + 'static) -> Box<dyn FnMut() -> f64 + Send> {
    let (mut last, mut then) = (count(), Instant::now());
    Box::new(move || {
        let (new, now) = (count(), Instant::now());
        let grown = (new - last) / now.duration_since(then).as_secs_f64().max(1e-6);
        (last, then) = (new, now);
        grown
    })
}

/// Title, value, unit, colour, milliseconds between two values, and the top of the scale.
type Row = (
    &'static str,
    Box<dyn FnMut() -> f64 + Send>,
    &'static str,
    &'static str,
    u64,
    Option<f64>,
);

fn meters() -> [Row; 6] {
    let cores = std::thread::available_parallelism().map_or(1.0, |count| count.get() as f64);
    // The kernel counts in hundredths of a second: a second has as many as there are percent.
    let mut used = rate(busy);
    let total = first("/proc/meminfo", "MemTotal") / 1e6;
    [
        (
            "Processor",
            Box::new(move || (used() / cores).min(100.0)),
            "%",
            "#4cc9f0",
            100,
            Some(100.0),
        ),
        ("Memory", Box::new(memory), "GB", "#b892ff", 500, Some(total)),
        ("Load", Box::new(load), "", "#ffd166", 1000, None),
        (
            "Context switches",
            rate(|| first("/proc/stat", "ctxt")),
            "/s",
            "#06d6a0",
            200,
            None,
        ),
        (
            "New processes",
            rate(|| first("/proc/stat", "processes")),
            "/s",
            "#ff8fab",
            500,
            None,
        ),
        ("Network", rate(network), "kB/s", "#f8961e", 250, None),
    ]
}

fn main() -> canvas::Result<()> {
    for (index, (title, read, unit, css, period, top)) in meters().into_iter().enumerate() {
        let (column, row) = ((index % 3) as f64, (index / 3) as f64);
        let color = color::parse(css)?;
        canvas::builder()
            .title(title)
            .size(SIZE.0, SIZE.1)
            .position(20.0 + column * (SIZE.0 + 20.0), 40.0 + row * (SIZE.1 + 50.0))
            .background(color::parse("#12161f")?)
            .show_with(|window| Meter {
                window,
                title,
                read,
                unit,
                color,
                period: Duration::from_millis(period),
                top,
                values: VecDeque::new(),
                next: Instant::now(),
            })?;
    }
    canvas::run()
}
