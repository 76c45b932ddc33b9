//! The Rust face: an [`App`] with a handler for each event, and a builder that shows it in a window.

mod builder;
mod handlers;
mod native;
mod tasks;
mod verbs;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::backend::NativeWindow;
use crate::error::{Error, Result};
use crate::event::{
    CloseEvent, CloseReason, DropEvent, Event, FocusEvent, KeyEvent, MoveEvent, PointerEvent, PointerKind,
    ResizeEvent, TextEvent, VisibilityEvent, WheelEvent,
};
use crate::image::Image;
use crate::painter::Painter;
use crate::pixels::{Fit, PixelView};
use crate::runtime;
use crate::wait::RustHost;
use crate::window::life::State;
use crate::window::{self, Options, Turn, UiThread, WaitError};

pub use builder::{Builder, Canvas};
pub use handlers::{Handlers, with};
pub use tasks::Later;

use tasks::Tasks;

/// What `on_close_request` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloseReply {
    /// Let it close.
    #[default]
    Close,
    /// Keep it open.
    Keep,
}

/// A program's side of one window. Every handler is optional and runs on the window's own thread.
///
/// A panic in a handler is reached by the panic hook as ever; the window lives on, and shows the frame before.
pub trait App: Send + 'static {
    /// Draw a frame. Each begins from the window's background.
    fn on_draw(&mut self, painter: &mut Painter) {
        let _ = painter;
    }
    /// Every event, first; `true` stops it.
    fn on_event(&mut self, event: &Event) -> bool {
        let _ = event;
        false
    }
    /// A button went down.
    fn on_pointer_down(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer moved.
    fn on_pointer_move(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// A button went up.
    fn on_pointer_up(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer came into the window.
    fn on_pointer_enter(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer left the window.
    fn on_pointer_leave(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The display took the pointer away in the middle of a press.
    fn on_pointer_cancel(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// A button was pressed twice.
    fn on_double_click(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The wheel turned.
    fn on_wheel(&mut self, event: &WheelEvent) {
        let _ = event;
    }
    /// A key went down.
    fn on_key_down(&mut self, event: &KeyEvent) {
        let _ = event;
    }
    /// A key went up.
    fn on_key_up(&mut self, event: &KeyEvent) {
        let _ = event;
    }
    /// Text was typed.
    fn on_text_input(&mut self, event: &TextEvent) {
        let _ = event;
    }
    /// An input method is composing text, which replaces what it had composed before.
    fn on_text_compose(&mut self, event: &TextEvent) {
        let _ = event;
    }
    /// Something was dropped on the window.
    fn on_drop(&mut self, event: &DropEvent) {
        let _ = event;
    }
    /// Something that could be dropped is held over the window; without paths and data, it has left.
    fn on_drag_over(&mut self, event: &DropEvent) {
        let _ = event;
    }
    /// The size changed.
    fn on_resize(&mut self, event: &ResizeEvent) {
        let _ = event;
    }
    /// The place changed.
    fn on_move(&mut self, event: &MoveEvent) {
        let _ = event;
    }
    /// The window was shown or hidden.
    fn on_visibility(&mut self, event: &VisibilityEvent) {
        let _ = event;
    }
    /// The focus came or went.
    fn on_focus(&mut self, event: &FocusEvent) {
        let _ = event;
    }
    /// The close button was pressed.
    fn on_close_request(&mut self, event: &CloseEvent) -> CloseReply {
        let _ = event;
        CloseReply::Close
    }
    /// The window is gone; the last handler.
    fn on_close(&mut self, event: &CloseEvent) {
        let _ = event;
    }
}

/// A drawing function is an app that only draws.
impl<F: FnMut(&mut Painter) + Send + 'static> App for F {
    fn on_draw(&mut self, painter: &mut Painter) {
        self(painter);
    }
}

/// A window of a Rust program, as every thread may hold it.
#[derive(Clone)]
pub struct Window {
    window: window::Window,
    tasks: Arc<Mutex<Tasks>>,
    /// What other libraries were given, kept for them.
    native: Arc<OnceLock<Arc<dyn NativeWindow>>>,
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.window.fmt(f)
    }
}

fn canvas_result<T>(result: std::result::Result<T, WaitError<std::convert::Infallible>>) -> Result<T> {
    result.map_err(|error| match error {
        WaitError::Canvas(error) => error,
        WaitError::Interrupt(never) => match never {},
    })
}

impl Window {
    /// Takes it off the screen.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the display cannot hide windows.
    pub fn hide(&self) -> Result<()> {
        self.window.hide()
    }

    /// Shows it again, or brings it to the front.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed: a Rust window is shown once.
    pub fn show(&self) -> Result<()> {
        if self.window.state().is_ending() {
            return Err(Error::Closed(
                "the window is closed; build another one".to_owned(),
            ));
        }
        self.window.begin_show().map(drop)
    }

    /// Closes it for certain; returns at once.
    pub fn close(&self) {
        self.window.close(CloseReason::Program);
    }

    /// Does what the user's close button does.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn request_close(&self) -> Result<()> {
        self.window.request_close()
    }

    /// Waits until it is closed; true if it is, false if the time was up first.
    ///
    /// # Errors
    /// [`Error::Misuse`] on the window's own thread, or in a circle of waits.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<bool> {
        canvas_result(self.window.wait(&RustHost, timeout.map(|t| Instant::now() + t)))
    }

    /// Asks for a new frame; many requests make one frame.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn request_draw(&self) -> Result<()> {
        self.window.request_draw()
    }

    /// Draws a frame and waits until it is shown.
    ///
    /// # Errors
    /// See [`window::Window::force_draw`].
    pub fn force_draw(&self, timeout: Duration) -> Result<()> {
        canvas_result(self.window.force_draw(&RustHost, Instant::now() + timeout))
    }

    /// Shows raw pixels.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Resource`].
    pub fn present(&self, pixels: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        self.window.present(pixels, fit, smooth)
    }

    /// The frame that is shown now, as an image; waits up to 5 s for a first one.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Timeout`], [`Error::Misuse`].
    pub fn snapshot(&self) -> Result<Image> {
        let frame = canvas_result(self.window.shown_frame(&RustHost))?;
        Ok(frame.to_image())
    }

    /// Changes what it was built with; nothing is changed if an option is out of range. `change` is given the options as they
    /// were last asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Closed`], [`Error::Unsupported`].
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        self.window.change(change)
    }

    /// The options, with the size and place that the display has confirmed.
    pub fn options(&self) -> Options {
        self.window.options()
    }

    /// Where it is in its life.
    pub fn state(&self) -> State {
        self.window.state()
    }

    /// The window below: everything that any thread may do, for hosts and tests.
    #[doc(hidden)]
    pub fn core(&self) -> &window::Window {
        &self.window
    }
}

