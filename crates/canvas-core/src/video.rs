//! Recordings: what a window shows, as a GIF, an animated PNG or numbered PNG files.
//!
//! The way of a picture: the window offers each frame that the display has completed (`window/recording.rs`) to the `tap`,
//! a short queue that never waits; a thread of the recording's own, the `encoder`, takes it, finds what has changed and
//! hands that to the writer of the format (`gif`, `apng`, `folder`).
//!
//! * A picture that looks as the one before makes that one last longer. So a recording has as many pictures as can be told
//!   apart, and a window that shows nothing new costs nothing.
//! * Frames wait in the queue as they are, not as copies: they take buffers from their window, which may have as many more
//!   meanwhile (`MOST_HELD`). While the queue is full the newest frame takes the place of the one before it. So memory
//!   is bounded, the window never waits, and the last picture is always recorded.
//! * Frames that come faster than `max_fps` wait until their time has come, and give way to newer ones until then.
//! * All pictures have the size of the first one; later ones are scaled to fit if the window has been resized.
//! * Files are written under their own names, and are complete after every picture (`file`): a program that is killed loses
//!   the last picture, which is written when it is known how long it lasts. Under another name it would lose them all.

mod apng;
mod encoder;
mod file;
mod folder;
mod gif;
mod palette;
mod tap;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::error::{Error, Result};
use crate::wait::{Host, RustHost, WaitError, WaitResult, lock, uninterrupted, wait_until};
use crate::{process, threads};

use encoder::{Encoder, Writer};
pub(crate) use tap::{MOST_HELD, Tap};

/// Compressors keep their tables on the heap.
const STACK: usize = 1024 * 1024;

/// The longest time between two pictures, seconds: years, and a moment that the clock can name.
const LONGEST: f64 = 1e8;

/// How a window is recorded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VideoOptions {
    /// The most pictures a second, above 0 and at most 1000. Default 30. A GIF has 50 at the most.
    pub max_fps: f64,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self { max_fps: 30.0 }
    }
}

impl VideoOptions {
    /// The same with another limit of pictures a second.
    #[must_use]
    pub fn with_max_fps(mut self, max_fps: f64) -> Self {
        self.max_fps = max_fps;
        self
    }
}

/// What a recording is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Gif,
    Apng,
    Folder,
}

impl Format {
    fn of_path(path: &Path) -> Result<Self> {
        let is_folder = |name: &[u8]| {
            name.last()
                .is_some_and(|last| std::path::is_separator((*last).into()))
        };
        let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            _ if is_folder(path.as_os_str().as_encoded_bytes()) => Ok(Self::Folder),
            None => Ok(Self::Folder),
            Some("gif") => Ok(Self::Gif),
            Some("png" | "apng") => Ok(Self::Apng),
            Some(_) => Err(Error::Invalid(format!(
                "path: expected a name that ends in .gif, .png or .apng, or that of a folder (without an ending, or with a \
                 slash at its end), got {}",
                path.display()
            ))),
        }
    }

    /// Makes the file, or the folder, so that it is known at once whether it can be written. `named` is what the program
    /// calls it.
    fn open(self, place: &Path, named: &Path) -> Result<Box<dyn Writer>> {
        let create = || file::create(place).map_err(|error| Error::write(named, error));
        Ok(match self {
            Self::Gif => Box::new(gif::Gif::new(create()?)),
            Self::Apng => Box::new(apng::Apng::new(create()?)),
            Self::Folder => Box::new(folder::Folder::create(place, named)?),
        })
    }

    /// How long a picture lasts at least, seconds.
    fn shortest(self) -> f64 {
        match self {
            // Viewers take a hundredth of a second for ten.
            Self::Gif => 0.02,
            Self::Apng | Self::Folder => 0.0,
        }
    }
}

/// The recordings whose files are not complete yet.
static UNFINISHED: Mutex<Vec<Arc<Tap>>> = Mutex::new(Vec::new());

/// Whether a recording that has ended is still being written. Who waits for windows is woken when it is complete.
pub(crate) fn is_writing() -> bool {
    lock(&UNFINISHED).iter().any(|tap| tap.is_ended())
}

