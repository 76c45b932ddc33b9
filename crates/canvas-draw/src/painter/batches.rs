//! Batches: many shapes in one call. Each batch draws its items in order, as the method for one shape would.
//!
//! Lengths are logical pixels under the current transform. Items with a number that is not finite are skipped. A call
//! that fails (a negative radius, a wrong number of colours) draws nothing and keeps an
//! [`Error::Invalid`](crate::Error::Invalid): see [`Painter::error`].

use kurbo::Point;
use peniko::{Color, Fill};

use super::Painter;
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{BatchColors, BatchKind, BatchRun, Brush, Command};

/// The colours of the items of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Colors<'a> {
    /// The fill style or the stroke style, as for one shape.
    #[default]
    Style,
    /// One colour for all items.
    One(Color),
    /// A colour for each item: red, green, blue, straight alpha, 0 to 255. There must be as many colours as items.
    Each(&'a [[u8; 4]]),
}

impl Painter {
    /// Fills rectangles, each given as `[x, y, width, height]`.
    pub fn fill_rects(&mut self, rects: impl IntoIterator<Item = [f64; 4]>, colors: Colors<'_>) {
        self.batch(BatchKind::FillRects, rects, colors);
    }

    /// Strokes the outlines of rectangles, each given as `[x, y, width, height]`.
    pub fn stroke_rects(&mut self, rects: impl IntoIterator<Item = [f64; 4]>, colors: Colors<'_>) {
        self.batch(BatchKind::StrokeRects, rects, colors);
    }

    /// Fills circles, each given as `[x, y, radius]`. A negative radius is an error.
    pub fn fill_circles(&mut self, circles: impl IntoIterator<Item = [f64; 3]>, colors: Colors<'_>) {
        self.batch(BatchKind::FillCircles, circles, colors);
    }

    /// Strokes the outlines of circles, each given as `[x, y, radius]`. A negative radius is an error.
    pub fn stroke_circles(&mut self, circles: impl IntoIterator<Item = [f64; 3]>, colors: Colors<'_>) {
        self.batch(BatchKind::StrokeCircles, circles, colors);
    }

    /// Strokes straight lines, each given as `[x1, y1, x2, y2]`.
    pub fn stroke_segments(&mut self, segments: impl IntoIterator<Item = [f64; 4]>, colors: Colors<'_>) {
        self.batch(BatchKind::Segments, segments, colors);
    }

    /// Fills round dots of the diameter `size` (logical pixels) around points `[x, y]`, by default with the fill
    /// style. A negative size is an error.
    pub fn draw_points(&mut self, points: impl IntoIterator<Item = [f64; 2]>, size: f64, colors: Colors<'_>) {
        if size < 0.0 {
            let text = format!("size: expected a number that is not negative, got {size}");
            return self.fail(Error::Invalid(text));
        }
        if size.is_finite() && size > 0.0 {
            self.batch(BatchKind::Points(size), points, colors);
        }
    }

