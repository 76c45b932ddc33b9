//! Opening a display: the queries right after the handshake.
//!
//! Here, and only here, replies are waited for, until the deadline of connecting. Everything that x11rb would query later
//! by itself (extensions, the longest request) is queried here, so that the event loop never meets a hidden round trip.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use canvas_core::frame::PixelFormat;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{
    Colormap, ColormapAlloc, ConnectionExt as _, CreateGCAux, Depth, Gcontext, ImageOrder, Screen, Setup,
    VisualClass, Visualtype,
};
use x11rb::protocol::{bigreq, shm, xinput};

use crate::atoms::Atoms;
use crate::connect;
use crate::display::{Connection, Display, Visual, explain, explain_reply};
use crate::keyboard::read_keymap;
use crate::keymap::Keymap;
use crate::options::Options;
use crate::resource_ids::ResourceIds;
use crate::transport::Transport;
use crate::{cursors, probe, resources, touch};

/// The most bytes of one request that carries pixels: each is copied into the output queue at once.
const MAX_PUT_BYTES: usize = 256 * 1024;
/// The bytes of a `PutImage` request before its pixels.
const PUT_HEADER: usize = 32;

/// A display that is ready to create windows.
#[derive(Debug)]
pub(crate) struct OpenedDisplay {
    pub(crate) display: Display,
    pub(crate) keymap: Keymap,
    /// Names and values for bug reports.
    pub(crate) facts: Vec<(String, String)>,
}

/// Connects to a display and queries its properties.
///
/// # Errors
/// A text that names the variable and the reason.
pub(crate) fn open_display(options: &Options, deadline: Instant) -> Result<OpenedDisplay, String> {
    let connected = connect::open(options, deadline)?;
    let name = options.display_name();
    let named = |reason: String| format!("{name}: {reason}");
    let failed = |error: ReplyError| named(explain_reply(&error));
    let (connection, is_local) = (connected.connection, connected.is_local);
    let screen = connection.setup().roots[connected.screen].clone();
    let visual = choose_visual(connection.setup(), &screen).map_err(named)?;
    let keymap = read_keymap(&connection).map_err(|error| named(explain(&error)))?;
    let mut display = query(connection, screen, visual, options).map_err(failed)?;
    if is_local {
        display.transport = probe::best_transport(&mut display, options.transport).map_err(failed)?;
    }
    display.cursor_theme = match cursors::theme(&display.connection, connected.screen) {
        Err(ReplyOrIdError::ConnectionError(error)) => return Err(named(explain(&error))),
        theme => theme.ok(),
    };
    let facts = facts(&display, options).map_err(failed)?;
    display.connection.stream().set_reply_deadline(None);
    Ok(OpenedDisplay {
        display,
        keymap,
        facts,
    })
}

fn query(
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
    let mut ids = ResourceIds::new(setup.resource_id_base, setup.resource_id_mask, first_id());
    let (gc, colormap) = create_resources(&connection, &screen, visual, &mut ids)?;
    let has_touch = touch::is_supported(&connection)?;
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
        longest_request,
        cursor_theme: None,
        max_pixels: longest_request.min(MAX_PUT_BYTES) - PUT_HEADER,
    })
}

/// Creates what all windows share: a graphics context and a colormap.
fn create_resources(
    connection: &Connection,
    screen: &Screen,
    visual: Visual,
    ids: &mut ResourceIds,
) -> Result<(Gcontext, Colormap), ReplyError> {
    let mut id = || {
        ids.allocate()
            .ok_or(ReplyError::ConnectionError(ConnectionError::UnknownError))
    };
    let (pixmap, gc) = (id()?, id()?);
    // A graphics context belongs to a depth, which need not be that of the root window.
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

/// Chooses a visual with eight bits a channel in four bytes of this machine's byte order: that of the root window if it
/// is one, or else any.
fn choose_visual(setup: &Setup, screen: &Screen) -> Result<Visual, String> {
    let is_native = cfg!(target_endian = "little") && setup.image_byte_order == ImageOrder::LSB_FIRST;
    let has_32_bit_pixels = setup
        .pixmap_formats
        .iter()
        .any(|format| (format.depth, format.bits_per_pixel, format.scanline_pad) == (24, 32, 32));
    screen
        .allowed_depths
        .iter()
        .filter(|_| is_native && has_32_bit_pixels)
        .flat_map(|depth| depth.visuals.iter().filter_map(|visual| usable(depth, visual)))
        .min_by_key(|visual| visual.id != screen.root_visual)
        .ok_or_else(|| {
            format!(
                "its screen has a depth of {} bits; 24 are needed",
                screen.root_depth
            )
        })
}

/// The visual, if its pixels have the layout of a [`PixelFormat`].
fn usable(depth: &Depth, visual: &Visualtype) -> Option<Visual> {
    let format = match (visual.red_mask, visual.green_mask, visual.blue_mask) {
        (0xff_0000, 0xff00, 0xff) => PixelFormat::Bgra,
        (0xff, 0xff00, 0xff_0000) => PixelFormat::Rgba,
        _ => return None,
    };
    let is_true_color = depth.depth == 24 && visual.class == VisualClass::TRUE_COLOR;
    is_true_color.then_some(Visual {
        id: visual.visual_id,
        depth: 24,
        format,
    })
}

/// Names and values for bug reports.
fn facts(display: &Display, options: &Options) -> Result<Vec<(String, String)>, ReplyError> {
    let connection = &display.connection;
    let setup = connection.setup();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let extensions = connection.list_extensions()?.reply()?;
    let mut extensions: Vec<_> = extensions.names.iter().map(|it| text(&it.name)).collect();
    extensions.sort();
    let name = options.display.clone().unwrap_or_default();
    let server = format!("{} {}", text(&setup.vendor), setup.release_number);
    let (width, height) = (display.screen.width_in_pixels, display.screen.height_in_pixels);
    let facts = [
        ("display", name.to_string_lossy().into_owned()),
        ("server", server),
        ("screen", format!("{width} x {height}")),
        ("depth", display.screen.root_depth.to_string()),
        ("ratio", display.ratio.to_string()),
        ("transport", display.transport.name().to_owned()),
        ("longest request", format!("{} bytes", display.longest_request)),
        ("extensions", extensions.join(" ")),
    ];
    Ok(facts.map(|(name, value)| (name.to_owned(), value)).into())
}

/// Where in its range this connection begins to allocate ids: unlikely to be where the previous client began.
fn first_id() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.subsec_nanos().rotate_left(7) ^ std::process::id().wrapping_mul(0x9e37_79b9)
}
