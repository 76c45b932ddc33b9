//! The public API without a display: every kind of app, the handles, the errors.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use canvas::color::css;
use canvas::event::PointerKind;
use canvas::raw_window_handle::{HandleError, HasWindowHandle};
use canvas::{
    App, Builder, CloseEvent, CloseReason, CloseReply, DropEvent, Error, Event, Fit, FocusEvent, Image,
    KeyEvent, Later, Painter, PixelView, PointerEvent, ResizeEvent, State, Strides, TextEvent, UpdateMode,
    WheelEvent, Window,
};

const fn can_be_shared<T: Clone + Send + Sync + 'static>() {}
const fn can_be_sent<T: Send + 'static>() {}

/// Handles may be used on every thread; this does not compile if one may not.
const _: () = {
    can_be_shared::<Window>();
    can_be_shared::<Image>();
    can_be_shared::<Later>();
    can_be_shared::<Builder>();
    can_be_shared::<Event>();
    can_be_shared::<Error>();
    can_be_sent::<canvas::Path>();
};

fn build() -> Builder {
    canvas::builder().size(100.0, 80.0).backend("headless")
}

/// Waits until a pixel of the window has a colour.
fn wait_for_pixel(window: &Window, x: u32, y: u32, color: [u8; 4]) {
    let end = std::time::Instant::now() + Duration::from_secs(30);
    while window.snapshot().unwrap().pixel(x, y) != Some(color) {
        assert!(
            std::time::Instant::now() < end,
            "({x}, {y}) does not become {color:?}"
        );
    }
}

/// Sends a line for each event.
struct Reporter(Sender<String>);

impl Reporter {
    fn report(&self, text: String) {
        self.0.send(text).unwrap();
    }
}

impl App for Reporter {
    fn on_event(&mut self, event: &Event) -> bool {
        matches!(event, Event::Wheel(wheel) if wheel.dy > 1000.0)
    }
    fn on_pointer_down(&mut self, event: &PointerEvent) {
        self.report(format!("down {} {}", event.x, event.y));
    }
    fn on_wheel(&mut self, event: &WheelEvent) {
        self.report(format!("wheel {}", event.dy));
    }
    fn on_key_down(&mut self, event: &KeyEvent) {
        self.report(format!("key {} {}", event.key, event.code));
    }
    fn on_text_input(&mut self, event: &TextEvent) {
        self.report(format!("text {}", event.text));
    }
    fn on_drop(&mut self, event: &DropEvent) {
        self.report(format!("drop {}", event.paths[0].display()));
    }
    fn on_focus(&mut self, event: &FocusEvent) {
        self.report(format!("focus {}", event.focused));
    }
    fn on_resize(&mut self, event: &ResizeEvent) {
        self.report(format!("resize {} {}", event.width, event.height));
    }
    fn on_close_request(&mut self, _event: &CloseEvent) -> CloseReply {
        self.report("close?".to_owned());
        CloseReply::Keep
    }
    fn on_close(&mut self, event: &CloseEvent) {
        self.report(format!("closed {:?}", event.reason));
    }
}

#[test]
fn a_trait_has_a_handler_for_each_event() {
    let (sender, reports) = channel();
    let window = build().show(Reporter(sender)).unwrap();
    assert_eq!(reports.recv().unwrap(), "resize 100 80", "its first size");
    window
        .submit_event(PointerEvent::new(PointerKind::Down, 3.0, 4.0))
        .unwrap();
    assert_eq!(reports.recv().unwrap(), "down 3 4");
    window
        .submit_event(WheelEvent::new(0.0, 0.0, 0.0, 2000.0))
        .unwrap();
    window.submit_event(KeyEvent::new(true, "A", "KeyA")).unwrap();
    assert_eq!(reports.recv().unwrap(), "key A KeyA", "the wheel was stopped");
    window.submit_event(TextEvent::new("ä")).unwrap();
    assert_eq!(reports.recv().unwrap(), "text ä");
    window
        .submit_event(DropEvent::new(true, 0.0, 0.0, vec!["/etc/motd".into()]))
        .unwrap();
    assert_eq!(reports.recv().unwrap(), "drop /etc/motd");
    window.submit_event(FocusEvent::new(true)).unwrap();
    assert_eq!(reports.recv().unwrap(), "focus true");
    window.set_size(120.0, 90.0).unwrap();
    assert_eq!(reports.recv().unwrap(), "resize 120 90");
    window.request_close().unwrap();
    assert_eq!(reports.recv().unwrap(), "close?");
    assert_eq!(window.state(), State::Open, "it was refused");
    window.close();
    assert_eq!(reports.recv().unwrap(), "closed Program");
    assert!(reports.recv().is_err(), "the app and its sender are dropped");
    assert!(window.wait(None).unwrap());
    assert_eq!(window.close_reason(), Some(CloseReason::Program));
    assert!(window.is_closed());
}

