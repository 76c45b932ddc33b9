//! Small programs without a type of their own: closures that share a state.

use std::fmt;

use crate::event::{CloseEvent, Event, KeyEvent, PointerEvent, ResizeEvent, TextEvent, WheelEvent};
use crate::painter::Painter;

use super::program::{App, CloseReply};
use super::window::Window;

type OnDraw<S> = Box<dyn FnMut(&mut S, &mut Painter) + Send>;
type On<S, E, R> = Box<dyn FnMut(&mut S, &E) -> R + Send>;

/// An [`App`] built from closures; [`with`] begins one. Each closure gets the state; when the closure of an event has run,
/// the window draws a frame.
///
/// ```
/// use canvas_core::app::{self, Canvas};
/// use canvas_core::event::{PointerEvent, PointerKind};
///
/// let window = Canvas::builder().size(100.0, 100.0).backend("headless").show(
///     app::with(Vec::new())
///         .on_draw(|dots: &mut Vec<(f64, f64)>, painter| {
///             for &(x, y) in &*dots {
///                 painter.fill_circle(x, y, 5.0);
///             }
///         })
///         .on_pointer_down(|dots, event| dots.push((event.x, event.y))),
/// )?;
/// // As if the user had pressed a button:
/// window.submit_event(PointerEvent::new(PointerKind::Down, 30.0, 40.0))?;
/// while window.snapshot()?.pixel(30, 40) != Some([0, 0, 0, 255]) {}
/// window.close();
/// # canvas_core::Result::Ok(())
/// ```
pub struct Handlers<S> {
    state: S,
    on_draw: Option<OnDraw<S>>,
    on_event: Option<On<S, Event, bool>>,
    on_close_request: Option<On<S, CloseEvent, CloseReply>>,
    on_close: Option<On<S, CloseEvent, ()>>,
    plain: Plain<S>,
}

/// An app of closures that share `state`; `()` if they share nothing.
pub fn with<S: Send + 'static>(state: S) -> Handlers<S> {
    Handlers {
        state,
        on_draw: None,
        on_event: None,
        on_close_request: None,
        on_close: None,
        plain: Plain::default(),
    }
}

impl<S> Handlers<S> {
    /// Sets the draw function, which records each frame.
    #[must_use]
    pub fn on_draw(mut self, handler: impl FnMut(&mut S, &mut Painter) + Send + 'static) -> Self {
        self.on_draw = Some(Box::new(handler));
        self
    }

    /// Sets the handler that receives every event before its own handler; if it returns `true`, that one does not run.
    #[must_use]
    pub fn on_event(mut self, handler: impl FnMut(&mut S, &Event) -> bool + Send + 'static) -> Self {
        self.on_event = Some(Box::new(handler));
        self
    }

    /// Sets the handler that answers the close button. Default: the window closes.
    #[must_use]
    pub fn on_close_request(
        mut self,
        handler: impl FnMut(&mut S, &CloseEvent) -> CloseReply + Send + 'static,
    ) -> Self {
        self.on_close_request = Some(Box::new(handler));
        self
    }

    /// Sets the handler that runs last, when the window is closed.
    #[must_use]
    pub fn on_close(mut self, handler: impl FnMut(&mut S, &CloseEvent) + Send + 'static) -> Self {
        self.on_close = Some(Box::new(handler));
        self
    }
}

/// Declares the handlers that have nothing to answer: where each is kept, how it is set, and how it is called.
macro_rules! plain_handlers {
    ($($(#[$doc:meta])* $name:ident: $event:ty,)*) => {
        struct Plain<S> {
            $($name: Option<On<S, $event, ()>>,)*
        }

        impl<S> Default for Plain<S> {
            fn default() -> Self {
                Self { $($name: None,)* }
            }
        }

        impl<S> Handlers<S> {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, handler: impl FnMut(&mut S, &$event) + Send + 'static) -> Self {
                    self.plain.$name = Some(Box::new(handler));
                    self
                }
            )*
        }

        impl<S: Send + 'static> App for Handlers<S> {
            fn on_draw(&mut self, painter: &mut Painter) {
                if let Some(handler) = &mut self.on_draw {
                    handler(&mut self.state, painter);
                }
            }

            fn on_event(&mut self, event: &Event) -> bool {
                let Some(handler) = &mut self.on_event else { return false };
                let is_stopped = handler(&mut self.state, event);
                draw_soon();
                is_stopped
            }

            fn on_close_request(&mut self, event: &CloseEvent) -> CloseReply {
                let Some(handler) = &mut self.on_close_request else { return CloseReply::Close };
                let reply = handler(&mut self.state, event);
                draw_soon();
                reply
            }

            fn on_close(&mut self, event: &CloseEvent) {
                if let Some(handler) = &mut self.on_close {
                    handler(&mut self.state, event);
                }
            }

            $(
                fn $name(&mut self, event: &$event) {
                    if let Some(handler) = &mut self.plain.$name {
                        handler(&mut self.state, event);
                        draw_soon();
                    }
                }
            )*
        }
    };
}

plain_handlers! {
    /// A button went down.
    on_pointer_down: PointerEvent,
    /// The pointer moved.
    on_pointer_move: PointerEvent,
    /// A button went up.
    on_pointer_up: PointerEvent,
    /// The pointer left the window.
    on_pointer_leave: PointerEvent,
    /// A button was pressed twice, near in time and place.
    on_double_click: PointerEvent,
    /// The wheel turned.
    on_wheel: WheelEvent,
    /// A key went down.
    on_key_down: KeyEvent,
    /// A key went up.
    on_key_up: KeyEvent,
    /// Text was typed.
    on_text_input: TextEvent,
    /// The size changed.
    on_resize: ResizeEvent,
}

/// Draws a frame, since a handler may have changed its content.
fn draw_soon() {
    if let Some(window) = Window::current() {
        // A window that closes draws no more.
        let _ = window.request_draw();
    }
}

impl<S: fmt::Debug> fmt::Debug for Handlers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handlers")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
