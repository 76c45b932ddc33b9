//! The scene: what a draw function recorded, as plain data.
//!
//! A [`Painter`](crate::painter::Painter) appends commands, a [`Rasterizer`](crate::raster::Rasterizer) replays them.
//! In between a scene can be kept, compared, printed, sent to another thread and drawn again at another size. It holds
//! no handle into the painter, the window or the display.
//!
//! The commands are one flat list. Data that is large or of varying length (path segments, text, dash lists) is kept in
//! shared lists beside it and referred to by ranges, so that recording allocates nothing once the lists are warm.
//! `SceneCursor` is the one way to walk through the commands.

mod banner;
mod batch;
mod blend;
mod command;
mod cursor;
mod data;
mod info;
mod pool;
mod runs;

pub(crate) use batch::{BatchColors, BatchKind, BatchRun};
pub(crate) use blend::reaches_outside;
pub(crate) use command::{Brush, Command, CommandKind, PathRange};
pub(crate) use cursor::{Clip, GraphicsState, SceneCursor};
pub use data::Scene;
pub use info::FrameInfo;
pub(crate) use runs::{BoxedText, Effects, ImageRun, PaintRun, TextRun};
