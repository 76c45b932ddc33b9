//! The X11 backend of canvas, on x11rb.
//!
//! | subject | files |
//! |---|---|
//! | connecting: name, socket, handshake, authorization | `options.rs`, `display.rs`, `connect.rs`, `xauth.rs` |
//! | queries at start-up | `startup.rs`, `probe.rs`, `resources.rs`, `atoms.rs`, `resource_ids.rs` |
//! | the thread, and calls of other threads | `backend.rs`, `inbox.rs`, `clipboard.rs`, `monitors.rs` |
//! | the event loop, and why nothing can block or confuse it | `event_loop.rs`, `server.rs`, `stream.rs`, `forged_events.rs` |
//! | windows: requests, size, position, state | `windows.rs`, `window.rs`, `window_state.rs`, `query.rs` |
//! | what window managers read and send | `wm_properties.rs`, `wm_protocols.rs` |
//! | presenting frames | `surface.rs`, `paint_state.rs`, `upload.rs`, `area.rs` |
//! | the memory of frames | `transport.rs`, `buffers.rs`, `shm.rs` (`unsafe`: it maps memory) |
//! | selections: copying and pasting | `selections.rs`, `selection.rs`, `selection_owner.rs`, `selection_read.rs`, `property_transfer.rs` |
//! | drag and drop | `xdnd.rs`, `drop_targets.rs`, `drag_state.rs`, `uri_list.rs` |
//! | input devices | `seat.rs`, `keyboard.rs`, `window_input.rs`, `touch.rs`, `input_context.rs` |
//! | keys | `keymap.rs`, `key_events.rs`, `keys.rs` |
//! | cursors | `cursors.rs` |
//! | handles for other libraries | `native_handles.rs` (`unsafe`: it vouches for handles) |
//!
//! One native thread owns the connection; no other thread uses it. `event_loop.rs` describes its turn. "The
//! server" is the X server; "the display" is its name and address, as users give it.

mod area;
mod atoms;
mod backend;
mod buffers;
mod clipboard;
mod connect;
mod cursors;
mod display;
mod drag_state;
mod drop_targets;
mod event_loop;
mod forged_events;
mod inbox;
mod input_context;
mod key_events;
mod keyboard;
mod keymap;
mod keys;
mod monitors;
mod native_handles;
mod options;
mod paint_state;
mod probe;
mod property_transfer;
mod query;
mod resource_ids;
mod resources;
mod seat;
mod selection;
mod selection_owner;
mod selection_read;
mod selections;
mod server;
mod shm;
mod startup;
mod stream;
mod surface;
mod touch;
mod transport;
mod upload;
mod uri_list;
mod window;
mod window_input;
mod window_state;
mod windows;
mod wm_properties;
mod wm_protocols;
mod xauth;
mod xdnd;

pub use backend::{FACTORY, X11Backend};
pub use options::Options;
pub use transport::Transport;
