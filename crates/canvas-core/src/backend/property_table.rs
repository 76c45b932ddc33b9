//! The table of window properties. A row gives the option of a window, its default, the command that changes it while the
//! window is open, and the capability that a display needs for it.

/// Calls a macro with the table. A row begins with its documentation. The rows are in the order in which changes are sent to a display.
///
/// * `field: Name(type) [= default]` is an option that a display takes as it is. [`Options`](crate::window::Options),
///   [`WindowSetup`](super::WindowSetup) and [`Builder`](crate::app::Builder) have it under the name of the field.
/// * `field: Name(type) [from |options| value]` is computed from options that are declared in `window/options.rs`; no change
///   is sent while the value is `None`. The table does not set its initial value: add it to `Options::setup` and
///   [`WindowSetup`](super::WindowSetup).
/// * `[if capability "do this"]` names the [capability](super::Capabilities) without which a change of an open window is
///   refused: "this display does not let programs *do this*".
macro_rules! window_properties {
    ($callback:ident) => {
        $callback! {
            "The title; any text."
            title: Title(String) [= "canvas".to_owned()];
            "How far a user may resize it."
            limits: Limits(SizeLimits) [from |options| Some(options.limits)];
            "The size of the content, logical pixels."
            size: Size(Size) [from |options| Some(options.size)];
            "The place of the content's top left corner on the screen, logical pixels."
            position: Position(Point) [from |options| options.position] [if position "place windows"];
            "The colour where no frame is: red, green, blue."
            background: Background([u8; 3]) [from |options| Some(options.display_background())];
            "Whether the window manager draws decorations (title bar and borders) around it."
            decorated: Decorated(bool) [= true] [if decorated "change a window's decorations"];
            "Whether it covers its monitor. The display confirms it with [`Mode`](crate::backend::BackendEvent::Mode)."
            fullscreen: Fullscreen(bool) [from |options| Some(options.mode.fullscreen)]
                [if fullscreen "make windows fullscreen"];
            "Whether it is as large as the desktop lets it be. The display confirms it with [`Mode`](crate::backend::BackendEvent::Mode)."
            maximized: Maximized(bool) [from |options| Some(options.mode.maximized)] [if maximized "maximise windows"];
            "Whether it is an icon or an entry of a task bar. The display confirms it with [`Mode`](crate::backend::BackendEvent::Mode)."
            minimized: Minimized(bool) [from |options| Some(options.mode.minimized)] [if minimized "minimise windows"];
            "Whether it stays above other windows."
            always_on_top: AlwaysOnTop(bool) [= false] [if always_on_top "keep windows above others"];
            "Whether it asks for the user's attention, until it has the focus."
            urgent: Urgent(bool) [= false];
            "From 0 (invisible) to 1 (opaque)."
            opacity: Opacity(f64) [= 1.0] [if opacity "make windows translucent"];
            "The icon that task bars show for it, at most 512 × 512 pixels; `None` lets them choose."
            icon: Icon(Option<Image>) [= None] [if icon "change a window's icon"];
            "How the pointer looks over it."
            cursor: Cursor(Cursor) [= Cursor::default()] [if cursor "change the cursor"];
        }
    };
}

pub(crate) use window_properties;
