//! What the service manager is told: sd_notify(3), which systemd and this crate's PID 1 understand.

use std::{
    ffi::OsStr,
    os::{
        linux::net::SocketAddrExt as _,
        unix::{
            ffi::OsStrExt as _,
            net::{SocketAddr, UnixDatagram},
        },
    },
};

/// Where the manager listens: a path, or a name in the abstract namespace behind an `@`.
pub(crate) const SOCKET: &str = "NOTIFY_SOCKET";

/// Tells the manager `state`, variables on lines of their own. Without one, or when it is gone, nothing happens.
pub(crate) fn tell(state: &str) {
    let Some(place) = std::env::var_os(SOCKET) else { return };
    let _gone = address(&place).and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
}

fn address(place: &OsStr) -> std::io::Result<SocketAddr> {
    match place.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(place),
    }
}
