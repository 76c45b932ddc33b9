//! The verbs that make a path, told once for the painter's own path and for `Path`.

use pyo3::PyResult;

use crate::runtime::OrRaise;

/// What a verb leaves: nothing, or an error if it was refused.
pub(crate) trait Outcome {
    fn check(self) -> PyResult<()>;
}

impl Outcome for () {
    fn check(self) -> PyResult<()> {
        Ok(())
    }
}

impl Outcome for Result<(), canvas_core::error::DrawError> {
    fn check(self) -> PyResult<()> {
        self.or_raise()
    }
}

/// Gives a class the verbs. Its `record` calls one, and raises what went wrong in it. Names of `pyo3::prelude`, `Number` and
/// `Radii` are the caller's.
macro_rules! path_verbs {
    ($class:ident) => {
        #[pymethods]
        impl $class {
            /// Ends the current subpath with a line to where it began.
            fn close_path(&self) -> PyResult<()> {
                self.record(|p| p.close_path())
            }

            /// Begins a new subpath.
            fn move_to(&self, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.move_to(x.0, y.0))
            }

            /// Adds a straight line.
            fn line_to(&self, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.line_to(x.0, y.0))
            }

            /// Adds a quadratic Bézier curve with one control point.
            fn quadratic_curve_to(&self, cpx: Number, cpy: Number, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.quadratic_curve_to(cpx.0, cpy.0, x.0, y.0))
            }

            /// Adds a cubic Bézier curve with two control points.
            fn bezier_curve_to(
                &self,
                cp1x: Number,
                cp1y: Number,
                cp2x: Number,
                cp2y: Number,
                x: Number,
                y: Number,
            ) -> PyResult<()> {
                self.record(|p| p.bezier_curve_to(cp1x.0, cp1y.0, cp2x.0, cp2y.0, x.0, y.0))
            }

            /// Adds a part of a circle, clockwise (or not) from one angle to another. Raises ValueError for a negative radius.
            #[pyo3(signature = (x, y, radius, start_angle, end_angle, counterclockwise=false))]
            fn arc(
                &self,
                x: Number,
                y: Number,
                radius: Number,
                start_angle: Number,
                end_angle: Number,
                counterclockwise: bool,
            ) -> PyResult<()> {
                self.record(|p| p.arc(x.0, y.0, radius.0, start_angle.0, end_angle.0, counterclockwise))
            }

            /// Adds a line and an arc that rounds the corner at the first point, towards the second.
            ///
            /// Raises ValueError for a negative radius.
            fn arc_to(&self, x1: Number, y1: Number, x2: Number, y2: Number, radius: Number) -> PyResult<()> {
                self.record(|p| p.arc_to(x1.0, y1.0, x2.0, y2.0, radius.0))
            }

            /// Adds a part of an ellipse that is turned by `rotation`. Raises ValueError for a negative radius.
            #[expect(clippy::too_many_arguments, reason = "the arguments are HTML's")]
            #[pyo3(signature = (x, y, radius_x, radius_y, rotation, start_angle, end_angle, counterclockwise=false))]
            fn ellipse(
                &self,
                x: Number,
                y: Number,
                radius_x: Number,
                radius_y: Number,
                rotation: Number,
                start_angle: Number,
                end_angle: Number,
                counterclockwise: bool,
            ) -> PyResult<()> {
                self.record(|p| {
                    p.ellipse(
                        x.0,
                        y.0,
                        radius_x.0,
                        radius_y.0,
                        rotation.0,
                        start_angle.0,
                        end_angle.0,
                        counterclockwise,
                    )
                })
            }

            /// Adds a rectangle as a closed subpath of its own.
            fn rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
                self.record(|p| p.rect(x.0, y.0, width.0, height.0))
            }

            /// Adds a rectangle with rounded corners. `radii` is a number, or one to four of numbers or `(x, y)`; radii that do
            /// not fit are made smaller together.
            ///
            /// Raises ValueError for a negative radius.
            #[pyo3(signature = (x, y, width, height, radii=None))]
            #[pyo3(text_signature = "($self, x, y, width, height, radii=0)")]
            fn round_rect(
                &self,
                x: Number,
                y: Number,
                width: Number,
                height: Number,
                radii: Option<&Bound<'_, PyAny>>,
            ) -> PyResult<()> {
                let radii = radii.map_or_else(|| Ok(Radii::uniform(0.0)), $crate::arguments::radii)?;
                self.record(|p| p.round_rect(x.0, y.0, width.0, height.0, radii))
            }
        }
    };
}

pub(crate) use path_verbs;
