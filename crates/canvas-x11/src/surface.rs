//! The presentation of one window: frames and background on their way from the window's port to the server.

use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::Window;

use crate::area::Area;
use crate::paint_state::{PaintJob, PaintState};
use crate::server::{ReplyKind, Server};
use crate::upload::{self, Segments, SharedUpload, Upload, WireUpload};

/// The content of a window, and the job that changes it.
#[derive(Debug)]
pub(crate) struct Surface {
    window: Window,
    /// The pixel value where no frame is.
    background: u32,
    state: PaintState,
    /// A job that goes through the connection and is not completely sent.
    upload: Option<(PaintJob, WireUpload)>,
}

/// The result of a finished job, for the reports of its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Presented {
    /// Whether exposed areas were repainted from a frame.
    pub(crate) exposed: bool,
    /// The serial of the frame that the window shows from now on.
    pub(crate) frame: Option<u64>,
}

impl Surface {
    /// The surface of a new window.
    pub(crate) fn new(window: Window, background: u32) -> Self {
        Self {
            window,
            background,
            state: PaintState::default(),
            upload: None,
        }
    }

    /// Notes that a newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.state.present();
    }

    /// Notes an exposed area; `more` events of the same series follow.
    pub(crate) fn expose(&mut self, area: Option<Area>, more: bool) {
        self.state.expose(area, more);
    }

    /// Changes the pixel value where no frame is.
    pub(crate) fn set_background(&mut self, background: u32, size: PhysicalSize) {
        self.background = background;
        self.state.damage_all(size);
    }

    /// Starts the next job, or continues one that goes through the connection. `take_frame` takes a frame out of the
    /// window's port. False if it has to be called again when the server has room for more.
    pub(crate) fn paint(
        &mut self,
        server: &mut Server,
        segments: &mut Segments,
        size: PhysicalSize,
        take_frame: impl FnOnce() -> Option<Frame>,
    ) -> Result<bool, ConnectionError> {
        if segments.is_congested() {
            return Ok(false);
        }
        if let Some((job, pieces)) = self.upload.take() {
            return self.upload_pieces(server, job, pieces);
        }
        match self.state.next_job(size, take_frame) {
            Some(job) => self.start(server, segments, job),
            None => Ok(true),
        }
    }

    /// Sends a job: the frame, and the background where there is no frame.
    fn start(
        &mut self,
        server: &mut Server,
        segments: &mut Segments,
        job: PaintJob,
    ) -> Result<bool, ConnectionError> {
        let (window, background) = (self.window, self.background);
        let Some(area) = job.area else {
            return self.finish(server, job, SharedUpload::default());
        };
        let Some(frame) = job.frame.clone() else {
            upload::fill(&server.display, window, background, std::iter::once(area))?;
            return self.finish(server, job, SharedUpload::default());
        };
        let size = frame.buffer().size();
        upload::fill(&server.display, window, background, area.beyond(size))?;
        let Some(covered) = area.intersection(Area::whole(size)) else {
            return self.finish(server, job, SharedUpload::default());
        };
        match upload::upload(&mut server.display, segments, window, &frame, covered)? {
            Upload::Sent(shared) => self.finish(server, job, shared),
            Upload::InPieces(pieces) => self.upload_pieces(server, job, pieces),
        }
    }

    fn upload_pieces(
        &mut self,
        server: &mut Server,
        job: PaintJob,
        mut pieces: WireUpload,
    ) -> Result<bool, ConnectionError> {
        let is_sent = match &job.frame {
            Some(frame) => pieces.send(&server.display, self.window, frame)?,
            None => true,
        };
        if is_sent {
            return self.finish(server, job, SharedUpload::default());
        }
        self.upload = Some((job, pieces));
        Ok(false)
    }

    /// All requests of a job have been sent: it is finished when the server has processed them.
    fn finish(
        &self,
        server: &mut Server,
        job: PaintJob,
        shared: SharedUpload,
    ) -> Result<bool, ConnectionError> {
        server.sync_barrier(ReplyKind::Painted(self.window, job, shared))?;
        Ok(true)
    }

    /// The server has processed a job, or could not read its memory; then the job is sent again, through the connection.
    pub(crate) fn job_processed(&mut self, job: PaintJob, is_memory_refused: bool) -> Presented {
        if is_memory_refused && let Some(frame) = &job.frame {
            let frame = Area::whole(frame.buffer().size());
            let covered = job.area.and_then(|area| area.intersection(frame));
            self.upload = covered.map(|area| (job, WireUpload::new(area)));
            return Presented::default();
        }
        self.state.finish_job();
        Presented {
            exposed: job.exposed && job.frame.is_some(),
            frame: job.frame.as_ref().filter(|_| job.is_new).map(Frame::serial),
        }
    }
}
