//! Windows of Rust programs: an [`App`] with a handler for each event, and a builder that shows it in a window.

mod builder;
mod handlers;
mod native;
mod program;
mod run;
mod tasks;
mod ui_loop;
mod window;
mod window_state;
mod window_tasks;

pub use builder::{Builder, Canvas};
pub use handlers::{Handlers, with};
pub use program::{App, CloseReply};
pub use run::run;
pub use tasks::Later;
pub use window::Window;
