//! A window of the core: its state, and how commands and events change it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use canvas_core::Error;
use canvas_core::backend::{Property, Reporter, WindowMode, WindowPort, WindowSetup};
use canvas_core::clock;
use canvas_core::geometry::PhysicalSize;
use winit::event::WindowEvent;
use winit::window::{UserAttentionType, Window as WinitWindow};

use crate::convert::{physical_size, valid_ratio};
use crate::inbox::{Connection, NativeId};
use crate::native_window::NativeWindow;
use crate::paint_state::{Action, PaintState, Painted};
use crate::properties::Properties;
use crate::surface::Surface;
use crate::window_input::{Context, WindowInput};
use crate::window_state;

/// How long a requested position is corrected: after that, the window manager has refused it, or the user has moved the
/// window.
const POSITION_TIMEOUT: Duration = Duration::from_millis(500);

/// A window of the core.
#[derive(Debug)]
pub(crate) struct Window {
    connection: Arc<Connection>,
    /// Whether the display is a Wayland compositor, which paces windows and cannot hide or raise them.
    is_wayland: bool,
    reporter: Reporter,
    properties: Properties,
    /// The display's window; `None` until it is created, and while the window is hidden on a display that cannot hide
    /// windows.
    native: Option<NativeWindow>,
    /// Physical pixels, as the display has reported it last.
    size: PhysicalSize,
    /// Physical pixels per logical pixel.
    ratio: f64,
    paint: PaintState,
    input: WindowInput,
    /// Until when a requested position is corrected if the window manager reports another one: winit positions the frame,
    /// whose borders it does not know before the window manager has added them.
    position_deadline: Option<Instant>,
    /// Whether the program has hidden it.
    is_hidden: bool,
    /// Whether its mode may have changed since it was read last.
    is_mode_stale: bool,
    /// Whether there was a close request in this turn.
    is_close_requested: bool,
}

impl Window {
    /// A window without a native one.
    pub(crate) fn new(
        connection: Arc<Connection>,
        port: Arc<dyn WindowPort>,
        setup: WindowSetup,
        is_wayland: bool,
    ) -> Self {
        let properties = Properties::new(setup);
        let size = PhysicalSize::from_logical(properties.setup().size, 1.0);
        Self {
            connection,
            is_wayland,
            reporter: Reporter::new(port),
            properties,
            native: None,
            size,
            ratio: 1.0,
            paint: PaintState::new(is_wayland),
            input: WindowInput::default(),
            position_deadline: None,
            is_hidden: false,
            is_mode_stale: false,
            is_close_requested: false,
        }
    }

    /// Whether it was created by this connection.
    pub(crate) fn is_of(&self, connection: &Arc<Connection>) -> bool {
        Arc::ptr_eq(&self.connection, connection)
    }

    /// Its properties, for a native window that is to be created.
    pub(crate) fn setup(&self) -> &WindowSetup {
        self.properties.setup()
    }

    /// Whether the program has hidden it.
    pub(crate) fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Whether this is its native window.
    pub(crate) fn has_native(&self, id: NativeId) -> bool {
        self.native.as_ref().is_some_and(|native| native.id() == id)
    }

    /// winit's window, if there is one.
    pub(crate) fn winit_window(&self) -> Option<&Arc<WinitWindow>> {
        self.native.as_ref().map(NativeWindow::window)
    }

