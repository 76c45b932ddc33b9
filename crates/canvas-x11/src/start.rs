//! What is asked of a display once, right after the greeting: extensions, atoms, a visual, and how frames reach it.
//!
//! Here, and only here, answers are waited for, until the deadline of connecting. All that x11rb would look up on the
//! way later (extensions, the longest request) is looked up here, so that the loop never meets a hidden round trip.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use canvas_core::frame::PixelFormat;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{
    Colormap, ColormapAlloc, ConnectionExt as _, CreateGCAux, Gcontext, ImageOrder, Screen, Setup,
    VisualClass, Visualid,
};
use x11rb::protocol::{bigreq, shm, xinput};
use x11rb::rust_connection::RustConnection;

use crate::atoms::Atoms;
use crate::buffers::Transport;
use crate::connect::{self, Options};
use crate::ids::Ids;
use crate::keymap::Keymap;
use crate::stream::Wire;
use crate::{cursors, probe, resources, seat, touch};

/// The connection of one display.
pub(crate) type Connection = RustConnection<Wire>;

/// The longest request that carries pixels: it is copied into the queue at one go.
const MAX_PUT_BYTES: usize = 256 * 1024;
/// The bytes of a `PutImage` request before its pixels.
const PUT_HEADER: usize = 32;

/// How windows look to the display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visual {
    pub(crate) id: Visualid,
    pub(crate) depth: u8,
    pub(crate) format: PixelFormat,
}

/// A display that is ready to show windows.
#[derive(Debug)]
pub(crate) struct Display {
    pub(crate) connection: Connection,
    pub(crate) screen: Screen,
    pub(crate) visual: Visual,
    pub(crate) colormap: Colormap,
    pub(crate) atoms: Atoms,
    pub(crate) gc: Gcontext,
    pub(crate) ids: Ids,
    pub(crate) transport: Transport,
    pub(crate) ratio: f64,
    /// Whether it tells of fingers.
    pub(crate) has_touch: bool,
    /// As it was at the start.
    pub(crate) keymap: Keymap,
    /// In bytes.
    pub(crate) longest_request: usize,
    /// `None` if the display or its answers are of no use for it.
    pub(crate) cursor_theme: Option<x11rb::cursor::Handle>,
    /// How many bytes of pixels one `PutImage` may carry.
    pub(crate) max_pixels: usize,
    /// For bug reports.
    pub(crate) facts: Vec<(String, String)>,
}

/// Connects, and asks what has to be known.
///
/// # Errors
/// A text that names the variable and the reason.
pub(crate) fn start(options: &Options, deadline: Instant) -> Result<Display, String> {
    let connected = connect::open(options, deadline)?;
    let (connection, is_local) = (connected.connection, connected.is_local);
    let screen = connection.setup().roots[connected.screen].clone();
    let name = options.display_name();
    let visual = pick_visual(connection.setup(), &screen).map_err(|reason| format!("{name}: {reason}"))?;
    let mut display = ask(connection, screen, visual, options)
        .map_err(|error| format!("{name}: {}", explain_reply(&error)))?;
    if is_local {
        display.transport = probe::best_transport(&mut display, options.transport)
            .map_err(|error| format!("{name}: {}", explain_reply(&error)))?;
    }
    display.cursor_theme = match cursors::theme(&display.connection, connected.screen) {
        Err(ReplyOrIdError::ConnectionError(error)) => return Err(format!("{name}: {}", explain(&error))),
        theme => theme.ok(),
    };
    display.facts = facts(&display, options).map_err(|error| format!("{name}: {}", explain_reply(&error)))?;
    display.connection.stream().set_patience(None);
    Ok(display)
}

fn ask(
    connection: Connection,
    screen: Screen,
    visual: Visual,
    options: &Options,
) -> Result<Display, ReplyError> {
    connection.prefetch_extension_information(bigreq::X11_EXTENSION_NAME)?;
    connection.prefetch_extension_information(shm::X11_EXTENSION_NAME)?;
    connection.prefetch_extension_information(xinput::X11_EXTENSION_NAME)?;
    let atoms = Atoms::new(&connection)?;
    connection.extension_information(bigreq::X11_EXTENSION_NAME)?;
    connection.extension_information(shm::X11_EXTENSION_NAME)?;
    let longest_request = connection.maximum_request_bytes();
    let atoms = atoms.reply()?;
    let setup = connection.setup();
    let mut ids = Ids::new(setup.resource_id_base, setup.resource_id_mask, first_name());
    let (gc, colormap) = make_resources(&connection, &screen, visual, &mut ids)?;
    let keymap = seat::read_keymap(&connection)?;
    let has_touch = touch::is_offered(&connection)?;
    let ratio = resources::ratio(&connection, screen.root, options.scale.as_deref());
    Ok(Display {
        connection,
        screen,
        visual,
        colormap,
        atoms,
        gc,
        ids,
        transport: Transport::Wire,
        ratio,
        has_touch,
        keymap,
        longest_request,
        cursor_theme: None,
        max_pixels: longest_request.min(MAX_PUT_BYTES) - PUT_HEADER,
        facts: Vec::new(),
    })
}

