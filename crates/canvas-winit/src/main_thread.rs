//! The loop on the program's main thread, where the system lets it run on no other (macOS). It is created with its first
//! turn, and run in turns by the calls that wait on that thread.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{MainLoop, Wake as _};
use winit::event_loop::EventLoop;
use winit::platform::pump_events::{EventLoopExtPumpEvents, PumpStatus};

use crate::event_loop::App;
use crate::loop_handle::EventLoopHandle;
use crate::serve::{PANICKED, create, describe_exit, end};

/// The loop between its turns.
struct PumpedLoop {
    event_loop: EventLoop<()>,
    app: App,
}

thread_local! {
    /// It is leaked: winit's loop cannot be dropped by the destructors of a thread that ends.
    static PUMPED: Cell<Option<&'static mut PumpedLoop>> = const { Cell::new(None) };
}

/// The loop as the core sees it.
#[derive(Debug)]
pub(crate) struct MainThreadLoop(Arc<EventLoopHandle>);

impl MainThreadLoop {
    pub(crate) fn new(handle: Arc<EventLoopHandle>) -> Self {
        Self(handle)
    }
}

impl MainLoop for MainThreadLoop {
    fn is_here(&self) -> bool {
        self.0.is_on_main_thread()
    }

    fn turn(&self, until: Instant) -> bool {
        turn(&self.0, until)
    }

    fn wake(&self) {
        self.0.inbox().waker().wake();
    }
}

/// Runs one turn, on the main thread. False if there is nothing to run: no window has been created, or the loop has ended.
pub(crate) fn turn(handle: &Arc<EventLoopHandle>, until: Instant) -> bool {
    if !handle.is_serving() {
        return false;
    }
    let Some(pumped) = PUMPED.take().or_else(|| create_pumped(handle)) else {
        return false;
    };
    let left = until.saturating_duration_since(Instant::now());
    let pump = AssertUnwindSafe(|| pumped.event_loop.pump_app_events(Some(left), &mut pumped.app));
    let reason = match catch_unwind(pump) {
        Ok(PumpStatus::Continue) => {
            PUMPED.set(Some(pumped));
            return true;
        }
        Ok(PumpStatus::Exit(code)) => describe_exit(code),
        Err(_) => PANICKED.to_owned(),
    };
    end(handle, &mut pumped.app, &reason, Error::DisplayLost);
    false
}

fn create_pumped(handle: &Arc<EventLoopHandle>) -> Option<&'static mut PumpedLoop> {
    let mut app = App::new(Arc::clone(handle));
    match create(handle, &mut app) {
        Ok(event_loop) => Some(Box::leak(Box::new(PumpedLoop { event_loop, app }))),
        Err(reason) => {
            end(handle, &mut app, &reason, Error::Display);
            None
        }
    }
}
