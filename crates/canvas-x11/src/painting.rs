//! The way of a frame through the loop: from the window's port to the display, and the news that it is shown.

use canvas_core::backend::BackendEvent;
use x11rb::errors::ConnectionError;
use x11rb::protocol::ErrorKind;
use x11rb::protocol::xproto;
use x11rb::x11_utils::X11Error;

use crate::area::Area;
use crate::event_loop::{Answer, EventLoop};
use crate::paint::Job;
use crate::put::{self, Pieces, Put, Sent};

impl EventLoop {
    /// Begins the next job of a window, or goes on with one that goes in pieces.
    pub(crate) fn paint(&mut self, xid: xproto::Window) -> Result<(), ConnectionError> {
        if self.segments.is_congested() {
            self.due.insert(xid);
            return Ok(());
        }
        let Some(window) = self.windows.get_mut(&xid) else {
            return Ok(());
        };
        if let Some((job, pieces)) = window.work.take() {
            return self.paint_pieces(xid, job, pieces);
        }
        let port = &window.port;
        match window.paint.next(window.size, || port.take_frame()) {
            Some(job) => self.begin(xid, job),
            None => Ok(()),
        }
    }

    /// Gives a job to the display: the frame, and the background where there is none.
    fn begin(&mut self, xid: xproto::Window, job: Job) -> Result<(), ConnectionError> {
        let Some(window) = self.windows.get(&xid) else {
            return Ok(());
        };
        let colour = window.background;
        let Some(area) = job.area else {
            return self.fence(Answer::Painted(xid, job, Sent::default()));
        };
        let Some(frame) = job.frame.clone() else {
            put::fill(&self.display, xid, colour, std::iter::once(area))?;
            return self.fence(Answer::Painted(xid, job, Sent::default()));
        };
        let size = frame.buffer().size();
        put::fill(&self.display, xid, colour, area.beyond(size))?;
        let Some(covered) = area.intersection(Area::whole(size)) else {
            return self.fence(Answer::Painted(xid, job, Sent::default()));
        };
        match put::put(&mut self.display, &mut self.segments, xid, &frame, covered)? {
            Put::Sent(sent) => self.fence(Answer::Painted(xid, job, sent)),
            Put::InPieces(pieces) => self.paint_pieces(xid, job, pieces),
        }
    }

    fn paint_pieces(
        &mut self,
        xid: xproto::Window,
        job: Job,
        mut pieces: Pieces,
    ) -> Result<(), ConnectionError> {
        let all_sent = match &job.frame {
            Some(frame) => pieces.send(&self.display, xid, frame)?,
            None => true,
        };
        if all_sent {
            return self.fence(Answer::Painted(xid, job, Sent::default()));
        }
        if let Some(window) = self.windows.get_mut(&xid) {
            window.work = Some((job, pieces));
            self.due.insert(xid);
        }
        Ok(())
    }

    /// The end of a job: the display no longer reads its frames.
    pub(crate) fn painted(&mut self, xid: xproto::Window, job: Job, sent: &Sent, error: Option<X11Error>) {
        // A window that dies while it is painted says nothing about the memory.
        let refused =
            error.is_some_and(|error| !matches!(error.error_kind, ErrorKind::Drawable | ErrorKind::GContext));
        if let Some(key) = sent.attached {
            self.segments.answered(key, refused);
        }
        if let (Some(key), true) = (sent.shared, refused) {
            self.segments.refuse(key);
        }
        let Some(window) = self.windows.get_mut(&xid) else {
            return;
        };
        if refused && let Some(frame) = &job.frame {
            // Once more, through the connection.
            let frame = Area::whole(frame.buffer().size());
            let covered = job.area.and_then(|area| area.intersection(frame));
            window.work = covered.map(|area| (job, Pieces::new(area)));
        } else {
            window.paint.done();
            if job.exposed && job.frame.is_some() {
                window.tell(BackendEvent::Exposed);
            }
            if let (true, Some(frame)) = (job.is_new, &job.frame) {
                window.tell(BackendEvent::FrameShown(frame.serial()));
            }
        }
        self.due.insert(xid);
    }
}
