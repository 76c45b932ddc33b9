//! Windows, and the calls on them from any thread.
//!
//! Start reading at [`life`] (the states of a window) and `frame_state` (those of a frame). `state` is everything behind
//! the window's lock, composed of one struct for each subject: `scheduler` and `requests` (when a frame is due),
//! `pipeline`, `content` and `damage` (frames), `properties`, `close`, `overlay_state`, `recorder`, `activity` and
//! `queue` (the UI thread, and the work that waits for it). `deferred` collects the actions for after the lock is released.
//!
//! `port` receives the display's events; `frames`, `job`, `present` and `pool` take a frame to the display; `ui` is the
//! loop on the window's own thread. The methods that programs call are in `lifecycle`, `drawing`, `tasks`, `status`, `change`,
//! `monitor`, `overlay` and `recording`; `options` has the options of a window and their checks; `handle` is the window itself.
//! `closing` is the timeout of close requests, `registry` the list of open windows, and `main_thread` the warning for windows
//! that the main thread has to serve and does not.

pub mod life;
pub mod queue;

mod activity;
mod change;
mod close;
mod closing;
mod content;
mod damage;
mod deferred;
mod drawing;
mod frame_state;
mod frames;
mod handle;
mod job;
mod lifecycle;
mod main_thread;
mod monitor;
mod options;
mod overlay;
mod overlay_state;
mod pipeline;
mod pool;
mod port;
mod present;
mod properties;
mod recorder;
mod recording;
pub(crate) mod registry;
mod requests;
mod scheduler;
mod state;
mod status;
mod tasks;
mod ui;

pub use crate::wait::{WaitError, WaitResult};
pub use handle::Window;
pub(crate) use main_thread::check_run;
pub use options::{Options, UpdateMode};
pub use ui::{Turn, UiThread};
