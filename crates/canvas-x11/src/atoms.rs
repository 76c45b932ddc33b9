//! The atoms that this backend uses.

macro_rules! atoms {
    ($($name:ident $(: $text:expr)?,)*) => {
        x11rb::atom_manager! {
            /// Atoms by name.
            pub(crate) Atoms:
            AtomsCookie { $($name $(: $text)?,)* }
        }

        #[cfg(test)]
        impl Atoms {
            /// Distinct atoms for tests without a server.
            pub(crate) fn numbered() -> Self {
                let mut numbers = 1..;
                let mut next = || numbers.next().unwrap_or_default();
                Self { $($name: next(),)* }
            }
        }
    };
}

atoms! {
    CLIPBOARD,
    IMAGE_PNG: b"image/png",
    INCR,
    TARGETS,
    TEXT_PLAIN: b"text/plain",
    TEXT_PLAIN_UTF8: b"text/plain;charset=utf-8",
    TEXT_URI_LIST: b"text/uri-list",
    TIMESTAMP,
    UTF8_STRING,
    WM_CHANGE_STATE,
    WM_DELETE_WINDOW,
    WM_PROTOCOLS,
    XdndActionCopy,
    XdndAware,
    XdndDrop,
    XdndEnter,
    XdndFinished,
    XdndLeave,
    XdndPosition,
    XdndSelection,
    XdndStatus,
    XdndTypeList,
    // The property into which owners of selections write the requested data.
    _CANVAS_SELECTION,
    _MOTIF_WM_HINTS,
    _NET_ACTIVE_WINDOW,
    _NET_WM_ICON,
    _NET_WM_NAME,
    _NET_WM_PID,
    _NET_WM_PING,
    _NET_WM_STATE,
    _NET_WM_STATE_ABOVE,
    _NET_WM_STATE_DEMANDS_ATTENTION,
    _NET_WM_STATE_FULLSCREEN,
    _NET_WM_STATE_HIDDEN,
    _NET_WM_STATE_MAXIMIZED_HORZ,
    _NET_WM_STATE_MAXIMIZED_VERT,
    _NET_WM_WINDOW_OPACITY,
    _NET_WM_WINDOW_TYPE,
    _NET_WM_WINDOW_TYPE_NORMAL,
}
