//! The image that is booted, and cards that are appended to it.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The image with this seed card appended: the kernel unpacks one archive after the other.
pub(crate) fn with_card(name: &str, card: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.initrd"));
    fs::copy(without_card(), &path).unwrap();
    let mut image = fs::File::options().append(true).open(&path).unwrap();
    image.write_all(&record("ente/seed.card.json", 0o100_644, card.as_bytes())).unwrap();
    image.write_all(&record("TRAILER!!!", 0, b"")).unwrap();
    path
}

/// The image with these files over its own.
pub(crate) fn with_layer(name: &str, folder: &Path) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.initrd"));
    fs::copy(without_card(), &path).unwrap();
    let mut pack = Command::new("sh");
    pack.args(["-c", "find . | cpio --quiet --create --format=newc --owner=0:0"]).current_dir(folder);
    let image = fs::File::options().append(true).open(&path).unwrap();
    assert!(pack.stdout(image).status().unwrap().success());
    path
}

/// The image, built once.
pub(crate) fn without_card() -> &'static Path {
    static IMAGE: OnceLock<PathBuf> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without-card.zst");
        let built = build("-", &path).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        path
    })
}

/// The command that builds an image.
pub(crate) fn build(card: &str, image: &Path) -> Command {
    let mut command = Command::new(format!("{ROOT}/iso/builder/build-initrd.sh"));
    command.arg(card).arg(image);
    command
}

/// One file of an archive: `070701`, thirteen numbers, name and content, each filled up to four octets
/// (kernel: Documentation/driver-api/early-userspace/buffer-format.rst).
fn record(path: &str, mode: u32, content: &[u8]) -> Vec<u8> {
    let (length, name) = (content.len(), path.len() + 1);
    let mut octets = b"070701".to_vec();
    for number in [0, mode as usize, 0, 0, 1, 0, length, 0, 0, 0, 0, name, 0] {
        write!(octets, "{number:08x}").unwrap();
    }
    octets.extend(path.bytes());
    octets.push(0);
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets.extend(content);
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}