#[test]
fn an_overlay_is_not_part_of_the_snapshot() {
    let window = build()
        .overlay(true)
        .show(|painter: &mut Painter| painter.clear(css::TEAL))
        .unwrap();
    assert!(window.overlay());
    wait_for_pixel(&window, 20, 20, [0, 128, 128, 255]);
    window.set_overlay(false);
    assert!(!window.overlay());
    window.close();
    assert!(window.wait(None).unwrap());
}

#[test]
fn closures_share_a_state() {
    let window = build()
        .show(
            canvas::with(css::RED)
                .on_draw(|color, painter| painter.clear(*color))
                .on_key_down(|color, event| {
                    if event.key == "b" {
                        *color = css::BLUE;
                    }
                })
                .on_close_request(|color, _| match *color == css::BLUE {
                    true => CloseReply::Close,
                    false => CloseReply::Keep,
                }),
        )
        .unwrap();
    wait_for_pixel(&window, 5, 5, [255, 0, 0, 255]);
    window.request_close().unwrap();
    window.submit_event(KeyEvent::new(true, "b", "KeyB")).unwrap();
    wait_for_pixel(&window, 5, 5, [0, 0, 255, 255]);
    window.request_close().unwrap();
    assert!(window.wait(None).unwrap());
}

#[test]
fn any_thread_may_use_a_handle() {
    let window = build()
        .show(|painter: &mut Painter| painter.clear(css::WHITE))
        .unwrap();
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let window = window.clone();
            std::thread::spawn(move || {
                window.force_draw(Duration::from_secs(30)).unwrap();
                window.call(None, move || number * 2).unwrap()
            })
        })
        .collect();
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(answers, [0, 2, 4, 6]);

    let (sender, reports) = channel();
    let late = sender.clone();
    window
        .call_later(Duration::from_secs(1), move || late.send("later").unwrap())
        .unwrap();
    let never = window
        .call_later(Duration::from_secs(3600), || unreachable!())
        .unwrap();
    window.post(move || sender.send("soon").unwrap()).unwrap();
    assert_eq!(
        [reports.recv().unwrap(), reports.recv().unwrap()],
        ["soon", "later"]
    );
    assert!(never.cancel());
    assert!(!never.cancel(), "it is cancelled once");
    window.close();
    window.wait(None).unwrap();
}

#[test]
fn calls_end_with_the_window() {
    let window = build().show(|_: &mut Painter| ()).unwrap();
    let (begun, has_begun) = channel();
    let (go, may_go) = channel::<()>();
    window
        .post(move || {
            begun.send(()).unwrap();
            let _ = may_go.recv();
        })
        .unwrap();
    has_begun.recv().unwrap();
    let caller = std::thread::spawn({
        let window = window.clone();
        move || window.call(None, || ())
    });
    window.close();
    assert!(matches!(caller.join().unwrap(), Err(Error::Closed(_))));
    drop(go);
    assert!(window.wait(None).unwrap());
    for refused in [
        window.post(|| ()),
        window.call_later(Duration::ZERO, || ()).map(drop),
        window.request_draw(),
        window.set_title("late"),
        window.snapshot().map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Closed(_))), "{refused:?}");
    }
}

#[test]
fn a_task_that_panics_does_not_affect_the_window() {
    let window = build()
        .show(|painter: &mut Painter| painter.clear(css::WHITE))
        .unwrap();
    let outcome = window.call(None, || panic!("a task that panics"));
    let outcome: Result<(), _> = outcome;
    assert!(matches!(outcome, Err(Error::Misuse(_))));
    assert_eq!(window.call(None, || 7).unwrap(), 7);
    window.close();
    window.wait(None).unwrap();
}

#[test]
fn pixels_are_presented() {
    let window = build()
        .update_mode(UpdateMode::Manual)
        .show(|_: &mut Painter| ())
        .unwrap();
    let data: Vec<u8> = [10, 20, 30].repeat(100 * 80);
    let strides = Strides {
        row: 300,
        column: 3,
        channel: 1,
    };
    let view = PixelView::new(&data, 0, 100, 80, 3, strides).unwrap();
    window.present(&view, Fit::Contain, true).unwrap();
    wait_for_pixel(&window, 50, 40, [10, 20, 30, 255]);
    window.close();
    window.wait(None).unwrap();
}