/// What all windows share: a graphics context and a colormap.
fn make_resources(
    connection: &Connection,
    screen: &Screen,
    visual: Visual,
    ids: &mut Ids,
) -> Result<(Gcontext, Colormap), ReplyError> {
    let mut id = || {
        ids.take()
            .ok_or(ReplyError::ConnectionError(ConnectionError::UnknownError))
    };
    let (pixmap, gc) = (id()?, id()?);
    // A graphics context belongs to a depth, which need not be the root window's.
    connection
        .create_pixmap(visual.depth, pixmap, screen.root, 1, 1)?
        .check()?;
    connection
        .create_gc(gc, pixmap, &CreateGCAux::new().graphics_exposures(0))?
        .check()?;
    connection.free_pixmap(pixmap)?;
    if visual.id == screen.root_visual {
        return Ok((gc, screen.default_colormap));
    }
    let colormap = id()?;
    connection
        .create_colormap(ColormapAlloc::NONE, colormap, screen.root, visual.id)?
        .check()?;
    Ok((gc, colormap))
}

/// A visual with eight bits a colour in four bytes of this machine's order: the screen's own, else any.
fn pick_visual(setup: &Setup, screen: &Screen) -> Result<Visual, String> {
    let native = if cfg!(target_endian = "little") {
        ImageOrder::LSB_FIRST
    } else {
        ImageOrder::MSB_FIRST
    };
    let has_whole_pixels = |depth| {
        let mut formats = setup.pixmap_formats.iter();
        formats
            .any(|format| format.depth == depth && (format.bits_per_pixel, format.scanline_pad) == (32, 32))
    };
    let usable = screen.allowed_depths.iter().flat_map(|depth| {
        depth.visuals.iter().filter_map(|visual| {
            let format = match (visual.red_mask, visual.green_mask, visual.blue_mask) {
                (0xff_0000, 0xff00, 0xff) => PixelFormat::Bgra,
                (0xff, 0xff00, 0xff_0000) => PixelFormat::Rgba,
                _ => return None,
            };
            let is_plain = depth.depth == 24 && visual.class == VisualClass::TRUE_COLOR;
            let id = visual.visual_id;
            (is_plain && has_whole_pixels(24)).then_some(Visual {
                id,
                depth: 24,
                format,
            })
        })
    });
    let native_order = cfg!(target_endian = "little") && setup.image_byte_order == native;
    usable
        .filter(|_| native_order)
        .min_by_key(|visual| visual.id != screen.root_visual)
        .ok_or_else(|| {
            format!(
                "its screen has a depth of {} bits; 24 are needed",
                screen.root_depth
            )
        })
}

fn facts(display: &Display, options: &Options) -> Result<Vec<(String, String)>, ReplyError> {
    let connection = &display.connection;
    let setup = connection.setup();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let extensions = connection.list_extensions()?.reply()?;
    let mut extensions: Vec<_> = extensions.names.iter().map(|it| text(&it.name)).collect();
    extensions.sort();
    let facts = [
        (
            "display",
            options
                .display
                .clone()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        ),
        (
            "server",
            format!("{} {}", text(&setup.vendor), setup.release_number),
        ),
        (
            "screen",
            format!(
                "{} x {}",
                display.screen.width_in_pixels, display.screen.height_in_pixels
            ),
        ),
        ("depth", display.screen.root_depth.to_string()),
        ("ratio", display.ratio.to_string()),
        ("transport", display.transport.name().to_owned()),
        (
            "longest request",
            format!("{} bytes", connection.maximum_request_bytes()),
        ),
        ("extensions", extensions.join(" ")),
    ];
    Ok(facts.map(|(name, value)| (name.to_owned(), value)).into())
}

/// What an error of the connection means to a user.
pub(crate) fn explain(error: &ConnectionError) -> String {
    match error {
        ConnectionError::IoError(error) => connect::describe(error),
        other => format!("the connection has failed: {other}"),
    }
}

pub(crate) fn explain_reply(error: &ReplyError) -> String {
    match error {
        ReplyError::ConnectionError(error) => explain(error),
        ReplyError::X11Error(error) => format!(
            "the display refuses to serve ({:?} for request {})",
            error.error_kind,
            error.request_name.unwrap_or("of unknown name")
        ),
    }
}
/// A place to begin with names that the client before this one is unlikely to have had.
fn first_name() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.subsec_nanos().rotate_left(7) ^ std::process::id().wrapping_mul(0x9e37_79b9)
}
