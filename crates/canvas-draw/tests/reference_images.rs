//! Compares renderings with the reference images in `tests/reference-images` at the root of the repository.
//!
//! A rendering that differs by more than two levels in a channel fails (processors differ in the last bit); it is written,
//! with the difference, to `target/reference-images`. `CANVAS_ACCEPT=1` records the reference images again: look at each of
//! them before committing it. The Python tests draw the same scenes and compare them with the same files and, byte by byte,
//! with the renderings that these tests write into the folder that `CANVAS_TEST_IMAGES` names.

#[path = "reference_images/batches.rs"]
mod batches;
#[path = "reference_images/effects.rs"]
mod effects;
#[path = "reference_images/harness.rs"]
mod harness;
#[path = "reference_images/images.rs"]
mod images;
#[path = "reference_images/lines.rs"]
mod lines;
#[path = "reference_images/mixing.rs"]
mod mixing;
#[path = "reference_images/paints.rs"]
mod paints;
#[path = "reference_images/shapes.rs"]
mod shapes;
#[path = "reference_images/state.rs"]
mod state;
#[path = "reference_images/text.rs"]
mod text;
