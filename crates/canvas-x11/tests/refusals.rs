//! Displays that refuse, hang or lack something: connecting fails in time with the reason, or works with fewer features.

mod support;

use std::io::Write as _;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvas_core::Error;
use canvas_core::backend::{Backend as _, BackendEvent, Command, Property};
use canvas_core::conformance::{TestWindow, test_setup};
use canvas_core::geometry::kurbo::Size;
use canvas_x11::{Options, X11Backend};
use support::Server;

const RED: [u8; 3] = [200, 10, 20];

fn refusal(options: &Options) -> String {
    let begun = Instant::now();
    let error = X11Backend::connect(options).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(4), "within the deadline");
    match error {
        Error::Display(text) => text,
        other => panic!("not a display error: {other:?}"),
    }
}

#[test]
fn connecting_to_a_stopped_server_times_out() {
    let server = Server::new();
    server.stop();
    let text = refusal(&server.options());
    assert!(
        text.contains(&server.display) && text.contains("does not answer"),
        "{text}"
    );
    server.cont();
}

#[test]
fn connecting_to_a_server_that_hangs_after_the_handshake_times_out() {
    let server = Server::new();
    let socket = server.folder.join("half");
    let listener = UnixListener::bind(&socket).unwrap();
    let real = format!("/tmp/.X11-unix/X{}", &server.display[1..]);
    // The proxy forwards the handshake, and nothing after it.
    let proxy = std::thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = std::os::unix::net::UnixStream::connect(real).unwrap();
        let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let forward = std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        let mut handshake = vec![0; 64 * 1024];
        let count = std::io::Read::read(&mut &server, &mut handshake).unwrap();
        (&client).write_all(&handshake[..count]).unwrap();
        forward.join().unwrap().unwrap();
    });
    let text = refusal(&Options {
        display: Some(socket.into()),
        ..server.options()
    });
    assert!(text.contains("does not answer"), "{text}");
    proxy.join().unwrap();
}

#[test]
fn a_server_that_dies_during_the_handshake_is_an_error() {
    let folder = std::env::temp_dir().join(format!("canvas-x11-dying-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let socket = folder.join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    let server = std::thread::spawn(move || drop(listener.accept().unwrap()));
    let text = refusal(&Options {
        display: Some(socket.into()),
        ..Options::default()
    });
    assert!(text.contains("closed the connection"), "{text}");
    server.join().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn invalid_displays_are_named_in_the_error() {
    let text = refusal(&Options::default());
    assert!(text.contains("DISPLAY is not set"), "{text}");
    let text = refusal(&Options {
        display: Some("junk".into()),
        ..Options::default()
    });
    assert!(text.contains("DISPLAY=\"junk\""), "{text}");
    let server = Server::new();
    let display = format!("{}.7", server.display);
    let text = refusal(&Options {
        display: Some(display.into()),
        ..Options::default()
    });
    assert!(text.contains("no screen 7"), "{text}");
}

#[test]
fn a_screen_without_24_bits_is_refused() {
    for depth in ["8", "16"] {
        let server = Server::with(&["-screen", "0", &format!("640x480x{depth}")]);
        let text = refusal(&server.options());
        assert!(text.contains("depth") && text.contains(depth), "{text}");
    }
}

/// A server that requires authorization, and the authority file for it.
fn locked_server() -> (Server, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!(
        "canvas-x11-auth-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("authority");
    let mut entry = vec![0xff, 0xff, 0, 0, 0, 0];
    for string in [&b"MIT-MAGIC-COOKIE-1"[..], b"0123456789abcdef"] {
        entry.extend(u16::try_from(string.len()).unwrap().to_be_bytes());
        entry.extend(string);
    }
    std::fs::write(&file, entry).unwrap();
    (Server::with(&["-auth", file.to_str().unwrap()]), file)
}

#[test]
fn a_client_without_authorization_is_refused_with_the_reason() {
    let (server, file) = locked_server();
    X11Backend::connect(&Options {
        authority: Some(file.clone()),
        ..server.options()
    })
    .unwrap();
    let folder = file.parent().unwrap();
    let (huge, wrong) = (folder.join("huge"), folder.join("wrong"));
    std::fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    let mut content = std::fs::read(&file).unwrap();
    content.pop();
    content.push(b'X');
    std::fs::write(&wrong, content).unwrap();
    let cases = [
        (None, "XAUTHORITY is not set"),
        (Some(folder.to_owned()), "not a regular file"),
        (Some(folder.join("missing")), "missing"),
        (Some(huge), "too large"),
        (Some(wrong), "refuses"),
    ];
    for (authority, reason) in cases {
        let text = refusal(&Options {
            authority,
            ..server.options()
        });
        assert!(text.contains(&server.display) && text.contains(reason), "{text}");
        assert!(
            !text.contains("0123456789"),
            "no authorization data in messages: {text}"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_untrusted_client_can_open_windows() {
    let (server, file) = locked_server();
    let untrusted = file.with_file_name("untrusted");
    std::fs::File::create(&untrusted).unwrap();
    let xauth = std::process::Command::new("xauth")
        .args([
            "-f",
            untrusted.to_str().unwrap(),
            "generate",
            &server.display,
            ".",
            "untrusted",
        ])
        .env("XAUTHORITY", &file)
        .output()
        .unwrap();
    assert!(xauth.status.success(), "{xauth:?}");
    let backend = Arc::new(
        X11Backend::connect(&Options {
            authority: Some(untrusted),
            ..server.options()
        })
        .unwrap(),
    );
    let extensions = backend
        .describe()
        .into_iter()
        .find(|(name, _)| name == "extensions")
        .unwrap()
        .1;
    assert!(!extensions.contains("MIT-SHM"), "{extensions}");
    assert!(!backend.capabilities().shared_memory);
    let window = TestWindow::open(&backend, test_setup(120, 90));
    window.show(window.frame(120, 90, RED));
    window.send(Command::Set(window.id(), Property::Size(Size::new(200.0, 150.0))));
    window.expect_size(200, 150);
    window.send(Command::Raise(window.id()));
    window.show(window.frame(200, 150, RED));
    window.send(Command::Hide(window.id()));
    window.expect("hidden", |event| *event == BackendEvent::Visible(false));
    window.send(Command::Destroy(window.id()));
    window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
}