    /// When [`finish_turn`](Self::finish_turn) has to be called though nothing happens.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.paint.deadline()
    }

    /// A newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.paint.present();
    }

    /// Sets a property. On a display that paces its clients it is sent with the next frame: it shows with that anyway, and
    /// a compositor that has stopped is not sent any number of requests, which would fill its socket.
    pub(crate) fn set(&mut self, property: Property) {
        self.properties.set(property);
        self.paint.damage();
    }

    /// Shows it; whether a native window has to be created for that. Then it is reported as visible when it can be painted.
    pub(crate) fn show(&mut self) -> bool {
        self.is_hidden = false;
        let Some(native) = &self.native else {
            return true;
        };
        native.window().set_visible(true);
        if self.reporter.is_created() {
            self.reporter.visible(true);
        }
        false
    }

    /// Hides it; whether its native window was destroyed for that. `wl_surface` has no hidden state: on Wayland the next
    /// native window is created with the properties of this one. One that is being created is hidden when it is there.
    pub(crate) fn hide(&mut self) -> bool {
        self.is_hidden = true;
        let destroys_native = self.is_wayland && self.reporter.is_created();
        if destroys_native {
            self.native = None;
            if let Some(painted) = self.paint.restart() {
                self.report_painted(painted);
            }
        } else if !self.is_wayland
            && let Some(native) = &self.native
        {
            native.window().set_visible(false);
        }
        let context = self.context();
        if let Some(event) = self.input.hidden(context) {
            self.reporter.input(event);
        }
        self.reporter.focused(false, context.now);
        self.reporter.visible(false);
        destroys_native
    }

    /// Brings it to the front with the focus. Wayland lets no program do that; there it asks for attention
    /// (`xdg_activation_v1`).
    pub(crate) fn raise(&self) {
        let Some(window) = self.winit_window() else {
            return;
        };
        if self.is_wayland {
            window.request_user_attention(Some(UserAttentionType::Informational));
        } else {
            window.focus_window();
        }
    }

    /// Adopts a native window, which was created with the newest properties. On X11 a window manager places its frame, and
    /// reports the position when it does.
    pub(crate) fn set_native(&mut self, native: NativeWindow, is_x11: bool) {
        self.native = Some(native);
        self.properties.take_pending();
        let setup = self.properties.setup();
        if is_x11 && setup.position.is_some() && setup.mode == WindowMode::NORMAL {
            self.position_deadline = Some(Instant::now() + POSITION_TIMEOUT);
        }
        self.measure();
        self.is_mode_stale = true;
    }

    /// The surface can be painted without blocking: the display has read the pixels of the last frame.
    pub(crate) fn set_surface(&mut self, surface: Surface) {
        let Some(native) = &mut self.native else {
            return;
        };
        if native.set_surface(surface) {
            if !self.reporter.is_created() {
                self.reporter.created(self.size, self.ratio);
            }
            self.reporter.visible(!self.is_hidden);
            self.report_position();
        }
        if let Some(painted) = self.paint.finish() {
            self.report_painted(painted);
        }
    }

    /// An event of winit. Input is reported at once; the rest when the turn finishes, if this returns true.
    pub(crate) fn event(&mut self, event: WindowEvent) -> bool {
        match event {
            WindowEvent::RedrawRequested => self.paint.redraw_requested(),
            WindowEvent::Resized(size) => {
                self.size = physical_size(size);
                self.is_mode_stale = true;
                // Not every display requests a redraw then.
                self.paint.damage();
            }
            WindowEvent::ScaleFactorChanged { scale_factor, .. } => {
                self.ratio = valid_ratio(scale_factor);
                self.measure();
            }
            WindowEvent::Moved(_) => {
                self.is_mode_stale = true;
                self.correct_position();
                self.report_position();
            }
            WindowEvent::CloseRequested => self.is_close_requested = true,
            WindowEvent::HoveredFile(path) => self.input.drag().hover(path),
            WindowEvent::HoveredFileCancelled => self.input.drag().leave(),
            WindowEvent::DroppedFile(path) => self.input.drag().drop(path),
            event => {
                let is_mode_stale = matches!(event, WindowEvent::Focused(_) | WindowEvent::Occluded(_));
                self.is_mode_stale |= is_mode_stale;
                let context = self.context();
                if let WindowEvent::Focused(is_focused) = event {
                    self.reporter.focused(is_focused, context.now);
                }
                for event in self.input.translate(event, context).into_iter().flatten() {
                    self.reporter.input(event);
                }
                return is_mode_stale;
            }
        }
        true
    }

    /// Reports the changes of this turn, once each, and paints if that is possible.
    pub(crate) fn finish_turn(&mut self, now: Instant) {
        self.report_size();
        if std::mem::take(&mut self.is_mode_stale) {
            self.report_mode();
        }
        for event in self.input.take_drag_events(self.context()) {
            self.reporter.input(event);
        }
        if std::mem::take(&mut self.is_close_requested) {
            self.reporter.close_requested();
        }
        if !self.is_wayland {
            self.flush_pending();
        }
        self.paint(now);
    }

    /// Reports that it is destroyed, by the program's request or not; the last event.
    pub(crate) fn report_destroyed(mut self, is_requested: bool) {
        self.reporter.destroyed(is_requested);
    }

    /// Reports that it is lost, or that it could not be created, with `error`; the last event.
    pub(crate) fn report_lost(mut self, reason: &str, error: fn(String) -> Error) {
        self.reporter.lost(reason, error);
    }

    fn context(&self) -> Context {
        Context {
            now: clock::now(),
            ratio: self.ratio,
        }
    }

    /// Requests the position again that the program has set, if the content is at another one.
    fn correct_position(&mut self) {
        let position = self.properties.setup().position;
        let (Some(native), Some(position)) = (&self.native, position) else {
            return;
        };
        if self
            .position_deadline
            .is_none_or(|deadline| deadline < Instant::now())
        {
            return;
        }
        let reported = window_state::position(native.window(), self.ratio);
        if reported.is_some_and(|reported| (reported - position).hypot() * self.ratio < 1.0) {
            self.position_deadline = None;
        } else {
            window_state::move_content(native.window(), position, self.ratio);
        }
    }

    /// Reads the size and the scale of the native window.
    fn measure(&mut self) {
        if let Some(native) = &self.native {
            self.size = physical_size(native.window().inner_size());
            self.ratio = valid_ratio(native.window().scale_factor());
            self.paint.damage();
        }
    }

    /// Sends the pending properties.
    fn flush_pending(&mut self) {
        let Some(native) = &self.native else { return };
        let Some(pending) = self.properties.take_pending() else {
            return;
        };
        if window_state::apply(
            native.window(),
            self.properties.setup(),
            pending.changes(),
            self.ratio,
        ) {
            self.measure();
        }
        if pending.changes().position.is_some() {
            self.position_deadline = Some(Instant::now() + POSITION_TIMEOUT);
            // On X11 winit sends `Moved` only if a window manager does (a synthetic `ConfigureNotify`, ICCCM section 4.1.5).
            self.report_position();
        }
        self.is_mode_stale = true;
    }

    fn paint(&mut self, now: Instant) {
        let Some(native) = &self.native else { return };
        let reporter = &self.reporter;
        let next = self.paint.next(now, native.is_ready(), || reporter.take_frame());
        let frame = match next {
            None => return,
            Some(Action::RequestCallback) => return native.window().request_redraw(),
            Some(Action::Paint(frame)) => frame,
        };
        if self.is_wayland {
            self.flush_pending();
            self.report_size();
        }
        let background = self.properties.setup().background;
        let Some(native) = &mut self.native else { return };
        if let Err(reason) = native.paint(self.size, frame.as_ref(), background) {
            tracing::warn!("a window could not be painted: {reason}");
            self.paint.fail(now);
        }
    }

    fn report_size(&mut self) {
        if self.reporter.size(self.size, self.ratio) {
            self.properties.adopt_size(self.size.to_logical(self.ratio));
        }
    }

    fn report_position(&mut self) {
        let window = self.native.as_ref().map(NativeWindow::window);
        if let Some(position) = window.and_then(|window| window_state::position(window, self.ratio)) {
            self.reporter.position(position);
        }
    }

    fn report_mode(&mut self) {
        let Some(native) = &self.native else { return };
        let mode = window_state::mode(native.window());
        let Some(before) = self.reporter.mode(mode) else {
            return;
        };
        self.properties.adopt_mode(mode);
        if before.minimized != mode.minimized {
            self.reporter.visible(!mode.minimized);
        }
    }

    /// Reports the frame whose pixels the display has read.
    fn report_painted(&mut self, painted: Painted) {
        if painted.is_expose {
            self.reporter.exposed();
        }
        if let Some(serial) = painted.serial {
            self.reporter.frame_shown(serial);
        }
    }
}
