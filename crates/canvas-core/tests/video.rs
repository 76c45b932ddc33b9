//! Recordings: their frames, the durations, and the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use canvas_core::app::{Canvas, Window};
use canvas_core::backend::{Backend, BackendFactory};
use canvas_core::clock::{Clock, VirtualClock};
use canvas_core::conformance::assert_eventually;
use canvas_core::geometry::PhysicalSize;
use canvas_core::headless::{Headless, UserAction};
use canvas_core::image::Image;
use canvas_core::painter::Painter;
use canvas_core::peniko::Color;
use canvas_core::video::{Recording, VideoOptions};
use canvas_core::window::UpdateMode;
use canvas_core::{Error, Result, runtime};
use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;

const TIMEOUT: Duration = Duration::from_secs(30);
/// The tests run one after another: they share the display of the next connection.
static ALONE: Mutex<()> = Mutex::new(());
static NEXT: LazyLock<Mutex<Option<Arc<dyn Backend>>>> = LazyLock::new(Mutex::default);

/// A window with a stopped clock, and a folder for its recordings. Its left half is black; the right half has a colour.
struct Bench {
    clock: Arc<VirtualClock>,
    display: Arc<Headless>,
    color: Arc<Mutex<Color>>,
    window: Window,
    folder: PathBuf,
    _alone: std::sync::MutexGuard<'static, ()>,
}

impl Bench {
    fn new() -> Self {
        Self::with(Some(Color::WHITE))
    }

    fn with(background: Option<Color>) -> Self {
        let alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        runtime::register(BackendFactory {
            name: "headless",
            connect: || NEXT.lock().unwrap().take().ok_or(Error::Display("none".into())),
            has_display: || true,
        });
        runtime::stop(TIMEOUT);
        let clock = Arc::new(VirtualClock::default());
        let display = Headless::connect(Clock::Virtual(Arc::clone(&clock))).unwrap();
        *NEXT.lock().unwrap() = Some(Arc::clone(&display) as Arc<dyn Backend>);
        let color = Arc::new(Mutex::new(Color::WHITE));
        let drawn = Arc::clone(&color);
        let window = Canvas::builder()
            .size(40.0, 20.0)
            .background(background)
            .update_mode(UpdateMode::Manual)
            .show(move |painter: &mut Painter| {
                painter.fill_rect(0.0, 0.0, 20.0, 20.0);
                painter.set_fill_style(*drawn.lock().unwrap());
                painter.fill_rect(20.0, 0.0, 20.0, 20.0);
            })
            .unwrap();
        window.snapshot().unwrap();
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!(
            "video-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self {
            clock,
            display,
            color,
            window,
            folder,
            _alone: alone,
        }
    }

    /// Begins a recording with the frame that is shown.
    fn record(&self, name: &str) -> Result<Recording> {
        let path = self.folder.join(name);
        let recording = self.window.record_video(path, VideoOptions::default())?;
        assert_eventually("the shown frame is recorded", || recording.frames() == 1);
        Ok(recording)
    }

