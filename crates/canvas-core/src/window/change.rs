//! Changes of a window's options: checked before anything is changed, and sent to the display where they differ.

use std::sync::Arc;

use crate::backend::{Backend, Command, Property};
use crate::error::Result;
use crate::geometry::PhysicalSize;

use super::deferred::DeferredActions;
use super::handle::{Window, closed};
use super::life::State;
use super::options::{Options, check_capabilities, check_options};
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
    /// [`Error::Invalid`](crate::Error::Invalid) if a value is out of range, [`Error::Closed`](crate::Error::Closed) if the
    /// window is closed; [`Error::Unsupported`](crate::Error::Unsupported) if it is open and its display cannot do what
    /// differs.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        let before = self.requested();
        let mut wanted = before.clone();
        change(&mut wanted);
        self.change_from(&before, wanted)
    }

    /// The options as they were requested last, where the display has not answered yet.
    pub fn requested(&self) -> Options {
        self.0.lock().requested_options()
    }

    /// Changes what differs between `before`, which [`requested`](Self::requested) returned some time ago, and `wanted`.
    /// What other threads have changed since then stays.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub fn change_from(&self, before: &Options, wanted: Options) -> Result<()> {
        let mut after = DeferredActions::default();
        {
            let mut state = self.0.lock();
            if state.life.is_ending() {
                return Err(closed());
            }
            let now = state.requested_options();
            let options = now.clone().with_changes(before, wanted);
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

impl WindowState {
    fn requested_options(&self) -> Options {
        self.session.display.requested(&self.options, self.session.now())
    }

    /// Takes over checked options, and asks the display for what differs.
    fn apply_options(&mut self, before: &Options, options: Options, after: &mut DeferredActions) {
        for property in changed_properties(before, &options) {
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

/// The properties of the display's window that differ, in the order in which they are set.
fn changed_properties(before: &Options, options: &Options) -> Vec<Property> {
    let (was, mode) = (before.mode, options.mode);
    let position = options.position.filter(|_| options.position != before.position);
    [
        (options.title != before.title).then(|| Property::Title(options.title.clone())),
        (options.limits != before.limits).then_some(Property::Limits(options.limits)),
        (options.size != before.size).then_some(Property::Size(options.size)),
        position.map(Property::Position),
        (options.background != before.background).then(|| Property::Background(options.display_background())),
        (options.decorated != before.decorated).then_some(Property::Decorated(options.decorated)),
        (mode.fullscreen != was.fullscreen).then_some(Property::Fullscreen(mode.fullscreen)),
        (mode.maximized != was.maximized).then_some(Property::Maximized(mode.maximized)),
        (mode.minimized != was.minimized).then_some(Property::Minimized(mode.minimized)),
        (options.always_on_top != before.always_on_top)
            .then_some(Property::AlwaysOnTop(options.always_on_top)),
        (options.opacity != before.opacity).then_some(Property::Opacity(options.opacity)),
        (options.icon != before.icon).then(|| Property::Icon(options.icon.clone())),
        (options.cursor != before.cursor).then_some(Property::Cursor(options.cursor)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
