//! A week of earthquakes on a map: drag to move it, turn the wheel to zoom, point at one to see its label. The Rust
//! version of earthquakes.py: `cargo run --example earthquakes`.

use canvas::color::{css, parse};
use canvas::painter::Colors;
use canvas::peniko::Fill;
use canvas::{App, Painter, Path, PointerEvent, WheelEvent, Window};

const COASTLINES: &str = include_str!("data/coastlines.txt");
const EARTHQUAKES: &str = include_str!("data/earthquakes.csv");
const SIZE: (f64, f64) = (960.0, 500.0);

struct Quake {
    east: f64,
    south: f64,
    radius: f64,
    text: String,
}

struct Map {
    window: Window,
    land: Path,
    quakes: Vec<Quake>,
    colors: Vec<[u8; 4]>,
    /// The position of 0° 0°, and pixels per degree.
    place: (f64, f64),
    scale: f64,
    held: Option<(f64, f64)>,
    under: Option<usize>,
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// The land as one path, in degrees: east is right, north is up.
fn coastlines() -> Path {
    let mut land = Path::new();
    for line in lines(COASTLINES) {
        let points = line.split(' ').filter_map(|point| point.split_once(','));
        let degrees =
            points.filter_map(|(east, north)| Some((east.parse().ok()?, -north.parse::<f64>().ok()?)));
        for (index, (x, y)) in degrees.enumerate() {
            match index {
                0 => land.move_to(x, y),
                _ => land.line_to(x, y),
            }
        }
        land.close_path();
    }
    land
}

/// A line of the table, and its colour: shallow ones are yellow, deep ones violet.
fn quake(line: &str) -> Option<(Quake, [u8; 4])> {
    let mut fields = line.splitn(5, ',');
    let mut number = || fields.next()?.parse::<f64>().ok();
    let (east, north, depth, magnitude) = (number()?, number()?, number()?, number()?);
    let share = (depth / 300.0).clamp(0.0, 1.0);
    let shade = |begin: f64, change: f64| (begin + (change * share).trunc()) as u8;
    let quake = Quake {
        east,
        south: -north,
        radius: 1.2 * 1.5_f64.powf(magnitude),
        text: format!("{magnitude:.1}  {}, {depth:.0} km deep", fields.next()?),
    };
    Some((
        quake,
        [
            shade(255.0, -120.0),
            shade(209.0, -140.0),
            shade(102.0, 140.0),
            170,
        ],
    ))
}

impl App for Map {
    fn on_pointer_down(&mut self, event: &PointerEvent) {
        self.held = Some((event.x, event.y));
    }

    fn on_pointer_up(&mut self, _event: &PointerEvent) {
        self.held = None;
    }

    fn on_pointer_move(&mut self, event: &PointerEvent) {
        if let Some((x, y)) = self
            .held
            .replace((event.x, event.y))
            .filter(|_| !event.buttons.is_empty())
        {
            self.place = (self.place.0 + event.x - x, self.place.1 + event.y - y);
        }
        // The last one under the pointer is on top: the strongest are drawn last.
        let covers = |quake: &Quake| {
            let (x, y) = self.on_screen(quake);
            (x - event.x).hypot(y - event.y) <= quake.radius
        };
        self.under = self.quakes.iter().rposition(covers);
        self.draw();
    }

    fn on_wheel(&mut self, event: &WheelEvent) {
        let zoom = (self.scale * 1.0015_f64.powf(-event.dy)).clamp(1.0, 400.0) / self.scale;
        let (x, y) = self.place;
        self.place = (event.x + (x - event.x) * zoom, event.y + (y - event.y) * zoom);
        self.scale *= zoom;
        self.draw();
    }

    fn on_draw(&mut self, painter: &mut Painter) {
        painter.save();
        painter.translate(self.place.0, self.place.1);
        painter.scale(self.scale, self.scale);
        painter.set_fill_style(parse("#1d3b5c").expect("a CSS colour"));
        painter.set_stroke_style(parse("#3d6a99").expect("a CSS colour"));
        painter.set_line_width(1.0 / self.scale);
        painter.fill_path(&self.land, Fill::NonZero);
        painter.stroke_path(&self.land);
        painter.restore();
        let circle = |quake| {
            let (x, y) = self.on_screen(quake);
            [x, y, quake.radius]
        };
        painter.fill_circles(self.quakes.iter().map(circle), Colors::Each(&self.colors));
        if let Some(quake) = self.under.and_then(|index| self.quakes.get(index)) {
            self.label(painter, quake);
        }
    }
}

impl Map {
    fn draw(&self) {
        self.window.request_draw().expect("its own window is open");
    }

    fn on_screen(&self, quake: &Quake) -> (f64, f64) {
        (
            self.place.0 + quake.east * self.scale,
            self.place.1 + quake.south * self.scale,
        )
    }

    fn label(&self, painter: &mut Painter, quake: &Quake) {
        let (x, y) = self.on_screen(quake);
        painter.set_stroke_style(css::WHITE);
        painter.stroke_circle(x, y, quake.radius + 2.0);
        painter.set_font("14px sans-serif").expect("a CSS font");
        let width = painter.measure_text(&quake.text).width;
        let left = (x - width / 2.0).min(painter.width() - width - 12.0).max(12.0);
        painter.set_fill_style(parse("#000000b0").expect("a CSS colour"));
        painter.fill_rect(left - 8.0, y - quake.radius - 34.0, width + 16.0, 24.0);
        painter.set_fill_style(css::WHITE);
        painter.fill_text(&quake.text, left, y - quake.radius - 17.0, None);
    }
}

fn main() -> canvas::Result<()> {
    let (quakes, colors) = lines(EARTHQUAKES).filter_map(quake).unzip();
    canvas::builder()
        .title("Earthquakes")
        .size(SIZE.0, SIZE.1)
        .background(parse("#0b1d33")?)
        .show_with(|window| Map {
            window,
            land: coastlines(),
            quakes,
            colors,
            place: (SIZE.0 / 2.0, SIZE.1 / 2.0),
            scale: SIZE.0 / 360.0,
            held: None,
            under: None,
        })?;
    canvas::run()
}