    /// Shows a frame, and waits until it is recorded.
    fn draw(&self, color: Color, recordings: &[&Recording]) {
        *self.color.lock().unwrap() = color;
        let before: Vec<u64> = recordings.iter().map(|recording| recording.frames()).collect();
        self.window.force_draw(TIMEOUT).unwrap();
        for (recording, before) in recordings.iter().zip(before) {
            assert_eventually("the frame is recorded", || recording.frames() == before + 1);
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.window.close();
        if !std::thread::panicking() {
            assert!(self.window.wait(Some(TIMEOUT)).unwrap());
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A frame of a file: its position, its size, its pixels over the frames before it, and its duration in milliseconds.
type Frame = (image::RgbaImage, u32);

fn frames<'a>(decoder: impl AnimationDecoder<'a>) -> Vec<Frame> {
    let frames = decoder.into_frames().collect_frames().unwrap();
    frames
        .into_iter()
        .map(|frame| {
            let (time, parts) = frame.delay().numer_denom_ms();
            (frame.into_buffer(), time / parts)
        })
        .collect()
}

fn gif(bytes: &[u8]) -> Vec<Frame> {
    frames(GifDecoder::new(std::io::Cursor::new(bytes)).unwrap())
}

fn apng(bytes: &[u8]) -> Vec<Frame> {
    let decoder = PngDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    assert!(decoder.is_apng().unwrap());
    frames(decoder.apng().unwrap())
}

fn rgb(red: u8, green: u8, blue: u8) -> Color {
    Color::from_rgb8(red, green, blue)
}

fn assert_halves(frame: &image::RgbaImage, right: [u8; 3]) {
    let [r, g, b] = right;
    for (x, y, pixel) in frame.enumerate_pixels() {
        let expected = if x < 20 { [0, 0, 0, 255] } else { [r, g, b, 255] };
        assert_eq!(pixel.0, expected, "at {x}, {y}");
    }
}

#[test]
fn frames_and_times_are_exact_in_every_format() {
    let bench = Bench::new();
    let names = ["a.gif", "b.png", "frames"];
    let recordings = names.map(|name| bench.record(name).unwrap());
    let all: Vec<&Recording> = recordings.iter().collect();
    let colors = [[255; 3], [200, 30, 5], [1, 2, 3], [200, 30, 5]];
    for [r, g, b] in &colors[1..] {
        bench.clock.advance(0.125);
        bench.draw(rgb(*r, *g, *b), &all);
        // It looks the same, so it is not a new frame.
        bench.clock.advance(0.125);
        bench.window.force_draw(TIMEOUT).unwrap();
    }
    bench.clock.advance(0.5);
    for recording in &all {
        assert!(recording.is_recording());
        recording.stop().unwrap();
        recording.stop().unwrap();
        assert!(!recording.is_recording());
        assert_eq!((recording.frames(), recording.dropped()), (4, 0), "{recording:?}");
    }
    let (gif, apng) = (gif(&bench.read(names[0])), apng(&bench.read(names[1])));
    // Hundredths of a second: 0.125, 0.25, 0.25 and 0.625, where rounding errors do not add up.
    assert_eq!(
        gif.iter().map(|(_, time)| *time).collect::<Vec<_>>(),
        [130, 250, 250, 620]
    );
    assert_eq!(
        apng.iter().map(|(_, time)| *time).collect::<Vec<_>>(),
        [125, 250, 250, 625]
    );
    for frames in [gif, apng] {
        for ((frame, _), color) in frames.iter().zip(colors) {
            assert_halves(frame, color);
        }
    }
    let folder = bench.path(names[2]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 5);
    for (number, color) in colors.iter().enumerate() {
        let image = Image::open(folder.join(format!("frame-{:06}.png", number + 1))).unwrap();
        let frame = image::RgbaImage::from_raw(image.width(), image.height(), image.rgba().to_vec());
        assert_halves(&frame.unwrap(), *color);
    }
    let list = fs::read_to_string(folder.join("frames.ffconcat")).unwrap();
    assert!(
        list.starts_with(
            "ffconcat version 1.0\nfile frame-000001.png\nduration 0.125000\nfile frame-000002.png\n"
        ),
        "{list}"
    );
    assert!(
        list.ends_with("file frame-000004.png\nduration 0.625000\n"),
        "{list}"
    );
}

/// Only changes are in the file: the second frame is half as large, and all its pixels differ.
#[test]
fn a_frame_is_no_larger_than_its_changes() {
    let bench = Bench::new();
    let recordings = ["a.gif", "a.png"].map(|name| bench.record(name).unwrap());
    let all: Vec<&Recording> = recordings.iter().collect();
    bench.clock.advance(1.0);
    bench.draw(rgb(9, 9, 9), &all);
    for recording in &all {
        recording.stop().unwrap();
    }
    let mut decoder = gif::DecodeOptions::new()
        .read_info(std::io::Cursor::new(bench.read("a.gif")))
        .unwrap();
    let mut parts = Vec::new();
    while let Some(frame) = decoder.next_frame_info().unwrap() {
        parts.push((frame.left, frame.top, frame.width, frame.height));
    }
    assert_eq!(parts, [(0, 0, 40, 20), (20, 0, 20, 20)]);
    let mut reader = png::Decoder::new(std::io::Cursor::new(bench.read("a.png")))
        .read_info()
        .unwrap();
    assert_eq!(reader.info().animation_control().unwrap().num_frames, 2);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let mut parts = Vec::new();
    for _ in 0..2 {
        reader.next_frame(&mut pixels).unwrap();
        let part = reader.info().frame_control().unwrap();
        parts.push((part.x_offset, part.y_offset, part.width, part.height));
    }
    assert_eq!(parts, [(0, 0, 40, 20), (20, 0, 20, 20)]);
}

#[test]
fn durations_beyond_the_maximum_of_a_format_are_kept() {
    let bench = Bench::new();
    let recordings = ["a.gif", "a.png"].map(|name| bench.record(name).unwrap());
    let all: Vec<&Recording> = recordings.iter().collect();
    bench.clock.advance(1000.0);
    bench.draw(rgb(9, 9, 9), &all);
    bench.clock.advance(1.0);
    for recording in &all {
        recording.stop().unwrap();
    }
    for frames in [gif(&bench.read("a.gif")), apng(&bench.read("a.png"))] {
        let (last, before) = frames.split_last().unwrap();
        assert_eq!(before.iter().map(|(_, time)| time).sum::<u32>(), 1_000_000);
        for (frame, _) in before {
            assert_halves(frame, [255; 3]);
        }
        assert_halves(&last.0, [9; 3]);
        assert_eq!(last.1, 1000);
    }
}

#[test]
fn transparency_is_kept_where_the_format_allows() {
    let bench = Bench::with(None);
    let recordings = ["a.gif", "a.png"].map(|name| bench.record(name).unwrap());
    let all: Vec<&Recording> = recordings.iter().collect();
    for alpha in [128, 0] {
        bench.clock.advance(1.0);
        bench.draw(Color::from_rgba8(255, 0, 0, alpha), &all);
    }
    for recording in &all {
        recording.stop().unwrap();
    }
    let right = |frames: Vec<Frame>| {
        let pixels = frames.iter().map(|(frame, _)| frame.get_pixel(30, 10).0);
        pixels.collect::<Vec<_>>()
    };
    assert_eq!(right(apng(&bench.read("a.png")))[1..], [[255, 0, 0, 128], [0; 4]]);
    assert_eq!(
        right(gif(&bench.read("a.gif")))[1..],
        [[255, 127, 127, 255], [255; 4]]
    );
}

#[test]
fn later_frames_are_fitted_into_the_size_of_the_first() {
    let bench = Bench::new();
    let recording = bench.record("a.png").unwrap();
    bench.clock.advance(1.0);
    let twice = PhysicalSize::new(80, 80).unwrap();
    bench
        .display
        .act(bench.window.core().id(), UserAction::Resize(twice, 1.0))
        .unwrap();
    assert_eventually("it is resized", || {
        bench.window.snapshot().unwrap().size() == twice && recording.frames() == 2
    });
    recording.stop().unwrap();
    let frames = apng(&bench.read("a.png"));
    let (frame, _) = frames.last().unwrap();
    assert_eq!(frame.dimensions(), (40, 20));
    // A quarter as large, in the middle, on the background.
    assert_eq!(frame.get_pixel(12, 2).0, [0, 0, 0, 255]);
    assert_eq!(frame.get_pixel(8, 2).0, [255; 4]);
    assert_eq!(frame.get_pixel(12, 10).0, [255; 4], "below what was drawn");
}

#[test]
fn a_recording_ends_with_its_window_or_its_display() {
    for lose in [false, true] {
        let bench = Bench::new();
        let recording = bench.record("a.png").unwrap();
        bench.clock.advance(2.0);
        match lose {
            false => bench.window.close(),
            true => bench.display.lose("the plug was pulled"),
        }
        assert!(bench.window.wait(Some(TIMEOUT)).unwrap());
        let ended = canvas_core::app::run();
        assert_eq!(ended.is_err(), lose, "{ended:?}");
        // It was not stopped, and its file is complete when `run` returns.
        let frames = apng(&bench.read("a.png"));
        assert_eq!((frames.len(), frames[0].1), (1, 2000));
        assert!(!recording.is_recording());
        recording.stop().unwrap();
        assert!(matches!(bench.record("b.png"), Err(Error::Closed(_))));
        assert!(!bench.path("b.png").exists());
    }
}

#[test]
fn a_file_is_complete_after_every_frame() {
    let bench = Bench::new();
    let recordings = ["a.gif", "a.png"].map(|name| bench.record(name).unwrap());
    let all: Vec<&Recording> = recordings.iter().collect();
    for shade in [10, 20] {
        bench.clock.advance(1.0);
        bench.draw(rgb(shade, shade, shade), &all);
    }
    // The last frame is written when the next one arrives.
    let is_there = |read: &dyn Fn() -> Vec<Frame>| assert_eventually("two frames", || read().len() == 2);
    for name in ["a.gif", "a.png"] {
        assert_eventually("it is written", || {
            bench.read(name).len() > 100
                && bench
                    .read(name)
                    .ends_with(if name == "a.gif" { b";" } else { b"\x42\x60\x82" })
        });
    }
    is_there(&|| gif(&bench.read("a.gif")));
    is_there(&|| apng(&bench.read("a.png")));
    for recording in &all {
        recording.stop().unwrap();
    }
    assert_eq!(gif(&bench.read("a.gif")).len(), 3);
}

#[test]
fn a_path_that_cannot_be_written_is_an_error_of_the_call() {
    let bench = Bench::new();
    for name in ["a.mp4", "a.jpeg", "frames.d/a.webm"] {
        let Err(Error::Invalid(text)) = bench.record(name) else {
            panic!("{name} was taken");
        };
        assert!(
            text.contains(".gif") && text.contains(".apng") && text.contains("folder"),
            "{text}"
        );
    }
    fs::create_dir(bench.path("folder.gif")).unwrap();
    fs::write(bench.path("file"), "").unwrap();
    for name in ["missing/a.gif", "missing/frames", "folder.gif", "file/", "file"] {
        let Err(Error::Write { path, source }) = bench.record(name) else {
            panic!("{name} was taken");
        };
        assert_eq!(
            (
                path,
                source.io().is_some_and(|error| error.raw_os_error().is_some())
            ),
            (bench.path(name), true)
        );
    }
    let fast = VideoOptions::default().with_max_fps(0.0);
    let Err(Error::Invalid(text)) = bench.window.record_video(bench.path("a.gif"), fast) else {
        panic!("no frames a second were taken");
    };
    assert!(text.contains("max_fps"), "{text}");
    // A folder with a recording is not used for another one.
    let first = bench.record("frames/").unwrap();
    for _ in 0..2 {
        let Err(Error::Write { path, .. }) = bench.record("frames") else {
            panic!("it was mixed");
        };
        assert_eq!(path, bench.path("frames/frame-000001.png"));
        first.stop().unwrap();
    }
}

#[test]
fn a_later_write_error_ends_the_recording() {
    let bench = Bench::new();
    let recording = bench.record("frames").unwrap();
    bench.clock.advance(1.0);
    bench.draw(rgb(10, 10, 10), &[&recording]);
    fs::remove_dir_all(bench.path("frames")).unwrap();
    bench.clock.advance(1.0);
    bench.draw(rgb(20, 20, 20), &[]);
    assert_eventually("it ends by itself", || !recording.is_recording());
    for _ in 0..2 {
        let Err(Error::Write { path, source }) = recording.stop() else {
            panic!("nothing was wrong");
        };
        assert_eq!(
            (
                path,
                source.io().is_some_and(|error| error.raw_os_error().is_some())
            ),
            (bench.path("frames"), true)
        );
    }
    // The window still works.
    bench.draw(rgb(30, 30, 30), &[]);
}

#[test]
fn a_window_that_shows_nothing_leaves_no_file() {
    let bench = Bench::new();
    let window = canvas_core::window::Window::new(canvas_core::window::Options::default()).unwrap();
    for name in ["a.gif", "a.png", "frames"] {
        let path = bench.path(name);
        let recording = window.record_video(&path, &VideoOptions::default()).unwrap();
        assert!(matches!(recording.stop(), Err(Error::Misuse(_))));
        let left = path.is_dir().then(|| fs::read_dir(&path).unwrap().count());
        assert!(!path.is_file() && left.unwrap_or(0) == 0);
    }
    // A window that is closed or dropped ends its recordings.
    let other = canvas_core::window::Window::new(canvas_core::window::Options::default()).unwrap();
    let recordings = [&window, &other].map(|window| {
        let path = bench.path("b.gif");
        window.record_video(&path, &VideoOptions::default()).unwrap()
    });
    window.close(canvas_core::event::CloseReason::Program);
    drop(other);
    assert!(recordings.iter().all(|recording| !recording.is_recording()));
}
