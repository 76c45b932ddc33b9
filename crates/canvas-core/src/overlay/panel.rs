//! Draws the panel.

use std::sync::LazyLock;

use kurbo::Size;
use peniko::{Color, Fill};

use super::view::{Severity, View};
use crate::frame::{Buffer, PixelFormat};
use crate::geometry::{PhysicalSize, kurbo};
use crate::heap::HeapAllocator;
use crate::painter::{Colors, FrameInfo, Painter, TextAlign};
use crate::peniko;
use crate::raster::{Cancel, Rasterizer};
use crate::stats::{RECENT, Stages};
use crate::text::{BUNDLED, ParsedFont};

/// In logical pixels, as all lengths here.
const PADDING: f64 = 10.0;
/// The width of one frame in the graph.
const BAR: f64 = 2.0;
const INNER: f64 = RECENT as f64 * BAR;
const WIDTH: f64 = INNER + 2.0 * PADDING;
/// With less space than this there is no panel.
const MIN_SIZE: Size = Size::new(48.0, 22.0);
const GRAPH: f64 = 36.0;
/// Where the columns of the table end.
const COLUMNS: [f64; 3] = [INNER - 94.0, INNER - 47.0, INNER];
/// The scales that the graph may have, in milliseconds.
const SCALES: [f64; 12] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3,
];
/// This share of the bars fits in the graph; the others are cut off.
const FIT: f64 = 0.95;
/// The refresh interval of many displays, in milliseconds.
const REFRESH: f64 = 1000.0 / 60.0;

const BACKGROUND: Color = Color::from_rgba8(16, 18, 24, 0xe8);
const EDGE: Color = Color::from_rgba8(255, 255, 255, 0x30);
const BRIGHT: Color = Color::from_rgb8(0xf1, 0xf3, 0xf5);
const DIM: Color = Color::from_rgb8(0x9a, 0xa4, 0xb2);
const FAINT: Color = Color::from_rgba8(255, 255, 255, 0x12);
const RED: Color = Color::from_rgb8(0xff, 0x6b, 0x6b);
const AMBER: Color = Color::from_rgb8(0xff, 0xc0, 0x4d);
const GREEN: Color = Color::from_rgb8(0x6b, 0xcb, 0x77);
const BLUE: Color = Color::from_rgb8(0x4d, 0xa3, 0xff);
const GREY: Color = Color::from_rgb8(0x5c, 0x66, 0x74);

/// A stage of a frame: its name in the table, its colour there and in the graph, and its time, seconds.
type Stage = (&'static str, Color, fn(&Stages) -> f64);

/// From the bottom of the graph to its top.
const STAGES: [Stage; 5] = [
    ("gil_wait", RED, |stages| stages.lock_wait),
    ("record", AMBER, |stages| stages.record),
    ("", GREY, |stages| stages.queue),
    ("raster", BLUE, |stages| stages.raster),
    ("present", GREEN, |stages| stages.present),
];

/// The same font on every machine.
struct Fonts {
    large: ParsedFont,
    normal: ParsedFont,
    small: ParsedFont,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let of_size = |size: u32| ParsedFont::parse(&format!("{size}px '{BUNDLED}'")).unwrap_or_default();
    Fonts {
        large: of_size(16),
        normal: of_size(11),
        small: of_size(9),
    }
});

/// The space for a panel, and the display that it is drawn for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Layout {
    /// The largest size that it may have, logical pixels.
    pub(crate) size: Size,
    pub(crate) ratio: f64,
    pub(crate) format: PixelFormat,
}

/// A drawn panel.
#[derive(Debug)]
pub(crate) struct PanelImage {
    buffer: Buffer,
    drawn: Option<(View, Layout)>,
}

