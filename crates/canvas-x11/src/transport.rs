//! The transports of frames to an X server.

/// How the pixels of frames reach the X server; the fastest comes first, and [`Ord`] follows that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// Sealed memory files whose descriptors are passed to the server (`ShmAttachFd`, MIT-SHM 1.2).
    MemoryFile,
    /// System V shared memory (`ShmAttach`, MIT-SHM 1.0).
    SystemV,
    /// Through the connection, in several requests (`PutImage`).
    Wire,
}

impl Transport {
    /// The name in reports and in `CANVAS_X11_TRANSPORT`: `"memfd"`, `"sysv"` or `"wire"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::MemoryFile => "memfd",
            Self::SystemV => "sysv",
            Self::Wire => "wire",
        }
    }

    /// The transport whose [`name`](Self::name) is `name`; `None` if there is none.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::MemoryFile, Self::SystemV, Self::Wire]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for transport in [Transport::MemoryFile, Transport::SystemV, Transport::Wire] {
            assert_eq!(Transport::from_name(transport.name()), Some(transport));
        }
        assert_eq!(Transport::from_name("pigeon"), None);
    }
}
