//! Changes of a window's options: checked before anything is changed, and sent to the display where they differ.

use std::sync::Arc;

use crate::backend::{Backend, Capabilities, Command};
use crate::error::{Error, Result};
use crate::geometry::PhysicalSize;

use super::deferred::DeferredActions;
use super::handle::{Window, closed};
use super::life::State;
use super::options::{Options, check_options, missing_capability};
use super::state::WindowState;

impl Window {
    /// The options, with the sizes and positions that the display has confirmed.
    pub fn options(&self) -> Options {
        let state = self.0.lock();
        state.session.display.confirmed(&state.options)
    }

    /// The size of the content in physical pixels, as the display has confirmed it.
    pub fn physical_size(&self) -> PhysicalSize {
        self.0.lock().session.display.size()
    }

    /// Physical pixels per logical pixel; 1 until the display has reported another.
    pub fn ratio(&self) -> f64 {
        self.0.lock().session.display.ratio()
    }

    /// Whether it can be seen on the screen now.
    pub fn visible(&self) -> bool {
        let state = self.0.lock();
        state.life == State::Open && state.session.display.is_visible()
    }

    /// Its backend, while it is open.
    pub fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.0.lock().session.connection.backend().cloned()
    }

    /// Changes options. All are checked first; nothing is changed if one is out of range.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a value is out of range; [`Error::Closed`] if the window is closed; [`Error::Unsupported`] if it
    /// is open and its display does not support a change.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        let before = self.requested();
        let mut requested = before.clone();
        change(&mut requested);
        self.change_from(&before, requested)
    }

    /// The options as they were requested last, where the display has not answered yet.
    pub fn requested(&self) -> Options {
        self.0.lock().requested_options()
    }

    /// Changes the options that differ between `before`, which [`requested`](Self::requested) returned earlier, and
    /// `new`. Changes that other threads made since then stay.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub fn change_from(&self, before: &Options, new: Options) -> Result<()> {
        let mut after = DeferredActions::default();
        {
            let mut state = self.0.lock();
            if state.life.is_ending() {
                return Err(closed());
            }
            let now = state.requested_options();
            let options = now.clone().with_changes(before, new);
            check_options(&options)?;
            if let Some(backend) = state.session.connection.backend() {
                check_capabilities(backend.capabilities(), &now, &options)?;
            }
            state.apply_options(&now, options, &mut after);
        }
        after.perform(&self.0);
        Ok(())
    }
}

/// Checks that the display supports the changes.
///
/// # Errors
/// [`Error::Unsupported`] if it cannot.
fn check_capabilities(can: Capabilities, before: &Options, options: &Options) -> Result<()> {
    // No command is sent for a position that is left to the window manager again.
    let placed = (options.position != before.position && !can.position).then_some("place windows");
    let changed = options.changed_properties(before);
    let mut missing = changed
        .iter()
        .filter_map(|property| missing_capability(can, property));
    match placed.or_else(|| missing.next()) {
        Some(what) => Err(Error::Unsupported(format!(
            "this display ({}) does not let programs {what}",
            can.platform
        ))),
        None => Ok(()),
    }
}

impl WindowState {
    fn requested_options(&self) -> Options {
        self.session.display.requested(&self.options, self.session.now())
    }

    /// Takes over checked options, and requests the changes from the display.
    fn apply_options(&mut self, before: &Options, options: Options, after: &mut DeferredActions) {
        for property in options.changed_properties(before) {
            self.session.send(Command::Set(self.session.id, property), after);
        }
        if options.background != before.background {
            self.session.scheduler.request_all();
        }
        if options.max_fps != before.max_fps {
            self.session.scheduler.restart_interval();
        }
        self.session.inbox.set_key_repeat(options.key_repeat);
        let now = self.session.now();
        self.session.display.request(before, &options, now);
        self.options = options;
        after.wake_ui();
    }
}
