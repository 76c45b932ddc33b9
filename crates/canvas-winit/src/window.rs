//! A window as the loop knows it.

use std::sync::Arc;

use canvas_core::backend::{BackendEvent, SizeLimits, WindowId, WindowMode, WindowPort, WindowSetup};
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::{Point, Size};
use winit::window::Window as WinitWindow;

use crate::drag::Drag;
use crate::inbox::{NativeId, Session};
use crate::input::Input;
use crate::modes;
use crate::paint::Paint;
use crate::surface::{Surface, Waiter};

/// A window of the core and what goes on in it.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) id: WindowId,
    pub(crate) session: Arc<Session>,
    pub(crate) port: Arc<dyn WindowPort>,
    /// What the program asks of it, kept up to date: a window that comes back is made from it.
    pub(crate) setup: WindowSetup,
    /// The display's window; none while it is hidden on a display that cannot hide windows.
    pub(crate) native: Option<Native>,
    /// As the display has said last.
    pub(crate) size: PhysicalSize,
    pub(crate) ratio: f64,
    /// As the port knows them.
    pub(crate) told: (PhysicalSize, f64),
    pub(crate) told_visible: bool,
    /// Whether the program has hidden it.
    pub(crate) is_hidden: bool,
    pub(crate) told_place: Option<Point>,
    pub(crate) told_mode: WindowMode,
    /// Whether how it is shown may have changed.
    pub(crate) is_mode_stale: bool,
    /// Whether the port knows that it exists.
    pub(crate) is_created: bool,
    /// What has happened before that.
    pub(crate) early: Vec<BackendEvent>,
    pub(crate) input: Input,
    pub(crate) paint: Paint,
    /// What the program has asked for and the display has not been told.
    pub(crate) wishes: Wishes,
    /// A close request that came with the events of this turn.
    pub(crate) close_requested: bool,
    pub(crate) drag: Drag,
}

/// The display's window.
#[derive(Debug)]
pub(crate) struct Native {
    pub(crate) id: NativeId,
    pub(crate) window: Arc<WinitWindow>,
    /// Whether it has never been ready to be painted.
    pub(crate) is_new: bool,
    /// Here when it can be painted without waiting.
    pub(crate) surface: Option<Surface>,
    pub(crate) waiter: Waiter,
}

/// What the program has asked for; the newest of each kind counts.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) title: bool,
    pub(crate) size: bool,
    pub(crate) limits: bool,
    pub(crate) position: bool,
    pub(crate) modes: modes::Wishes,
}

impl Wishes {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            title,
            size,
            limits,
            position,
            modes,
        } = self;
        !(*title || *size || *limits || *position) && modes.is_empty()
    }
}

impl Window {
    /// A window of the program, without one of the display.
    pub(crate) fn new(
        id: WindowId,
        session: Arc<Session>,
        port: Arc<dyn WindowPort>,
        mut setup: WindowSetup,
        is_paced: bool,
    ) -> Self {
        setup.size = within_limits(setup.size, setup.limits);
        let size = PhysicalSize::from_logical(setup.size, 1.0);
        Self {
            id,
            session,
            port,
            setup,
            native: None,
            size,
            ratio: 1.0,
            told: (size, 1.0),
            told_visible: false,
            is_hidden: false,
            told_place: None,
            told_mode: WindowMode::default(),
            is_mode_stale: false,
            is_created: false,
            early: Vec::new(),
            input: Input::default(),
            paint: Paint::new(is_paced),
            wishes: Wishes::default(),
            close_requested: false,
            drag: Drag::default(),
        }
    }

    /// Tells the window's own thread. What happens before the port knows that the window exists is told after.
    pub(crate) fn tell(&mut self, event: BackendEvent) {
        if self.is_created {
            self.port.deliver(event);
        } else {
            self.early.push(event);
        }
    }

    /// The display has made the window.
    pub(crate) fn tell_created(&mut self) {
        self.is_created = true;
        self.told = (self.size, self.ratio);
        self.tell(BackendEvent::Created {
            size: self.size,
            ratio: self.ratio,
        });
        for event in std::mem::take(&mut self.early) {
            self.tell(event);
        }
    }

    /// Tells the end, without which there would be none: nothing is told after it.
    pub(crate) fn tell_end(self, event: BackendEvent) {
        self.port.deliver(event);
    }

    /// Tells a new size, once for all that came in one go.
    pub(crate) fn tell_size(&mut self) {
        if self.is_created && self.told != (self.size, self.ratio) {
            self.told = (self.size, self.ratio);
            if !self.wishes.size {
                self.setup.size = self.size.to_logical(self.ratio);
            }
            self.tell(BackendEvent::Resized {
                size: self.size,
                ratio: self.ratio,
            });
        }
    }

    /// Tells whether it is on the screen.
    pub(crate) fn tell_visible(&mut self, visible: bool) {
        if self.told_visible != visible {
            self.told_visible = visible;
            self.tell(BackendEvent::Visible(visible));
        }
    }

    /// Tells where it is, where the display lets programs know.
    pub(crate) fn tell_place(&mut self) {
        let Some(place) = self
            .native
            .as_ref()
            .and_then(|native| native.window.inner_position().ok())
        else {
            return;
        };
        let place = place.to_logical(self.ratio);
        let place = Point::new(place.x, place.y);
        if self.told_place != Some(place) {
            self.told_place = Some(place);
            self.tell(BackendEvent::Moved(place));
        }
    }

    /// Takes over the size and the scale that the display's window has.
    pub(crate) fn measure(&mut self) {
        if let Some(native) = &self.native {
            let size = native.window.inner_size();
            self.size = PhysicalSize::clamped(size.width, size.height);
            self.ratio = sane_ratio(native.window.scale_factor());
            self.paint.repaint();
        }
    }
}

/// A scale that can be divided by, whatever the display says.
pub(crate) fn sane_ratio(ratio: f64) -> f64 {
    match ratio.is_finite() && ratio > 0.0 {
        true => ratio,
        false => 1.0,
    }
}

/// A size that the limits allow.
pub(crate) fn within_limits(size: Size, limits: SizeLimits) -> Size {
    let size = limits.min.map_or(size, |min| size.max(min));
    limits.max.map_or(size, |max| size.min(max))
}