    /// Strokes a line through each list of points, and back to its first point if `closed`. A point that is not finite
    /// interrupts its line.
    pub fn stroke_lines<L>(&mut self, lines: impl IntoIterator<Item = L>, closed: bool, colors: Colors<'_>)
    where
        L: IntoIterator<Item = Point>,
    {
        self.shapes(lines, colors, |painter, line| {
            if let Some(range) = painter.store_line(line, closed) {
                painter.stroke_stored(range);
            }
        });
    }

    /// Fills a polygon for each list of points, by the nonzero rule. Points that are not finite are skipped.
    pub fn fill_polygons<L>(&mut self, polygons: impl IntoIterator<Item = L>, colors: Colors<'_>)
    where
        L: IntoIterator<Item = Point>,
    {
        self.shapes(polygons, colors, |painter, points| {
            if let Some(range) = painter.store_points(points, true) {
                let brush = painter.fill_brush();
                painter.draw(Command::FillPath(range, Fill::NonZero, brush));
            }
        });
    }

    /// Draws each shape with its colour in place of both styles, and restores these.
    fn shapes<L>(
        &mut self,
        shapes: impl IntoIterator<Item = L>,
        colors: Colors<'_>,
        mut draw: impl FnMut(&mut Self, L),
    ) {
        let styles = (self.state.fill.clone(), self.state.stroke.clone());
        let mark = self.mark();
        let (mut count, mut missing) = (0, false);
        for shape in shapes {
            let color = match colors {
                Colors::Style => None,
                Colors::One(color) => Some(color),
                Colors::Each(all) => match all.get(count) {
                    Some(&[r, g, b, a]) => Some(Color::from_rgba8(r, g, b, a)),
                    None => {
                        missing = true;
                        break;
                    }
                },
            };
            count += 1;
            if let Some(color) = color {
                self.set_fill_style(color);
                self.set_stroke_style(color);
            }
            draw(self, shape);
        }
        (self.state.fill, self.state.stroke) = styles;
        let wrong = match colors {
            Colors::Each(all) => missing || all.len() != count,
            Colors::Style | Colors::One(_) => false,
        };
        if wrong {
            self.fail(wrong_count(colors));
        }
        if self.error.is_some() {
            self.take_back(&mark);
        }
    }

    fn batch<const N: usize>(
        &mut self,
        kind: BatchKind,
        items: impl IntoIterator<Item = [f64; N]>,
        colors: Colors<'_>,
    ) {
        let strokes = matches!(
            kind,
            BatchKind::StrokeRects | BatchKind::StrokeCircles | BatchKind::Segments
        );
        let brush = if strokes {
            self.stroke_brush()
        } else {
            self.fill_brush()
        };
        let alpha = self.state.alpha as f32;
        let batch_colors = match (colors, brush) {
            (Colors::Style, Brush::Solid(color)) => BatchColors::One(color),
            (Colors::Style, Brush::Paint(_)) => return self.one_by_one(kind, items, colors),
            (Colors::One(color), _) => BatchColors::One(color.multiply_alpha(alpha)),
            (Colors::Each(_), _) => BatchColors::Each(self.scene.colors.len() as u32, alpha),
        };
        if strokes && !self.state.line.dash.is_empty() {
            return self.one_by_one(kind, items, colors);
        }
        if self.state.inverse.is_none() {
            return;
        }
        let (start, first_color) = (self.scene.numbers.len(), self.scene.colors.len());
        if let Err(error) = self.append_items(kind, items, colors) {
            self.fail(error);
        } else {
            let count = (self.scene.numbers.len() - start) / N;
            if count > 0 && self.has_room(size_of::<BatchRun>() + size_of::<Command>()) {
                if strokes {
                    self.record_line();
                }
                let run = BatchRun {
                    kind,
                    start: start as u32,
                    count: count as u32,
                    colors: batch_colors,
                };
                let index = self.scene.batches.len() as u32;
                self.scene.batches.push(run);
                self.draw(Command::Batch(index));
                return;
            }
        }
        self.scene.numbers.truncate(start);
        self.scene.colors.truncate(first_color);
    }

    /// Appends the numbers and colours of visible items to the lists of the scene.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius, and if the numbers of colours and items differ.
    fn append_items<const N: usize>(
        &mut self,
        kind: BatchKind,
        items: impl IntoIterator<Item = [f64; N]>,
        colors: Colors<'_>,
    ) -> Result<(), Error> {
        let has_radius = matches!(kind, BatchKind::FillCircles | BatchKind::StrokeCircles);
        let mut count = 0;
        for item in items {
            let color = match colors {
                Colors::Each(all) => all.get(count).copied(),
                Colors::Style | Colors::One(_) => None,
            };
            count += 1;
            if has_radius && item[2] < 0.0 {
                let text = format!("radius: expected numbers that are not negative, got {}", item[2]);
                return Err(Error::Invalid(text));
            }
            if item.iter().all(|v| v.is_finite()) && draws_something(kind, &item) {
                self.scene.numbers.extend_from_slice(&item);
                self.scene.colors.extend(color);
            }
        }
        match colors {
            Colors::Each(all) if all.len() != count => Err(wrong_count(colors)),
            Colors::Each(_) | Colors::Style | Colors::One(_) => Ok(()),
        }
    }

    /// Records an item by the method for one shape, where a batch has no form for it (gradients, dashes).
    fn one_by_one<const N: usize>(
        &mut self,
        kind: BatchKind,
        items: impl IntoIterator<Item = [f64; N]>,
        colors: Colors<'_>,
    ) {
        self.shapes(items, colors, |p, item| match (kind, &item[..]) {
            (BatchKind::FillRects, &[x, y, w, h]) => p.fill_rect(x, y, w, h),
            (BatchKind::StrokeRects, &[x, y, w, h]) => p.stroke_rect(x, y, w, h),
            (BatchKind::FillCircles, &[x, y, r]) => p.fill_circle(x, y, r),
            (BatchKind::StrokeCircles, &[x, y, r]) => p.stroke_circle(x, y, r),
            (BatchKind::Segments, &[x1, y1, x2, y2]) => p.stroke_line(x1, y1, x2, y2),
            (BatchKind::Points(size), &[x, y]) => p.fill_circle(x, y, size / 2.0),
            _ => {}
        });
    }
}

/// The error for a wrong number of colours.
fn wrong_count(colors: Colors<'_>) -> Error {
    let count = match colors {
        Colors::Each(all) => all.len(),
        Colors::Style | Colors::One(_) => 1,
    };
    Error::Invalid(format!(
        "colors: expected one, or as many as there are items, got {count}"
    ))
}

/// Whether the method for one shape would draw the item.
fn draws_something(kind: BatchKind, item: &[f64]) -> bool {
    match kind {
        BatchKind::FillRects => item[2] != 0.0 && item[3] != 0.0,
        BatchKind::StrokeRects => item[2] != 0.0 || item[3] != 0.0,
        BatchKind::FillCircles | BatchKind::StrokeCircles => item[2] > 0.0,
        BatchKind::Segments | BatchKind::Points(_) => true,
    }
}
