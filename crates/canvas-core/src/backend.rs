//! The contract between the core and a windowing backend, and the parts that backends share. A backend needs nothing else.
//!
//! A backend is one event loop on one native thread that owns one connection to a display. Rules:
//!
//! * The loop runs no user code and never waits for a thread that does. It calls nothing of the core but its
//!   [`WindowPort`]s, which never block.
//! * [`Backend::send`] puts a [`Command`] into the loop's [`Inbox`] and wakes it. Commands of one thread are taken in order.
//! * A loop that the system lets run on the program's main thread only is a [`MainLoop`] instead of a thread: its inbox
//!   accepts commands from the beginning, and whichever call waits on the main thread runs it.
//! * Everything that happens is reported to the window's port as a [`BackendEvent`]; a [`Reporter`] keeps the rules for
//!   that. After [`BackendEvent::Destroyed`], [`BackendEvent::Failed`] or [`BackendEvent::Lost`], one of which comes
//!   exactly once, the port is dropped and never called again.
//! * The loop keeps the [`Frame`](crate::frame::Frame) that a window shows, answers exposes from it alone, and releases
//!   the frame before it only when the display no longer reads it.
//! * A frame of another size than the window is shown top left, clipped; the rest of the window shows the background.
//! * Input, sizes and messages that other clients could have forged are checked before they are believed.
//! * Requests that a slow display has not been sent are coalesced ([`PendingProperties`]).
//!
//! Backends match [`Command`] and destructure [`PropertyChanges`] without a wildcard, so that a new command or property does
//! not compile until they handle it. (Headless applies every [`Property`] to its setup.) When a window is created, they read
//! single fields of [`WindowSetup`], which the compiler does not check. [`Capabilities`] say which requests a platform supports.

mod capabilities;
mod clipboard;
mod contract;
pub(crate) mod ids;
mod inbox;
mod input;
mod limits;
mod messages;
mod monitor;
mod pending;
mod pixel;
mod property;
pub(crate) mod property_table;
mod reporter;
mod setup;

pub use capabilities::Capabilities;
pub use clipboard::Clipboard;
pub use contract::{Backend, BackendFactory, MainLoop, NativeWindow};
pub use ids::WindowId;
pub use inbox::{Inbox, Wake};
pub use input::{DEFAULT_PRESSURE, NOTCH, cancel_buttons, mouse_pressure, touch_event};
pub use limits::SizeLimits;
pub use messages::{BackendEvent, Command, WindowPort};
pub use monitor::Monitor;
pub use pending::PendingProperties;
pub use pixel::packed_pixel;
pub use property::{Property, PropertyChanges};
pub use reporter::Reporter;
pub use setup::{WindowMode, WindowSetup};