impl PanelImage {
    /// Draws a view. `None` if there is no space, or no memory.
    pub(crate) fn draw(view: View, layout: Layout, rasterizer: &mut Rasterizer) -> Option<Self> {
        let (width, lines) = lines(&view, layout.size)?;
        let height = lines.iter().map(Line::height).sum::<f64>() + PADDING;
        let height = height.min(layout.size.height);
        let size = PhysicalSize::from_logical(Size::new(width, height), layout.ratio);
        let mut painter = Painter::new(FrameInfo::new(size.to_logical(layout.ratio), layout.ratio, None));
        paint_background(&mut painter);
        painter.translate(PADDING, 0.0);
        if width < WIDTH {
            painter.begin_path();
            painter.rect(0.0, 0.0, width - 2.0 * PADDING, height);
            painter.clip(Fill::NonZero);
        }
        for line in lines {
            line.paint(&mut painter, &view);
            painter.translate(0.0, line.height());
        }
        let mut buffer = Buffer::new(&HeapAllocator(layout.format), size).ok()?;
        rasterizer
            .draw(&painter.finish(), &mut buffer, layout.ratio, &Cancel::new())
            .ok()?;
        Some(Self {
            buffer,
            drawn: Some((view, layout)),
        })
    }

    #[cfg(test)]
    pub(super) fn from_buffer(buffer: Buffer) -> Self {
        Self { buffer, drawn: None }
    }

    /// Its pixels.
    pub(super) fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Whether it shows this view, in this layout.
    pub(crate) fn is_of(&self, view: &View, layout: Layout) -> bool {
        self.drawn
            .as_ref()
            .is_some_and(|(drawn, drawn_layout)| drawn == view && *drawn_layout == layout)
    }
}

/// The lines of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    /// The frame rate, with the time of a frame if there is space.
    Head(bool),
    Status,
    Graph,
    Columns,
    Row(usize),
    Gap,
    Count(usize),
}

/// The width of the panel, and its lines from top to bottom, as many as fit.
fn lines(view: &View, space: Size) -> Option<(f64, Vec<Line>)> {
    if space.width < MIN_SIZE.width || space.height < MIN_SIZE.height {
        return None;
    }
    let whole = space.width >= WIDTH;
    let mut all = vec![Line::Head(whole), Line::Status];
    if whole {
        all.extend([Line::Graph, Line::Columns]);
        all.extend((0..view.rows.len()).map(Line::Row));
        all.push(Line::Gap);
        all.extend((0..view.counts.len()).map(Line::Count));
    }
    let mut left = space.height - PADDING;
    all = all
        .into_iter()
        .take_while(|line| {
            left -= line.height();
            left >= 0.0 || matches!(line, Line::Head(_))
        })
        .collect();
    // A heading or a gap at the end has nothing below it.
    while matches!(all.last(), Some(Line::Columns | Line::Gap)) {
        all.pop();
    }
    Some((WIDTH.min(space.width), all))
}

impl Line {
    fn height(&self) -> f64 {
        match self {
            Self::Head(_) => 26.0,
            Self::Status => 17.0,
            Self::Graph => GRAPH + 8.0,
            Self::Columns | Self::Row(_) | Self::Count(_) => 14.0,
            Self::Gap => 5.0,
        }
    }

    fn paint(self, painter: &mut Painter, view: &View) {
        match self {
            Self::Head(whole) => {
                text(painter, &FONTS.large, BRIGHT, &view.fps, 0.0, 21.0);
                if whole {
                    text_to(painter, &FONTS.normal, DIM, &view.frame, INNER, 21.0);
                }
            }
            Self::Status => {
                let (severity, status) = &view.status;
                let (dot, color) = match severity {
                    Severity::Good => (GREEN, DIM),
                    Severity::Slow => (AMBER, AMBER),
                    Severity::Bad => (RED, RED),
                };
                painter.set_fill_style(dot);
                painter.fill_circle(3.5, 8.0, 3.5);
                text(painter, &FONTS.normal, color, status, 13.0, 12.0);
            }
            Self::Graph => painter.saved(|painter| {
                painter.translate(0.0, 2.0);
                paint_graph(painter, &view.bars);
            }),
            Self::Columns => {
                for (name, x) in ["p50", "p99", "max ms"].into_iter().zip(COLUMNS) {
                    text_to(painter, &FONTS.small, DIM, name, x, 11.0);
                }
            }
            Self::Row(index) => {
                let (name, times) = &view.rows[index];
                if let Some((_, color, _)) = STAGES.iter().find(|(stage, ..)| stage == name) {
                    painter.set_fill_style(*color);
                    painter.fill_rect(0.0, 3.5, 7.0, 7.0);
                }
                text(painter, &FONTS.normal, DIM, name, 13.0, 11.0);
                for (time, x) in times.iter().zip(COLUMNS) {
                    text_to(painter, &FONTS.normal, BRIGHT, time, x, 11.0);
                }
            }
            Self::Gap => {}
            Self::Count(index) => {
                let (name, count) = &view.counts[index];
                text(painter, &FONTS.normal, DIM, name, 0.0, 11.0);
                text_to(painter, &FONTS.normal, BRIGHT, count, INNER, 11.0);
            }
        }
    }
}