/// Ends every recording and waits until the files are complete: true if they are, false if the deadline came first.
///
/// # Errors
/// What interrupted the host.
pub fn finish_all<H: Host>(host: &H, deadline: Instant) -> std::result::Result<bool, H::Interrupt> {
    let all = lock(&UNFINISHED).clone();
    all.iter().for_each(|tap| tap.end());
    let complete = || all.iter().all(|tap| tap.outcome().is_some()).then_some(());
    wait_until(host, process::waiters(), Some(deadline), complete).map(|done| done.is_some())
}

fn forget(tap: &Arc<Tap>) {
    lock(&UNFINISHED).retain(|other| !Arc::ptr_eq(tap, other));
    process::wake_waiters();
}

/// A recording of a window. It goes on until [`stop`](Self::stop) or until the window closes, whether or not this handle is
/// kept.
#[derive(Clone)]
pub struct Recording {
    tap: Arc<Tap>,
    path: Arc<PathBuf>,
}

impl Recording {
    /// Makes the file and starts the encoder, which waits for frames. Whatever became of the file, `ended` is called when
    /// no more of them are taken.
    pub(crate) fn start(
        path: &Path,
        options: &VideoOptions,
        background: [u8; 3],
        ended: impl FnOnce(&Arc<Tap>) + Send + 'static,
    ) -> Result<Self> {
        let max_fps = options.max_fps;
        if !(max_fps.is_finite() && max_fps > 0.0 && max_fps <= 1000.0) {
            return Err(Error::Invalid(format!(
                "max_fps must be a number above 0 and at most 1000, not {max_fps}"
            )));
        }
        let format = Format::of_path(path)?;
        // Where it is does not change when the program changes its folder.
        let place = std::path::absolute(path).map_err(|error| Error::write(path, error))?;
        let writer = format.open(&place, path)?;
        let recording = Self {
            tap: Arc::new(Tap::new((1.0 / max_fps).clamp(format.shortest(), LONGEST))),
            path: Arc::new(path.to_owned()),
        };
        let mut encoder = Encoder::new(Arc::clone(&recording.tap), writer, place, background);
        let (tap, path) = (Arc::clone(&recording.tap), Arc::clone(&recording.path));
        let run = move || {
            let outcome = encoder.run().map_err(|failure| failure.into_error(&path));
            if let Err(error @ Error::Write { .. }) = &outcome {
                process::warn(&format!("canvas: a recording has stopped: {error}"));
            }
            tap.end();
            ended(&tap);
            // The file is closed before anybody hears that it is complete.
            drop(encoder);
            tap.finish(outcome);
            forget(&tap);
        };
        lock(&UNFINISHED).push(Arc::clone(&recording.tap));
        if let Err(error) = threads::spawn("canvas-video", STACK, run) {
            forget(&recording.tap);
            return Err(Error::Resource(format!("no thread for a recording: {error}")));
        }
        Ok(recording)
    }

    /// Where frames are offered.
    pub(crate) fn tap(&self) -> &Arc<Tap> {
        &self.tap
    }

    /// The file or the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many pictures it has so far. One that looks as the one before is the same picture.
    pub fn frames(&self) -> u64 {
        self.tap.frames()
    }

    /// How many frames were left out because the encoder was busy; the times of the others are right all the same.
    pub fn dropped(&self) -> u64 {
        self.tap.dropped()
    }

    /// Whether it takes frames: nobody has stopped it, its window is not closed, and the file could be written so far.
    pub fn is_recording(&self) -> bool {
        !self.tap.is_ended()
    }

    /// Ends the recording, if it goes on, and waits until the file is complete. The last picture lasts until now.
    ///
    /// # Errors
    /// [`Error::Write`] if it could not be written, whenever that was; [`Error::Misuse`] if the window has shown nothing since
    /// the recording began, so that there is no file.
    pub fn stop(&self) -> Result<()> {
        uninterrupted(self.stop_with(&RustHost))
    }

    /// The same, with the user's lock given up.
    ///
    /// # Errors
    /// Those of [`stop`](Self::stop).
    #[doc(hidden)]
    pub fn stop_with<H: Host>(&self, host: &H) -> WaitResult<(), H> {
        self.tap.end();
        let outcome = wait_until(host, self.tap.waiters(), None, || self.tap.outcome());
        match outcome.map_err(WaitError::Interrupt)? {
            Some(outcome) => Ok(outcome?),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("path", &self.path)
            .field("frames", &self.frames())
            .field("recording", &self.is_recording())
            .finish_non_exhaustive()
    }
}
