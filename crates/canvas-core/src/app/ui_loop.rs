//! The loop on the window's own thread: events, tasks and frames, each handler guarded.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::program::{App, CloseReply};
use super::window::Window;
use crate::event::{CloseEvent, Event, PointerKind};
use crate::painter::Painter;
use crate::wait::RustHost;
use crate::window::{Turn, UiThread};

pub(super) fn ui_loop(window: &Window, mut app: impl App) {
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
    // The app is dropped before `wait` returns; a panic while it is dropped is reported like any other.
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
            // An app that only presents pixels has an `on_draw` too.
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
