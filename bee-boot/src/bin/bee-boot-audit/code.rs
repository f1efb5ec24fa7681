//! The QR code on the console (ISO/IEC 18004): which machine, which report, how it came out.
//!
//! Capitals and digits alone, which take 5½ bits each; with the lowest level of error correction, as a screen has no
//! stains, it is 45 columns and 23 lines at a usual serial number, so that it stays on a console of 80 by 25. Light
//! modules are drawn and dark ones left out, since consoles are dark.

use std::fmt;

use bee_audit::Report;
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2, types::QrError};
use sha2::{Digest as _, Sha256};

use crate::attempt::Audited;

/// What a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Processors, memory modules, GPUs, drives, network adapters, power supplies and fans.
    parts: usize,
    gaps: usize,
    findings: usize,
}

impl Tally {
    pub(crate) fn of(report: &Report) -> Tally {
        let modules = report.memory.iter().flat_map(|memory| &memory.devices);
        let parts = [
            report.cpu.as_ref().map_or(0, |cpu| cpu.packages.len()),
            modules.filter(|module| module.populated == Some(true)).count(),
            report.gpu.as_ref().map_or(0, |gpu| gpu.devices.len()),
            report.storage.as_ref().map_or(0, |storage| storage.drives.len()),
            report.network.as_ref().map_or(0, |network| network.adapters.len()),
            report.power_supplies.iter().filter(|supply| supply.present != Some(false)).count(),
            report.fans.len(),
        ];
        Tally { parts: parts.iter().sum(), gaps: report.gaps.len(), findings: report.findings.len() }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count, noun| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
        let [parts, gaps] = [counted(self.parts, "part"), counted(self.gaps, "gap")];
        write!(f, "{parts}, {gaps}, {}", counted(self.findings, "finding"))
    }
}

/// What the code says: `BEE-AUDIT 7ABC123 SHA256:9F86… PARTS:23 GAPS:2 FINDINGS:1`; the sum is that of the report's
/// file.
pub(crate) fn text(audited: &Audited) -> String {
    let board = audited.report.board.as_ref();
    let serial = board.and_then(|board| board.system.serial_number.as_deref()).unwrap_or("-");
    let sum: String = Sha256::digest(&audited.text).iter().map(|octet| format!("{octet:02X}")).collect();
    let Tally { parts, gaps, findings } = Tally::of(&audited.report);
    format!("BEE-AUDIT {serial} SHA256:{sum} PARTS:{parts} GAPS:{gaps} FINDINGS:{findings}")
}

/// What a console can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Half blocks: two modules a character.
    Unicode,
    /// Two characters a module, so that it comes out square; twice as wide and as high.
    Ascii,
}

impl Charset {
    /// As the locale says (locale(7)): the first of these variables that is there. Without one the console is one of
    /// today.
    pub(crate) fn of_environment() -> Charset {
        let stated = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(std::env::var_os);
        stated.filter_map(|locale| locale.into_string().ok()).find(|locale| !locale.is_empty()).map_or(
            Charset::Unicode,
            |locale| {
                let locale = locale.to_lowercase();
                if locale.contains("utf-8") || locale.contains("utf8") { Charset::Unicode } else { Charset::Ascii }
            },
        )
    }
}

/// The code of a text, with the quiet zone that readers need, each line ending in a line feed.
pub(crate) fn draw(text: &str, charset: Charset) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)?;
    Ok(match charset {
        Charset::Unicode => code.render().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build(),
        Charset::Ascii => code.render().dark_color(' ').light_color('#').module_dimensions(2, 1).build(),
    } + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bee_audit::report::{Board, Reason};

    fn audited(serial: &str) -> Audited {
        let mut board = Board::default();
        board.system.serial_number = Some(serial.to_owned());
        let report = Report { board: Some(board), ..bee_audit::audit::failed(Reason::Panicked, "on purpose") };
        Audited { text: b"abc".into(), report, failed: false }
    }

    /// What a reader that we did not write sees on a dark console: modules from characters.
    fn scanned(drawn: &str, charset: Charset) -> String {
        let lines: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
        let light = |x: usize, y: usize| match charset {
            Charset::Unicode if y.is_multiple_of(2) => "█▀".contains(lines[y / 2][x]),
            Charset::Unicode => "█▄".contains(lines[y / 2][x]),
            Charset::Ascii => lines[y][2 * x] == '#' && lines[y][2 * x + 1] == '#',
        };
        let width = lines[0].len() / if charset == Charset::Ascii { 2 } else { 1 };
        // Enlarged, as a camera would see it.
        let image = |x: usize, y: usize| if light(x / 4, y / 4) { 255 } else { 0 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width * 4, width * 4, image);
        image.detect_grids()[0].decode().unwrap().1
    }

    #[test]
    fn a_scanner_reads_it_from_a_console_of_80_by_25() {
        let text = text(&audited("7ABC123"));
        // SHA-256 of `abc`: FIPS 180-4, example.
        let sum = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
        assert_eq!(text, format!("BEE-AUDIT 7ABC123 SHA256:{sum} PARTS:0 GAPS:11 FINDINGS:0"));
        let drawn = draw(&text, Charset::Unicode).unwrap();
        assert!(drawn.lines().count() <= 24 && drawn.lines().all(|line| line.chars().count() <= 80), "{drawn}");
        for charset in [Charset::Unicode, Charset::Ascii] {
            assert_eq!(scanned(&draw(&text, charset).unwrap(), charset), text);
        }
    }

    #[test]
    fn any_serial_number_fits_or_is_refused() {
        for serial in ["", "VMware-56 4d 8c", "Ünïcode \u{1F41D}", &"x".repeat(200)] {
            let text = text(&audited(serial));
            assert_eq!(scanned(&draw(&text, Charset::Unicode).unwrap(), Charset::Unicode), text);
        }
        assert!(draw(&text(&audited(&"x".repeat(4000))), Charset::Unicode).is_err());
    }
}
