//! The X11 backend of canvas, on x11rb.
