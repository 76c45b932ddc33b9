//! The methods that build a path, defined once for the painter's current path and for `Path`.

use pyo3::PyResult;

use crate::errors::OrRaise;

/// The result of a method: nothing, or an error if it was refused.
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

/// Adds the methods to a class, whose `record` calls one and raises its error. The caller imports `pyo3::prelude::*`, `Number`
/// and `Radii`.
macro_rules! path_methods {
    ($class:ident) => {
        #[pymethods]
        impl $class {
            /// Closes the current subpath with a straight line to its first point (HTML `closePath`).
            fn close_path(&self) -> PyResult<()> {
                self.record(|p| p.close_path())
            }

            /// Begins a new subpath at the point `(x, y)`, in logical pixels (HTML `moveTo`).
            fn move_to(&self, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.move_to(x.0, y.0))
            }

            /// Adds a straight line to the point `(x, y)`, in logical pixels (HTML `lineTo`). On an empty path it begins a
            /// subpath there.
            fn line_to(&self, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.line_to(x.0, y.0))
            }

            /// Adds a quadratic Bézier curve to `(x, y)` with the control point `(cpx, cpy)`, in logical pixels (HTML
            /// `quadraticCurveTo`).
            fn quadratic_curve_to(&self, cpx: Number, cpy: Number, x: Number, y: Number) -> PyResult<()> {
                self.record(|p| p.quadratic_curve_to(cpx.0, cpy.0, x.0, y.0))
            }

            /// Adds a cubic Bézier curve to `(x, y)` with the control points `(cp1x, cp1y)` and `(cp2x, cp2y)`, in logical pixels
            /// (HTML `bezierCurveTo`).
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

            /// Adds an arc of the circle around `(x, y)`, after a straight line to its start (HTML `arc`). Lengths are logical
            /// pixels. Angles are radians from the positive x axis; the arc runs clockwise from `start_angle` to `end_angle`, or
            /// counterclockwise. A difference of 2π or more is a full circle.
            ///
            /// Raises ValueError for a negative radius.
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

            /// Adds a straight line and an arc of the given radius that rounds the corner at `(x1, y1)`, on the way from the current
            /// point to `(x2, y2)` (HTML `arcTo`). Lengths are logical pixels.
            ///
            /// Raises ValueError for a negative radius.
            fn arc_to(&self, x1: Number, y1: Number, x2: Number, y2: Number, radius: Number) -> PyResult<()> {
                self.record(|p| p.arc_to(x1.0, y1.0, x2.0, y2.0, radius.0))
            }

            /// Adds an arc of the ellipse around `(x, y)`, after a straight line to its start (HTML `ellipse`). Lengths are logical
            /// pixels. The axes are rotated clockwise by `rotation`; angles are radians from the first axis, clockwise unless
            /// `counterclockwise`.
            ///
            /// Raises ValueError for a negative radius.
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

            /// Adds a rectangle as a closed subpath, in logical pixels (HTML `rect`). Width and height may be negative.
            fn rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
                self.record(|p| p.rect(x.0, y.0, width.0, height.0))
            }

            /// Adds a rectangle with rounded corners as a closed subpath, in logical pixels (HTML `roundRect`). `radii` is a number,
            /// or a sequence of one to four numbers or `(x, y)`, from the top left corner clockwise; the default is 0. Radii that
            /// do not fit are scaled down together.
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

pub(crate) use path_methods;
