//! Placing and scaling an image in a buffer.
//!
//! Smooth scaling weighs source pixels with a triangle filter: between neighbours when enlarging, over the covered
//! area when shrinking. Weights are computed once an axis; each output row is summed vertically, then horizontally.

use kurbo::{Rect, Size};

use super::convert::{over_opaque, swap_red_and_blue};
use super::fit::Fit;
use super::view::PixelView;
use crate::buffer::{Buffer, PixelFormat};
use crate::geometry::{PhysicalSize, kurbo};

impl PixelView<'_> {
    /// Draws the image into a buffer, in the buffer's format and over an opaque background (red, green, blue). It is
    /// scaled by averaging if `smooth`, else to the nearest pixel.
    #[doc(hidden)]
    pub fn draw_into(&self, buffer: &mut Buffer, fit: Fit, smooth: bool, background: [u8; 3]) {
        draw(self, buffer, fit, smooth, background);
    }
}

fn draw(view: &PixelView<'_>, buffer: &mut Buffer, fit: Fit, smooth: bool, background: [u8; 3]) {
    let target = place(view.size(), buffer.size(), fit);
    let swapped = buffer.format() == PixelFormat::Bgra;
    let size = buffer.size();
    let columns = Axis::new(view.size().width(), size.width(), target.x0, target.x1, smooth);
    let rows = Axis::new(view.size().height(), size.height(), target.y0, target.y1, smooth);
    let mut painter = RowPainter::new(view, &columns, background);
    for (y, out) in buffer
        .bytes_mut()
        .chunks_exact_mut(size.width() as usize * 4)
        .enumerate()
    {
        painter.draw(&rows, y, out);
        if swapped {
            swap_red_and_blue(out);
        }
    }
}

/// The rectangle of the image in the buffer.
fn place(image: PhysicalSize, buffer: PhysicalSize, fit: Fit) -> Rect {
    let [source, room] = [image, buffer].map(|s| Size::new(f64::from(s.width()), f64::from(s.height())));
    let (x, y) = (room.width / source.width, room.height / source.height);
    let (x, y) = match fit {
        Fit::Contain => (x.min(y), x.min(y)),
        Fit::Cover => (x.max(y), x.max(y)),
        Fit::Fill => (x, y),
        Fit::None => (1.0, 1.0),
    };
    let size = Size::new(source.width * x, source.height * y);
    // Whole pixels, so that an image that is not scaled stays sharp.
    let corner = ((room - size) / 2.0).round();
    Rect::from_origin_size(corner.to_vec2().to_point(), size)
}

/// The weights of source pixels in output pixels, along one axis.
struct Axis {
    /// Output pixels that show the image.
    first: usize,
    end: usize,
    /// Whether output pixel `first + i` is source pixel `skip + i`.
    copies: Option<usize>,
    /// For each shown output pixel: its first source pixel and where its weights begin and end.
    taps: Vec<(u32, u32, u32)>,
    weights: Vec<f32>,
}

impl Axis {
    fn new(source: u32, room: u32, start: f64, end: f64, smooth: bool) -> Self {
        let scale = (end - start) / f64::from(source);
        let shown = |edge: f64| (edge - 0.5).ceil().clamp(0.0, f64::from(room)) as usize;
        let (first, last) = (shown(start), shown(end));
        let mut axis = Self {
            first,
            end: last,
            copies: None,
            taps: Vec::new(),
            weights: Vec::new(),
        };
        if (scale - 1.0).abs() < 1e-9 && start.fract() == 0.0 {
            axis.copies = Some((first as f64 - start) as usize);
            return axis;
        }
        for pixel in first..last {
            let centre = (pixel as f64 + 0.5 - start) / scale - 0.5;
            if smooth {
                axis.push_triangle(centre, (1.0 / scale).max(1.0), source)
            } else {
                axis.push_nearest(centre, source)
            }
        }
        axis
    }

    fn push_nearest(&mut self, centre: f64, source: u32) {
        let at = self.weights.len() as u32;
        self.weights.push(1.0);
        self.taps.push((
            centre.round().clamp(0.0, f64::from(source - 1)) as u32,
            at,
            at + 1,
        ));
    }

