//! Recordings: the frames of a window, as a GIF, an animated PNG or numbered PNG files.
//!
//! The path of a frame: the window offers each frame that the display has completed (`window/recorder.rs`) to the
//! `capture_queue`, which is short and never blocks; a thread of the recording's own, the `encoder`, takes it, finds its
//! damage and passes that to the writer of the format (`gif`, `apng`, `folder`).
//!
//! * A frame that looks like the one before extends that one's duration. So a recording contains only frames
//!   that differ, and a window that shows nothing new costs nothing.
//! * Frames wait in the queue as they are, not as copies: they hold buffers of their window, which may have as many more
//!   meanwhile (`MAX_HELD`). While the queue is full the newest frame replaces the one before it. So memory is bounded,
//!   the window never waits, and the last frame is always recorded.
//! * Frames that come faster than `max_fps` wait until they are due, and are replaced by newer ones until then.
//! * All frames have the size of the first one; later ones are scaled to fit if the window has been resized.
//! * Files are written under their own names, and are complete after every frame (`growing_file`): a program that is killed
//!   loses the last frame, which is written when its duration is known. Under another name it would lose them all.

mod apng;
mod capture_queue;
mod encoder;
mod folder;
mod gif;
mod growing_file;
mod palette;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::error::{Error, Result};
use crate::wait::{Host, RustHost, WaitError, WaitResult, lock, uninterrupted, wait_until};
use crate::{process, threads};

use encoder::{Encoder, Writer};

pub(crate) use capture_queue::{CaptureQueue, MAX_HELD};

/// Of the encoder's thread, bytes; compressors keep their tables on the heap.
const STACK: usize = 1024 * 1024;

/// The longest interval between two frames, seconds: years, and still a time that the clock can represent.
const MAX_INTERVAL: f64 = 1e8;

/// How a window is recorded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VideoOptions {
    /// The highest frame rate, in frames per second: above 0, at most 1000. Default 30. A GIF has at most 50.
    pub max_fps: f64,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self { max_fps: 30.0 }
    }
}

impl VideoOptions {
    /// These options with another highest frame rate, in frames per second.
    #[must_use]
    pub fn with_max_fps(mut self, max_fps: f64) -> Self {
        self.max_fps = max_fps;
        self
    }
}

/// The format of a recording.
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
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            _ if is_folder(path.as_os_str().as_encoded_bytes()) => Ok(Self::Folder),
            None => Ok(Self::Folder),
            Some("gif") => Ok(Self::Gif),
            Some("png" | "apng") => Ok(Self::Apng),
            Some(_) => Err(Error::Invalid(format!(
                "path: expected a name that ends in .gif, .png or .apng, or that of a folder (without an extension, or with \
                 a slash at its end), got {}",
                path.display()
            ))),
        }
    }

    /// Creates the file, or the folder, so that an error is known at once. `named` is the path as the program gave it.
    fn open(self, path: &Path, named: &Path) -> Result<Box<dyn Writer>> {
        let create = || growing_file::create(path).map_err(|error| Error::write(named, error));
        Ok(match self {
            Self::Gif => Box::new(gif::Gif::new(create()?)),
            Self::Apng => Box::new(apng::Apng::new(create()?)),
            Self::Folder => Box::new(folder::Folder::create(path, named)?),
        })
    }

    /// The shortest duration of a frame, seconds.
    fn min_duration(self) -> f64 {
        match self {
            // Viewers show a frame of a hundredth of a second for ten.
            Self::Gif => 0.02,
            Self::Apng | Self::Folder => 0.0,
        }
    }
}

/// The recordings whose files are not complete yet.
static UNFINISHED: Mutex<Vec<Arc<CaptureQueue>>> = Mutex::new(Vec::new());

/// Whether a recording that has ended is still being written. Threads that wait for windows are woken when it is complete.
pub(crate) fn is_writing() -> bool {
    lock(&UNFINISHED).iter().any(|queue| queue.is_ended())
}

