//! Raw pixels of a program: read in place, in any layout, and copied or scaled into a buffer in one pass.

mod convert;
mod fit;
mod scale;
mod view;

pub(crate) use convert::{make_opaque, swap_red_and_blue, unpremultiply};
pub use fit::Fit;
pub use view::{PixelView, Strides};

#[cfg(test)]
mod tests;
