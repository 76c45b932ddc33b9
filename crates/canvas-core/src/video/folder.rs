//! A folder of numbered PNG files, and a list of their durations.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::image::{Format, Image};

use super::encoder::{VideoFrame, Writer};

/// The list, in the format of ffmpeg's concat demuxer: with `-f concat` these files are a video.
const LIST: &str = "frames.ffconcat";

/// See the [module](self).
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    list: File,
    /// The file of the first frame, created early so that an error is known at once.
    first: Option<File>,
    frames: u64,
}

impl Folder {
    /// Creates the folder, unless it exists. One that contains the first file already is refused: the files of two
    /// recordings would be mixed.
    pub(super) fn create(path: &Path, named: &Path) -> Result<Self> {
        match fs::create_dir(path) {
            Err(error) if !path.is_dir() => return Err(Error::write(named, error)),
            _ => {}
        }
        let first = File::create_new(path.join(name(1)))
            .map_err(|error| Error::write(&named.join(name(1)), error))?;
        let mut list = File::create(path.join(LIST)).map_err(|error| Error::write(named, error))?;
        list.write_all(b"ffconcat version 1.0\n")
            .map_err(|error| Error::write(named, error))?;
        Ok(Self {
            path: path.to_owned(),
            list,
            first: Some(first),
            frames: 0,
        })
    }
}

fn name(number: u64) -> String {
    format!("frame-{number:06}.png")
}

impl Writer for Folder {
    fn keeps_alpha(&self) -> bool {
        true
    }

    fn write(&mut self, frame: &VideoFrame<'_>) -> io::Result<()> {
        let name = name(self.frames + 1);
        let image = Image::from_rgba(frame.size, frame.rgba.to_vec());
        let png = image.encode(Format::Png).map_err(io::Error::other)?;
        let mut file = match self.first.take() {
            Some(file) => file,
            None => File::create(self.path.join(&name))?,
        };
        file.write_all(&png)?;
        let mut line = String::new();
        // Writing to a string cannot fail.
        let _ = write!(line, "file {name}\nduration {:.6}\n", frame.until - frame.from);
        self.list.write_all(line.as_bytes())?;
        self.frames += 1;
        Ok(())
    }

    fn discard(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path.join(LIST))?;
        fs::remove_file(path.join(name(1)))
    }
}
