//! The winit backend of canvas, on winit and softbuffer: for Wayland, and for systems other than Linux.
//!
//! | question | file |
//! |---|---|
//! | which display is there, and can it serve us? | `connect.rs` (`connect_native.rs`), `probe.rs` |
//! | how do other threads reach the loop, and wait for it? | `backend.rs`, `loop_handle.rs`, `wait.rs` |
//! | how is the one loop of the process created, run and ended? | `serve.rs` |
//! | how does it run on the main thread, where it may run on no other? | `main_thread.rs` |
//! | what happens in a turn of the loop? | `event_loop.rs` |
//! | how do commands arrive, and what do they do? | `inbox.rs`, `windows.rs`, `window.rs` |
//! | which properties has a window, and when are they sent? | `properties.rs`, `window_state.rs` |
//! | when is a window of the display created? | `window_creation.rs`, `native_window.rs` |
//! | which events are reported to the core, and when? | `window.rs` |
//! | which monitors are there? | `monitors.rs` |
//! | how do programs copy and paste? | `clipboard.rs` |
//! | how do pointers, wheels, keys and dragged files become events? | `window_input.rs`, `wheel.rs`, `keys.rs`, `drag_state.rs` |
//! | when is a window painted, and what waits for the display? | `paint_state.rs`, `surface.rs`, `surface_thread.rs` |
//! | where does a frame's memory come from? | `buffers.rs` |
//! | how do values of winit and of the core convert? | `convert.rs` |
//!
//! One native thread runs winit's loop, or, on macOS, the calls that wait on the main thread; nothing else touches it. winit
//! creates one loop in a process, so it is never ended, and every connection reuses it. If the display dies, so does the
//! loop, and the process can have no other.
//!
//! On X11 winit uses Xlib, which ends the whole process when the server dies. The x11 backend does not; use that one there.

#![forbid(unsafe_code)]

mod backend;
mod buffers;
mod clipboard;
#[cfg_attr(
    not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))),
    path = "connect_native.rs"
)]
mod connect;
mod convert;
mod drag_state;
mod event_loop;
mod inbox;
mod keys;
mod loop_handle;
mod main_thread;
mod monitors;
mod native_window;
mod paint_state;
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod probe;
mod properties;
mod serve;
mod surface;
mod surface_thread;
mod wait;
mod wheel;
mod window;
mod window_creation;
mod window_input;
mod window_state;
mod windows;

pub use backend::{FACTORY, WinitBackend};
