//! The suite that every backend must pass, on a real server: with shared memory and without, with a window manager and
//! without.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use canvas_core::app::Window;
use canvas_core::backend::BackendFactory;
use canvas_core::conformance::{Display, assert_eventually, run_all};
use canvas_core::runtime;
use canvas_x11::{Options, X11Backend};
use support::{Client, Running, Server};
use x11rb::protocol::xproto::{self, ConnectionExt as _};

/// The options of the next connection.
static OPTIONS: Mutex<Option<Options>> = Mutex::new(None);

/// A user who is another client of the server.
struct User(Client);

impl User {
    /// The X11 id of a window, once it is found: both kinds of ids are assigned in ascending order.
    fn find(&self, window: &Window) -> Option<xproto::Window> {
        let mut ids: Vec<_> = runtime::windows().iter().map(|window| window.id()).collect();
        ids.sort();
        let mut xids = self.0.find("conformance");
        xids.sort_unstable();
        let index = ids.iter().position(|id| *id == window.core().id())?;
        // A search may miss a window while a window manager reparents it.
        (ids.len() == xids.len()).then(|| xids[index])
    }

    fn xid(&self, window: &Window) -> xproto::Window {
        let mut found = None;
        assert_eventually("the window is found", || {
            found = self.find(window);
            found.is_some()
        });
        found.unwrap()
    }
}

impl Display for User {
    fn backend(&self) -> &'static str {
        canvas_x11::FACTORY.name
    }

    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]> {
        self.0
            .pixel(self.find(window)?, x.try_into().unwrap(), y.try_into().unwrap())
    }

    fn resize(&self, window: &Window, width: u32, height: u32) {
        self.0.resize(self.xid(window), width, height);
    }

    fn expose(&self, _window: &Window) {
        self.0.cover_and_uncover();
    }

    fn close_button(&self, window: &Window) {
        let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| self.0.atom(name));
        self.0
            .message(self.xid(window), 32, protocols, [delete, 0, 0, 0, 0]);
    }

    fn destroy(&self, window: &Window) {
        self.0.connection.destroy_window(self.xid(window)).unwrap();
        self.0.sync();
    }
}

fn run_on(server: &Server, manager: Option<Running>) {
    run_with(server.options(), server.client());
    drop(manager);
}

fn run_with(options: Options, client: Client) {
    runtime::register(BackendFactory {
        connect: || {
            let options = OPTIONS.lock().unwrap().clone().unwrap();
            Ok(Arc::new(X11Backend::connect(&options)?))
        },
        ..canvas_x11::FACTORY
    });
    *OPTIONS.lock().unwrap() = Some(options);
    run_all(&User(client));
    assert!(runtime::stop(Duration::from_secs(10)));
}

/// One display after the other: they share the process's windows.
#[test]
fn it_passes_the_conformance_suite() {
    run_on(&Server::new(), None);
    run_on(&Server::with(&["-extension", "MIT-SHM"]), None);
    let server = Server::new();
    let manager = server.start_manager();
    run_on(&server, Some(manager));
}

/// For the servers of `make matrix`, which are not started here.
#[test]
#[ignore = "needs a server with a window manager: the one that DISPLAY names"]
fn it_passes_on_a_given_server() {
    let display = std::env::var("DISPLAY").expect("DISPLAY is set");
    let options = Options {
        display: Some(display.clone().into()),
        ..Options::default()
    };
    run_with(options, Client::new(&display));
}
