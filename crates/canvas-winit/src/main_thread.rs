//! The loop on the program's main thread, where the system lets it run on no other: made with its first turn, and run in
//! turns by whatever waits there.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::MainLoop;
use winit::event_loop::EventLoop;
use winit::platform::pump_events::{EventLoopExtPumpEvents, PumpStatus};

use crate::event_loop::App;
use crate::start::{FAILED, Loop, describe_exit, make};

/// The loop between its turns.
struct Turns {
    event_loop: EventLoop<()>,
    app: App,
}

thread_local! {
    /// It is never dropped, since winit's loop can go at the end of a thread no more.
    static TURNS: Cell<Option<&'static mut Turns>> = const { Cell::new(None) };
}

/// The loop, as the core knows it.
#[derive(Debug)]
pub(crate) struct OnMain(pub(crate) Arc<Loop>);

impl MainLoop for OnMain {
    fn is_here(&self) -> bool {
        self.0.is_main.is_some_and(|is_main| is_main())
    }

    fn turn(&self, until: Instant) -> bool {
        turn(&self.0, until)
    }

    fn wake(&self) {
        self.0.inbox.wake();
    }
}

/// One turn, on the main thread. False if there is nothing to run: no window has been asked for, or the loop has ended.
pub(crate) fn turn(the_loop: &Arc<Loop>, until: Instant) -> bool {
    if !the_loop.is_served() {
        return false;
    }
    let Some(turns) = TURNS.take().or_else(|| begin(the_loop)) else {
        return false;
    };
    let left = until.saturating_duration_since(Instant::now());
    let pump = AssertUnwindSafe(|| turns.event_loop.pump_app_events(Some(left), &mut turns.app));
    let reason = match catch_unwind(pump) {
        Ok(PumpStatus::Continue) => {
            TURNS.set(Some(turns));
            return true;
        }
        Ok(PumpStatus::Exit(code)) => describe_exit(code),
        Err(_) => FAILED.to_owned(),
    };
    the_loop.end(&mut turns.app, &reason, Error::DisplayLost);
    false
}

fn begin(the_loop: &Arc<Loop>) -> Option<&'static mut Turns> {
    let mut app = App::new(Arc::clone(the_loop));
    match make(the_loop, &mut app) {
        Ok(event_loop) => Some(Box::leak(Box::new(Turns { event_loop, app }))),
        Err(reason) => {
            the_loop.end(&mut app, &reason, Error::Display);
            None
        }
    }
}
