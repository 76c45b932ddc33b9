//! A window as the loop knows it.

use std::sync::Arc;

use canvas_core::backend::{BackendEvent, SizeLimits, WindowId, WindowMode, WindowPort};
use canvas_core::cursor::Cursor;
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Point;
use canvas_core::image::Image;
use x11rb::protocol::xproto;

use crate::drag::Drag;
use crate::input::Input;
use crate::paint::{Job, Paint};
use crate::put::Pieces;

/// A window of the display and what goes on in it.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) id: WindowId,
    pub(crate) xid: xproto::Window,
    pub(crate) port: Arc<dyn WindowPort>,
    /// As the display has said last.
    pub(crate) size: PhysicalSize,
    /// As the port knows it.
    pub(crate) told_size: PhysicalSize,
    pub(crate) limits: SizeLimits,
    /// The pixel value of what no frame covers.
    pub(crate) background: u32,
    /// Whether the display has made it.
    pub(crate) is_created: bool,
    /// What has happened before that.
    pub(crate) early: Vec<BackendEvent>,
    pub(crate) place: Place,
    pub(crate) mode: Mode,
    pub(crate) input: Input,
    /// What another program drags over it.
    pub(crate) drag: Option<Drag>,
    pub(crate) paint: Paint,
    /// A job that goes through the connection in pieces.
    pub(crate) work: Option<(Job, Pieces)>,
    /// What the program has asked for and the display has not been told.
    pub(crate) wishes: Wishes,
    /// A close request that came with the events of this turn.
    pub(crate) close_requested: bool,
    /// A ping of this turn, to be answered.
    pub(crate) ping: Option<[u32; 5]>,
}

/// Where the window is, and whether the display is being asked.
#[derive(Debug, Default)]
pub(crate) struct Place {
    pub(crate) is_asked: bool,
    pub(crate) is_stale: bool,
    pub(crate) told: Option<(i16, i16)>,
}

/// How the window is shown, and whether the display is being asked.
#[derive(Debug, Default)]
pub(crate) struct Mode {
    pub(crate) is_asked: bool,
    pub(crate) is_stale: bool,
    pub(crate) told: WindowMode,
    /// What it is to be when it is mapped again. A window manager forgets a window that is withdrawn.
    pub(crate) wanted: WindowMode,
    pub(crate) always_on_top: bool,
    pub(crate) is_withdrawn: bool,
}

/// What the program has asked for; the newest of each kind counts, so that a display that has stopped can be asked
/// for any number of titles.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Wishes {
    pub(crate) title: Option<String>,
    pub(crate) size: Option<PhysicalSize>,
    pub(crate) position: Option<Point>,
    pub(crate) limits: Option<SizeLimits>,
    pub(crate) mapped: Option<bool>,
    pub(crate) raise: bool,
    pub(crate) decorated: Option<bool>,
    pub(crate) fullscreen: Option<bool>,
    pub(crate) maximized: Option<bool>,
    pub(crate) minimized: Option<bool>,
    pub(crate) always_on_top: Option<bool>,
    pub(crate) opacity: Option<f64>,
    pub(crate) icon: Option<Option<Image>>,
    pub(crate) cursor: Option<Cursor>,
}

impl Wishes {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Window {
    /// A window that the display is asked for.
    pub(crate) fn new(
        id: WindowId,
        xid: xproto::Window,
        port: Arc<dyn WindowPort>,
        size: PhysicalSize,
        limits: SizeLimits,
        background: u32,
    ) -> Self {
        Self {
            id,
            xid,
            port,
            size,
            told_size: size,
            limits,
            background,
            is_created: false,
            early: Vec::new(),
            // Nothing tells of the first place where no window manager does.
            place: Place {
                is_stale: true,
                ..Place::default()
            },
            mode: Mode::default(),
            input: Input::default(),
            drag: None,
            paint: Paint::default(),
            work: None,
            wishes: Wishes::default(),
            close_requested: false,
            ping: None,
        }
    }

    /// Tells the window's own thread. What happens before the display has said that the window exists is told after.
    pub(crate) fn tell(&mut self, event: BackendEvent) {
        if self.is_created {
            self.port.deliver(event);
        } else {
            self.early.push(event);
        }
    }

    /// The display has made the window.
    pub(crate) fn tell_created(&mut self, ratio: f64) {
        self.is_created = true;
        // What has changed meanwhile is told as a change.
        self.tell(BackendEvent::Created {
            size: self.told_size,
            ratio,
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
    pub(crate) fn tell_size(&mut self, ratio: f64) {
        if self.is_created && self.size != self.told_size {
            self.told_size = self.size;
            self.tell(BackendEvent::Resized {
                size: self.size,
                ratio,
            });
        }
    }
}