/// Waits until every window is closed.
///
/// On macOS the main thread has to call it: windows appear, draw and answer there while it waits.
///
/// # Errors
/// [`Error::DisplayLost`] if a display died under a window; [`Error::Misuse`] on the UI thread of a window, and on macOS on any
/// thread but the main one.
pub fn run() -> Result<()> {
    canvas_result(runtime::run(&RustHost))
}

fn ui_loop(window: &Window, mut app: impl App) {
    let ui = window.window.ui_thread();
    Window::set_current(Some(window.clone()));
    loop {
        let Turn {
            events,
            tasks,
            closing,
        } = ui.turn(&RustHost);
        if let Some(opened) = closing {
            if let Some(reason) = opened {
                let close = Event::Close(CloseEvent::new(reason));
                guarded(&ui, "on_close", || dispatch(&mut app, &ui, &close));
            }
            break;
        }
        for event in &events {
            let answered = guarded(&ui, event.name(), || dispatch(&mut app, &ui, event));
            if !answered && matches!(event, Event::CloseRequest(_)) {
                // A handler that fails refuses nothing.
                ui.answer_close(false);
            }
        }
        if let Some(posted) = tasks {
            for task in window.due_tasks(posted) {
                guarded(&ui, "a posted task", task);
            }
        }
        draw(&ui, &mut app);
    }
    window.forget_tasks();
    Window::set_current(None);
    // What the app holds is gone when `wait` returns; a panic of its end is reported as any other.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(app)));
    ui.ended();
}

fn draw(ui: &UiThread, app: &mut impl App) {
    let Some(info) = ui.begin_draw() else { return };
    let mut painter = Painter::new(info);
    let ended = guarded(ui, "on_draw", || app.on_draw(&mut painter));
    if let Some(error) = painter.error() {
        tracing::error!("on_draw: {error}");
        return ui.fail_draw();
    }
    match ended {
        true => {
            let scene = painter.finish();
            // An app that only presents pixels has an `on_draw` all the same.
            if scene.is_empty() {
                ui.skip_draw(scene)
            } else {
                ui.end_draw(scene)
            }
        }
        false => ui.fail_draw(),
    }
}

/// Runs a handler; a panic ends it alone. True if it ran to its end.
fn guarded(ui: &UiThread, name: &str, handler: impl FnOnce()) -> bool {
    if !ui.enter(name) {
        return false;
    }
    let outcome = catch_unwind(AssertUnwindSafe(handler));
    ui.leave();
    outcome.is_ok()
}

fn dispatch(app: &mut impl App, ui: &UiThread, event: &Event) {
    let stopped = app.on_event(event);
    if let Event::CloseRequest(e) = event {
        let reply = if stopped {
            CloseReply::Keep
        } else {
            app.on_close_request(e)
        };
        ui.answer_close(reply == CloseReply::Keep);
        return;
    }
    if stopped {
        return;
    }
    match event {
        Event::Pointer(e) => match e.kind {
            PointerKind::Down => app.on_pointer_down(e),
            PointerKind::Move => app.on_pointer_move(e),
            PointerKind::Up => app.on_pointer_up(e),
            PointerKind::Enter => app.on_pointer_enter(e),
            PointerKind::Leave => app.on_pointer_leave(e),
            PointerKind::Cancel => app.on_pointer_cancel(e),
            PointerKind::DoubleClick => app.on_double_click(e),
        },
        Event::Wheel(e) => app.on_wheel(e),
        Event::Key(e) if e.down => app.on_key_down(e),
        Event::Key(e) => app.on_key_up(e),
        Event::Text(e) if e.composing => app.on_text_compose(e),
        Event::Text(e) => app.on_text_input(e),
        Event::Drop(e) if e.dropped => app.on_drop(e),
        Event::Drop(e) => app.on_drag_over(e),
        Event::Resize(e) => app.on_resize(e),
        Event::Move(e) => app.on_move(e),
        Event::Focus(e) => app.on_focus(e),
        Event::Visibility(e) => app.on_visibility(e),
        Event::CloseRequest(_) => {}
        Event::Close(e) => app.on_close(e),
    }
}
