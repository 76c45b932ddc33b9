//! The vector instructions that the rasterizer uses.

use std::sync::LazyLock;

/// The vector instructions of this processor. The pixels are the same with all of them.
pub(super) static LEVEL: LazyLock<fearless_simd::Level> = LazyLock::new(fearless_simd::Level::new);