fn paint_background(painter: &mut Painter) {
    let (width, height) = (painter.width(), painter.height());
    painter.begin_path();
    painter.round_rect(0.5, 0.5, width - 1.0, height - 1.0, 7.5);
    painter.set_fill_style(BACKGROUND);
    painter.fill(Fill::NonZero);
    painter.set_stroke_style(EDGE);
    painter.stroke();
}

/// A bar for each frame, its stages stacked, the newest at the right.
fn paint_graph(painter: &mut Painter, bars: &[Stages]) {
    painter.set_fill_style(FAINT);
    painter.fill_rect(0.0, 0.0, INNER, GRAPH);
    let scale = scale_of(bars);
    let height = |seconds: f64| seconds * 1e3 / scale * GRAPH;
    let first = INNER - bars.len() as f64 * BAR;
    let mut tops = vec![0.0_f64; bars.len()];
    for (_, color, stage) in STAGES {
        let rects = bars.iter().zip(&mut tops).enumerate().map(|(index, (bar, top))| {
            let begin = *top;
            *top = (begin + height(stage(bar))).min(GRAPH);
            let x = first + index as f64 * BAR;
            [x, GRAPH - *top, BAR, *top - begin]
        });
        painter.fill_rects(rects, Colors::One(color));
    }
    if REFRESH < scale {
        painter.set_fill_style(EDGE);
        painter.fill_rect(0.0, GRAPH - (REFRESH / scale * GRAPH).round(), INNER, 1.0);
    }
    let label = format!("{scale:.0} ms");
    painter.set_parsed_font(&FONTS.small);
    let width = painter.measure_text(&label).width + 6.0;
    painter.set_fill_style(BACKGROUND);
    painter.fill_rect(0.0, 0.0, width, 13.0);
    text(painter, &FONTS.small, DIM, &label, 3.0, 10.0);
}

/// The height of the graph in milliseconds.
fn scale_of(bars: &[Stages]) -> f64 {
    let mut times: Vec<f64> = bars
        .iter()
        .map(|bar| STAGES.iter().map(|(.., stage)| stage(bar)).sum::<f64>() * 1e3)
        .collect();
    times.sort_by(f64::total_cmp);
    let most = times
        .get((times.len().saturating_sub(1) as f64 * FIT) as usize)
        .copied();
    let most = most.unwrap_or_default();
    SCALES.into_iter().find(|scale| most <= *scale).unwrap_or(most)
}

/// Text that begins at `x`.
fn text(painter: &mut Painter, font: &ParsedFont, color: Color, text: &str, x: f64, y: f64) {
    painter.set_text_align(TextAlign::Left);
    paint_text(painter, font, color, text, x, y, INNER - x);
}

/// Text that ends at `x`.
fn text_to(painter: &mut Painter, font: &ParsedFont, color: Color, text: &str, x: f64, y: f64) {
    painter.set_text_align(TextAlign::Right);
    paint_text(painter, font, color, text, x, y, x);
}

fn paint_text(
    painter: &mut Painter,
    font: &ParsedFont,
    color: Color,
    text: &str,
    x: f64,
    y: f64,
    width: f64,
) {
    painter.set_parsed_font(font);
    painter.set_fill_style(color);
    painter.fill_text(text, x, y, Some(width));
}
