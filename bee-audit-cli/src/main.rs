//! `bee-audit`: says exactly what is inside a server.

fn main() {}