    fn push_triangle(&mut self, centre: f64, reach: f64, source: u32) {
        let last = f64::from(source - 1);
        let low = (centre - reach).ceil().clamp(0.0, last);
        let high = (centre + reach).floor().clamp(0.0, last);
        let at = self.weights.len();
        let weigh = |i: f64| (1.0 - (i - centre).abs() / reach).max(0.0) as f32;
        self.weights
            .extend((low as u32..=high as u32).map(|i| weigh(f64::from(i))));
        let sum: f32 = self.weights[at..].iter().sum();
        if sum > 0.0 {
            self.weights[at..].iter_mut().for_each(|w| *w /= sum);
        } else {
            // Beyond the first or last pixel's middle: that pixel alone.
            self.weights[at] = 1.0;
        }
        self.taps.push((low as u32, at as u32, self.weights.len() as u32));
    }

    /// The source pixels of an output pixel, with their weights.
    fn taps(&self, pixel: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let (source, from, to) = self.taps[pixel - self.first];
        (source as usize..).zip(self.weights[from as usize..to as usize].iter().copied())
    }
}

/// Computes the rows of the output one by one, with its working memory.
struct RowPainter<'a> {
    view: &'a PixelView<'a>,
    columns: &'a Axis,
    background: [u8; 3],
    source: Vec<u8>,
    sums: Vec<f32>,
}

impl<'a> RowPainter<'a> {
    fn new(view: &'a PixelView<'a>, columns: &'a Axis, background: [u8; 3]) -> Self {
        let width = view.size().width() as usize * 4;
        Self {
            view,
            columns,
            background,
            source: vec![0; width],
            sums: vec![0.0; width],
        }
    }

    fn draw(&mut self, rows: &Axis, y: usize, out: &mut [u8]) {
        let [r, g, b] = self.background;
        let shown = if (rows.first..rows.end).contains(&y) {
            self.columns.first..self.columns.end
        } else {
            0..0
        };
        for blank in [0..shown.start, shown.end..out.len() / 4] {
            out[blank.start * 4..blank.end * 4]
                .as_chunks_mut::<4>()
                .0
                .fill([r, g, b, 255]);
        }
        if shown.is_empty() {
            return;
        }
        let out = &mut out[shown.start * 4..shown.end * 4];
        match (rows.copies, self.columns.copies) {
            (Some(skip), Some(left)) => self.copy(skip + y - rows.first, left, out),
            (Some(skip), None) => self.scale(std::iter::once((skip + y - rows.first, 1.0)), out),
            (None, _) => self.scale(rows.taps(y), out),
        }
    }

    /// A row that is not scaled.
    fn copy(&mut self, row: usize, left: usize, out: &mut [u8]) {
        if out.len() == self.source.len() {
            self.view.read_row(row, out);
        } else {
            self.view.read_row(row, &mut self.source);
            out.copy_from_slice(&self.source[left * 4..left * 4 + out.len()]);
        }
        if !self.view.is_opaque() {
            over_opaque(out, self.background);
        }
    }

    fn scale(&mut self, rows: impl Iterator<Item = (usize, f32)>, out: &mut [u8]) {
        self.sums.fill(0.0);
        for (row, weight) in rows {
            self.view.read_row(row, &mut self.source);
            if !self.view.is_opaque() {
                over_opaque(&mut self.source, self.background);
            }
            for (sum, value) in self.sums.iter_mut().zip(&self.source) {
                *sum += f32::from(*value) * weight;
            }
        }
        let sums = self.sums.as_chunks::<4>().0;
        for (i, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let mut total = [0.0f32; 4];
            match self.columns.copies {
                Some(left) => total = sums[left + i],
                None => {
                    for (column, weight) in self.columns.taps(self.columns.first + i) {
                        for (t, s) in total.iter_mut().zip(sums[column]) {
                            *t += s * weight;
                        }
                    }
                }
            }
            *pixel = total.map(|t| (t + 0.5) as u8);
        }
    }
}
