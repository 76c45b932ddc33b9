//! Many shapes in one call, from buffers.

use std::cell::RefCell;

use canvas_core::kurbo::Point;
use canvas_core::painter as core;
use pyo3::prelude::*;

use super::Painter;
use crate::arguments::Number;
use crate::buffers::{self, Colors};

/// The most numbers that stay allocated between calls.
const MAX_KEPT: usize = 4 << 20;

thread_local! {
    /// The numbers of the current call.
    static NUMBERS: RefCell<Vec<f64>> = RefCell::default();
}

/// Fills the thread's list of numbers with `read`, and passes it to `then`.
fn with_numbers<R>(
    read: impl FnOnce(&mut Vec<f64>) -> PyResult<R>,
    then: impl FnOnce(R, &[f64]) -> PyResult<()>,
) -> PyResult<()> {
    // Taken out, since reading may run Python code that calls here again.
    let mut numbers = NUMBERS.take();
    let done = read(&mut numbers).and_then(|read| then(read, &numbers));
    if numbers.capacity() <= MAX_KEPT {
        NUMBERS.set(numbers);
    }
    done
}

impl Painter {
    fn batch<const N: usize>(
        &self,
        name: &str,
        items: &Bound<'_, PyAny>,
        colors: Option<&Bound<'_, PyAny>>,
        draw: impl FnOnce(&mut core::Painter, &[[f64; N]], core::Colors<'_>),
    ) -> PyResult<()> {
        let colors = buffers::colors(colors)?;
        with_numbers(
            |numbers| buffers::rows(name, items, N, numbers),
            |(), numbers| self.record(|p| draw(p, numbers.as_chunks::<N>().0, colors.as_core())),
        )
    }

    fn lists(
        &self,
        name: &str,
        items: &Bound<'_, PyAny>,
        colors: Option<&Bound<'_, PyAny>>,
        draw: impl FnOnce(&mut core::Painter, Lists<'_>, &Colors),
    ) -> PyResult<()> {
        let colors = buffers::colors(colors)?;
        with_numbers(
            |numbers| buffers::lists_of_points(name, items, numbers),
            |counts, numbers| {
                let lists = Lists {
                    counts: counts.into_iter(),
                    numbers: numbers.as_chunks::<2>().0,
                };
                self.record(|p| draw(p, lists, &colors))
            },
        )
    }
}

/// Lists of points that lie one after the other.
struct Lists<'a> {
    counts: std::vec::IntoIter<usize>,
    numbers: &'a [[f64; 2]],
}

impl<'a> Iterator for Lists<'a> {
    type Item = std::iter::Map<std::slice::Iter<'a, [f64; 2]>, fn(&[f64; 2]) -> Point>;

    fn next(&mut self) -> Option<Self::Item> {
        let (list, rest) = self.numbers.split_at(self.counts.next()?);
        self.numbers = rest;
        Some(list.iter().map(|&[x, y]| Point::new(x, y)))
    }
}

#[pymethods]
impl Painter {
    /// Fills many rectangles. `xywh`, in logical pixels: an array of shape (n, 4) of floats or ints, or a sequence of
    /// `(x, y, width, height)`.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the fill style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
    #[pyo3(signature = (xywh, colors=None))]
    fn fill_rects(&self, xywh: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.batch("xywh", xywh, colors, |p, items, colors| {
            p.fill_rects(items.iter().copied(), colors)
        })
    }

    /// Strokes the outlines of many rectangles. `xywh`, in logical pixels: an array of shape (n, 4) of floats or ints, or a
    /// sequence of `(x, y, width, height)`.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the stroke style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
    #[pyo3(signature = (xywh, colors=None))]
    fn stroke_rects(&self, xywh: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.batch("xywh", xywh, colors, |p, items, colors| {
            p.stroke_rects(items.iter().copied(), colors)
        })
    }

    /// Fills many circles. `xyr`, in logical pixels: an array of shape (n, 3) of floats or ints, or a sequence of
    /// `(x, y, radius)`.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the fill style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
    /// negative radius; then none is drawn; ResourceError for too many items.
    #[pyo3(signature = (xyr, colors=None))]
    fn fill_circles(&self, xyr: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.batch("xyr", xyr, colors, |p, items, colors| {
            p.fill_circles(items.iter().copied(), colors)
        })
    }

    /// Strokes the outlines of many circles. `xyr`, in logical pixels: an array of shape (n, 3) of floats or ints, or a sequence of
    /// `(x, y, radius)`.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the stroke style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
    /// negative radius; then none is drawn; ResourceError for too many items.
    #[pyo3(signature = (xyr, colors=None))]
    fn stroke_circles(&self, xyr: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.batch("xyr", xyr, colors, |p, items, colors| {
            p.stroke_circles(items.iter().copied(), colors)
        })
    }

    /// Strokes many straight lines. `xyxy`, in logical pixels: an array of shape (n, 4) of floats or ints, or a sequence of
    /// `(x1, y1, x2, y2)`.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the stroke style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
    #[pyo3(signature = (xyxy, colors=None))]
    fn stroke_segments(&self, xyxy: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.batch("xyxy", xyxy, colors, |p, items, colors| {
            p.stroke_segments(items.iter().copied(), colors)
        })
    }

    /// Fills many round dots. `xy`, in logical pixels: an array of shape (n, 2) of floats or ints, or a sequence of `(x, y)`. `size`
    /// is their diameter, in logical pixels; default 1.
    ///
    /// `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
    /// default, is the fill style. Items with a number that is not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
    /// negative size; ResourceError for too many items.
    #[pyo3(signature = (xy, size=Number(1.0), colors=None))]
    #[pyo3(text_signature = "($self, xy, size=1.0, colors=None)")]
    fn draw_points(
        &self,
        xy: &Bound<'_, PyAny>,
        size: Number,
        colors: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        self.batch("xy", xy, colors, |p, items, colors| {
            p.draw_points(items.iter().copied(), size.0, colors)
        })
    }

    /// Strokes many lines from point to point, each back to its first point if `closed`. `points`, in logical pixels: an array of
    /// shape (n, 2) is one line, of shape (m, n, 2) m lines; a sequence of arrays of shape (n, 2), or of sequences of `(x, y)`, is
    /// one line each. A point that is not finite interrupts its line.
    ///
    /// `colors`: a colour for all, or one for each line: a uint8 array of shape (m, 3) or (m, 4), or a sequence of colours; None,
    /// the default, is the stroke style.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many points.
    #[pyo3(signature = (points, colors=None, *, closed=false))]
    fn stroke_lines(
        &self,
        points: &Bound<'_, PyAny>,
        colors: Option<&Bound<'_, PyAny>>,
        closed: bool,
    ) -> PyResult<()> {
        self.lists("points", points, colors, |p, lists, colors| {
            p.stroke_lines(lists, closed, colors.as_core())
        })
    }

    /// Fills many polygons. `points`, in logical pixels: an array of shape (n, 2) is one polygon, of shape (m, n, 2) m polygons; a
    /// sequence of arrays of shape (n, 2), or of sequences of `(x, y)`, is one polygon each. Points that are not finite are left
    /// out.
    ///
    /// `colors`: a colour for all, or one for each polygon: a uint8 array of shape (m, 3) or (m, 4), or a sequence of colours;
    /// None, the default, is the fill style.
    ///
    /// Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many points.
    #[pyo3(signature = (points, colors=None))]
    fn fill_polygons(&self, points: &Bound<'_, PyAny>, colors: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        self.lists("points", points, colors, |p, lists, colors| {
            p.fill_polygons(lists, colors.as_core())
        })
    }
}
