//! Picture tests: what the painter draws, compared with PNG files in `tests/reference-images` at the root of the repository.
//!
//! A picture that differs by more than two levels in a channel fails (processors differ in the last bit), and is
//! written with its difference to `target/pictures`. `CANVAS_ACCEPT=1` records the pictures anew: look at each of them
//! before committing it. The Python tests draw the same pictures and compare them with the same files; and, to the byte, with
//! those that these tests write into the folder that `CANVAS_TEST_IMAGES` names.

#[path = "pictures/batches.rs"]
mod batches;
#[path = "pictures/effects.rs"]
mod effects;
#[path = "pictures/harness.rs"]
mod harness;
#[path = "pictures/images.rs"]
mod images;
#[path = "pictures/lines.rs"]
mod lines;
#[path = "pictures/mixing.rs"]
mod mixing;
#[path = "pictures/paints.rs"]
mod paints;
#[path = "pictures/shapes.rs"]
mod shapes;
#[path = "pictures/state.rs"]
mod state;
#[path = "pictures/text.rs"]
mod text;