/// Ends every recording and waits until the files are complete: true if they are, false if the deadline came first.
///
/// # Errors
/// The interrupt of the host, if the wait was interrupted.
pub fn finish_all<H: Host>(host: &H, deadline: Instant) -> std::result::Result<bool, H::Interrupt> {
    let all = lock(&UNFINISHED).clone();
    all.iter().for_each(|queue| queue.end());
    let complete = || all.iter().all(|queue| queue.outcome().is_some()).then_some(());
    wait_until(host, process::waiters(), Some(deadline), complete).map(|done| done.is_some())
}

fn remove_unfinished(queue: &Arc<CaptureQueue>) {
    lock(&UNFINISHED).retain(|other| !Arc::ptr_eq(queue, other));
    process::wake_waiters();
}

/// A recording of a window. It continues until [`stop`](Self::stop) or until the window closes, whether or not this handle
/// is kept.
#[derive(Clone)]
pub struct Recording {
    queue: Arc<CaptureQueue>,
    path: Arc<PathBuf>,
}

impl Recording {
    /// Creates the file and starts the encoder, which waits for frames. `ended` is called when no more of them are taken,
    /// even if the file could not be written.
    pub(crate) fn start(
        path: &Path,
        options: &VideoOptions,
        background: [u8; 3],
        ended: impl FnOnce(&Arc<CaptureQueue>) + Send + 'static,
    ) -> Result<Self> {
        let max_fps = options.max_fps;
        if !(max_fps.is_finite() && max_fps > 0.0 && max_fps <= 1000.0) {
            return Err(Error::Invalid(format!(
                "max_fps must be a number above 0 and at most 1000, not {max_fps}"
            )));
        }
        let format = Format::of_path(path)?;
        // An absolute path stays valid when the program changes its working directory.
        let absolute = std::path::absolute(path).map_err(|error| Error::write(path, error))?;
        let writer = format.open(&absolute, path)?;
        let recording = Self {
            queue: Arc::new(CaptureQueue::new(
                (1.0 / max_fps).clamp(format.min_duration(), MAX_INTERVAL),
            )),
            path: Arc::new(path.to_owned()),
        };
        let mut encoder = Encoder::new(Arc::clone(&recording.queue), writer, absolute, background);
        let (queue, path) = (Arc::clone(&recording.queue), Arc::clone(&recording.path));
        let run = move || {
            let outcome = encoder.run().map_err(|failure| failure.into_error(&path));
            if let Err(error @ Error::Write { .. }) = &outcome {
                process::warn(&format!("canvas: a recording has stopped: {error}"));
            }
            queue.end();
            ended(&queue);
            // The file is closed before it is reported as complete.
            drop(encoder);
            queue.finish(outcome);
            remove_unfinished(&queue);
        };
        lock(&UNFINISHED).push(Arc::clone(&recording.queue));
        if let Err(error) = threads::spawn("canvas-video", STACK, run) {
            remove_unfinished(&recording.queue);
            return Err(Error::Resource(format!("no thread for a recording: {error}")));
        }
        Ok(recording)
    }

    /// The queue that frames are offered to.
    pub(crate) fn queue(&self) -> &Arc<CaptureQueue> {
        &self.queue
    }

    /// The path of the file or the folder, as the program gave it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many frames it has so far. Consecutive identical frames count as one.
    pub fn frames(&self) -> u64 {
        self.queue.frames()
    }

    /// How many frames were dropped because the encoder was busy. The durations of the others are right nevertheless.
    pub fn dropped(&self) -> u64 {
        self.queue.dropped()
    }

    /// Whether it still records: it was not stopped, its window is not closed, and the file could be written so far.
    pub fn is_recording(&self) -> bool {
        !self.queue.is_ended()
    }

    /// Ends the recording, if it has not ended, and waits until the file is complete. The last frame lasts until now.
    ///
    /// # Errors
    /// [`Error::Write`] if it could not be written, now or earlier; [`Error::Misuse`] if the window has shown nothing since
    /// the recording began, so that there is no file.
    pub fn stop(&self) -> Result<()> {
        uninterrupted(self.stop_with(&RustHost))
    }

    /// [`stop`](Self::stop) for hosts: the wait releases the host lock.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    #[doc(hidden)]
    pub fn stop_with<H: Host>(&self, host: &H) -> WaitResult<(), H> {
        self.queue.end();
        let outcome = wait_until(host, self.queue.waiters(), None, || self.queue.outcome());
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
