//! The Python binding of canvas.