#[test]
fn bad_arguments_are_named_and_change_nothing() {
    let error = build().size(-1.0, 10.0).show(|_: &mut Painter| ()).unwrap_err();
    assert!(
        matches!(&error, Error::Invalid(text) if text.contains("size")),
        "{error}"
    );
    let error = build().backend("paper").show(|_: &mut Painter| ()).unwrap_err();
    assert!(matches!(error, Error::BackendUnavailable(_)), "{error}");
    let error = canvas::render((0.0, 5.0), |_| ()).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    let error =
        canvas::render((5.0, 5.0), |painter| painter.arc(0.0, 0.0, -1.0, 0.0, 1.0, false)).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");

    let window = build().show(|_: &mut Painter| ()).unwrap();
    let refused = window.change(|options| {
        options.title = "changed".to_owned();
        options.max_fps = 0.0;
    });
    assert!(matches!(refused, Err(Error::Invalid(_))));
    assert_eq!(window.title(), "canvas");
    assert_eq!(
        window.window_handle().unwrap_err().to_string(),
        HandleError::NotSupported.to_string()
    );
    window.close();
    window.wait(None).unwrap();
}

#[test]
fn non_exhaustive_structs_can_be_built() {
    use canvas::kurbo::Size;
    use canvas::painter::TextAlign;
    use canvas::text::{BoxAlign, LineHeight, TextBox};
    use canvas::{SizeLimits, WindowMode};

    let window = build().show(|_: &mut Painter| ()).unwrap();
    let limits = SizeLimits::between(Size::new(50.0, 40.0), None);
    window
        .change(|options| (options.limits, options.mode) = (limits, WindowMode::FULLSCREEN))
        .unwrap();
    assert_eq!(window.options().limits, limits);
    window.close();
    window.wait(None).unwrap();

    let place = TextBox::new(30.0)
        .with_align(BoxAlign::Line(TextAlign::Right))
        .with_line_height(LineHeight::Times(2.0))
        .with_height(50.0);
    canvas::render((30.0, 100.0), |painter| {
        painter.set_font("20px sans-serif").unwrap();
        let height = painter.fill_text_box("one two three", 0.0, 0.0, &place);
        assert_eq!(height, 40.0, "the box has room for one line of 40 pixels");
    })
    .unwrap();
}

#[test]
fn gradients_patterns_filters_and_svgs_are_available() {
    use canvas::peniko::BlendMode;
    use canvas::{Filter, Paint, Repetition, Svg};

    let tile = canvas::render((2.0, 2.0), |painter| painter.clear(css::TEAL)).unwrap();
    let soft = Filter::parse("blur(2px)", 16.0).unwrap();
    let svg =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9V9H0z"/></svg>"#;
    let svg = Svg::parse(svg).unwrap();
    let image = canvas::render((100.0, 100.0), |painter| {
        assert_eq!((painter.ratio(), painter.time()), (1.0, 0.0));
        assert_eq!((painter.dt(), painter.frame()), (0.0, 0));
        let line = painter.create_linear_gradient(0.0, 0.0, 50.0, 0.0).unwrap();
        line.add_color_stop(0.0, css::RED).unwrap();
        line.add_color_stop(1.0, css::BLUE).unwrap();
        painter.saved(|painter| {
            painter.set_fill_style(&line);
            painter.fill_rect(0.0, 0.0, 50.0, 50.0);
            painter.save();
        });
        assert_eq!(painter.depth(), 0, "a state saved inside is restored too");
        assert_eq!(*painter.fill_style(), Paint::from(css::BLACK));
        painter.set_fill_style(painter.create_pattern(&tile, Repetition::Repeat));
        painter.fill_rect(50.0, 0.0, 50.0, 50.0);
        let half = painter.layer(0.5, BlendMode::default(), |painter| {
            painter.set_fill_style(css::BLACK);
            painter.fill_rect(0.0, 50.0, 50.0, 50.0);
            painter.depth()
        });
        assert!(half.is_some_and(|depth| depth > painter.depth()));
        painter.draw_svg(&svg, 60.0, 60.0, 20.0, 20.0);
        painter.set_filter(soft.clone());
        painter.fill_circle(92.0, 92.0, 4.0);
        assert!(
            painter
                .create_radial_gradient(0.0, 0.0, -1.0, 0.0, 0.0, 1.0)
                .is_err()
        );
        assert!(painter.create_conic_gradient(f64::NAN, 0.0, 0.0).is_err());
    })
    .unwrap();
    let at = |x, y| image.pixel(x, y).unwrap();
    assert!(at(1, 25)[0] > 240 && at(48, 25)[2] > 240, "from red to blue");
    assert_eq!(at(75, 25), [0, 128, 128, 255]);
    assert!(at(25, 75)[3].abs_diff(128) <= 1, "{:?}", at(25, 75));
    assert_eq!(at(70, 70), [0, 0, 0, 255]);
    let beyond = at(92, 98)[3];
    assert!(beyond > 0 && beyond < 255, "the edge is soft: {beyond}");
}

#[test]
fn the_program_runs_without_a_display() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_rust-program"))
        .env("CANVAS_BACKEND", "headless")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<_> = output.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["shown by headless", "size 300 200"]);
}
