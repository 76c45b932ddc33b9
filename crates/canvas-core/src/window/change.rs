//! Changes of an open window's options: checked, sent to the display where they differ, and read back as it confirms them.

use std::sync::Arc;

use crate::backend::{Backend, Capabilities, Command};
use crate::error::{Error, Result};
use crate::geometry::PhysicalSize;

use super::life::State;
use super::options::{Options, check_options, missing_capability};
use super::state::{Afterwards, WindowState};
use super::{Window, closed};

impl Window {
    /// The options, with the sizes and places that the display has confirmed.
    pub fn options(&self) -> Options {
        self.0.lock().confirmed_options()
    }

    /// Size in physical pixels, as the display has confirmed it.
    pub fn physical_size(&self) -> PhysicalSize {
        self.0.lock().now.size
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.0.lock().now.ratio
    }

    /// Whether it can be seen on the screen now.
    pub fn visible(&self) -> bool {
        let state = self.0.lock();
        state.life == State::Open && state.now.visible
    }

    /// Its backend, while it is open.
    pub fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.0.lock().now.backend.clone()
    }

    /// Changes options. All are checked first; nothing is changed if one is out of range.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Closed`]; [`Error::Unsupported`] if the window is open and its display cannot do it.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        let before = self.wished();
        let mut wanted = before.clone();
        change(&mut wanted);
        self.change_from(&before, wanted)
    }

    /// The options as they were last asked for, where the display has not answered yet.
    pub fn wished(&self) -> Options {
        self.0.lock().wished_options()
    }

    /// Changes what differs between `before`, which [`wished`](Self::wished) said some time ago, and `wanted`. What other
    /// threads have changed since then stays.
    ///
    /// # Errors
    /// Those of [`change`](Self::change).
    pub fn change_from(&self, before: &Options, wanted: Options) -> Result<()> {
        let mut after = Afterwards::default();
        {
            let mut state = self.0.lock();
            if state.life.is_ending() {
                return Err(closed());
            }
            let now = state.wished_options();
            let options = now.clone().with_changes(before, wanted);
            check_options(&options)?;
            if let Some(backend) = &state.now.backend {
                check_capabilities(backend.capabilities(), &now, &options)?;
            }
            state.apply(&now, options, &mut after);
        }
        self.0.finish(after);
        Ok(())
    }
}

/// Whether the display can do what differs.
///
/// # Errors
/// [`Error::Unsupported`] if it cannot.
fn check_capabilities(can: Capabilities, before: &Options, options: &Options) -> Result<()> {
    // A position that is given back to the window manager is a change that no command tells.
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
    /// The options, with what the display has confirmed where it confirms.
    fn confirmed_options(&self) -> Options {
        let mut options = self.options.clone();
        if self.now.created {
            options.size = self.now.size.to_logical(self.now.ratio);
            options.position = self.now.position;
            options.mode = self.now.mode;
        }
        options
    }

    fn wished_options(&self) -> Options {
        let mut options = self.confirmed_options();
        self.now.wishes.apply(&mut options, self.now.clock.now());
        options
    }

    /// Takes over checked options, and tells the display what differs.
    fn apply(&mut self, before: &Options, options: Options, after: &mut Afterwards) {
        let id = self.now.id;
        let changed = options.changed_properties(before);
        after
            .commands
            .extend(changed.into_iter().map(|property| Command::Set(id, property)));
        if options.background != before.background {
            self.now.pace.request_all();
        }
        self.now.queue.set_key_repeat(options.key_repeat);
        let clock = self.now.clock.now();
        self.now.wishes.note(before, &options, clock);
        if !self.now.created {
            self.now.size = PhysicalSize::from_logical(options.size, self.now.ratio);
        }
        if options.max_fps != before.max_fps {
            self.now.pace.not_before = 0.0;
        }
        self.options = options;
        after.wake_ui = true;
    }
}
