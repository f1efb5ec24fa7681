//! Where dmidecode's text and ours differ without either being wrong, and why.

/// Fields that we do not print from the SMBIOS structure, each with its reason.
const NOT_COMPARED: &[(u8, &str, &str)] = &[
    (4, "Signature", "derived from the ID by a table of families; the ID is compared"),
    (4, "Flags", "derived from the ID by a table of features; the ID is compared"),
];

/// Structure types that one of both leaves as bytes.
pub(crate) fn not_printed(kind: u8) -> bool {
    // Inactive, End Of Table and OEM, by anyone; 44 to 46 by dmidecode 3.4, which is older; 5 and 6 by us, because they
    // are obsolete since 2.1.
    matches!(kind, 126..|44..=46| 5 | 6)
}

pub(crate) fn not_compared(kind: u8, name: &str) -> bool {
    NOT_COMPARED.iter().any(|(of, field, _)| *of == kind && *field == name)
}

/// What dmidecode prints for "nothing here"; ours is an empty text for `None`.
const NOTHING: &[&str] = &[
    "not specified",
    "<bad index>",
    "unknown",
    "not provided",
    "unspecified",
    "not present",
    "none",
    "unknown or non-rotating",
    "no l1 cache",
    "no l2 cache",
    "no l3 cache",
];

/// Same after case, blanks and unprintable characters; numbers with `0x` by value.
pub(crate) fn same(theirs: &str, ours: &str) -> bool {
    let (theirs, ours) = (plain(theirs), plain(ours));
    theirs == ours
        || (ours.is_empty() && NOTHING.contains(&theirs.as_str()))
        || hexadecimal(&theirs).is_some_and(|number| Some(number) == hexadecimal(&ours))
}

/// dmidecode writes a full stop for every octet that is not printable ASCII.
fn plain(text: &str) -> String {
    let printable = |c: char| if c.is_ascii_graphic() || c == ' ' { c.to_ascii_lowercase() } else { '.' };
    let text: String = text.chars().map(printable).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

/// The same code or flag in other words: type, dmidecode's, the document's.
const WORDS: &[(u8, &str, &str)] = &[
    (0, "8042 keyboard services are supported (int 9h)", "Int 9h, 8042 keyboard services are supported"),
    (0, "BIOS is upgradeable", "BIOS is upgradeable (Flash)"),
    (0, "BIOS characteristics not supported", "BIOS Characteristics are not supported"),
    (0, "CGA/mono video services are supported (int 10h)", "Int 10h, CGA/Mono Video Services are supported"),
    (0, "EDD is supported", "EDD specification is supported"),
    (0, "Function key-initiated network boot is supported", "Function key-initiated network service boot is supported"),
    (
        0,
        "Japanese floppy for NEC 9800 1.2 MB is supported (int 13h)",
        "Int 13h - Japanese floppy for NEC 9800 1.2 MB is supported",
    ),
    (
        0,
        "Japanese floppy for Toshiba 1.2 MB is supported (int 13h)",
        "Int 13h - Japanese floppy for Toshiba 1.2 MB is supported",
    ),
    (
        0,
        "5.25\"/360 kB floppy services are supported (int 13h)",
        "Int 13h - 5.25\" / 360 KB floppy services are supported",
    ),
    (
        0,
        "5.25\"/1.2 MB floppy services are supported (int 13h)",
        "Int 13h - 5.25\" / 1.2 MB floppy services are supported",
    ),
    (
        0,
        "3.5\"/720 kB floppy services are supported (int 13h)",
        "Int 13h - 3.5\" / 720 KB floppy services are supported",
    ),
    (
        0,
        "3.5\"/2.88 MB floppy services are supported (int 13h)",
        "Int 13h - 3.5\" / 2.88 MB floppy services are supported",
    ),
    (0, "LS-120 boot is supported", "LS-120 SuperDisk boot is supported"),
    (0, "PNP is supported", "Plug and Play is supported"),
    (0, "Print screen service is supported (int 5h)", "Int 5h, print screen Service is supported"),
    (0, "Printer services are supported (int 17h)", "Int 17h, printer services are supported"),
    (0, "Serial services are supported (int 14h)", "Int 14h, serial services are supported"),
    (0, "System is a virtual machine", "SMBIOS table describes a virtual machine"),
    (0, "Targeted content distribution is supported", "Targeted content distribution is enabled"),
    (0, "UEFI is supported", "UEFI Specification is supported"),
    (2, "Board is a hosting board", "Hosting board"),
    (2, "Board is removable", "Removable"),
    (2, "Board is replaceable", "Replaceable"),
    (4, "Core i5", "Intel Core i5 processor"),
    (4, "Core i7", "Intel Core i7 processor"),
    (4, "Xeon", "Intel Xeon processor"),
    (4, "Zen", "AMD Zen Processor Family"),
    (4, "Populated, Enabled", "Populated, CPU Enabled"),
    (8, "DB-15 female", "DB-15 pin female"),
    (8, "DB-9 male", "DB-9 pin male"),
    (8, "Mini Centronics Type-14", "Mini-Centronics Type-14"),
    (8, "Mini Jack (headphones)", "Mini-jack (headphones)"),
    (9, "3.3 V is provided", "Provides 3.3 volts"),
    (9, "5.0 V is provided", "Provides 5.0 volts"),
    (9, "Long", "Long Length"),
    (9, "Short", "Short Length"),
    (9, "x1 M.2 Socket 1-DP", "x1 M.2 Socket 1-DP (Mechanical Key A)"),
    (9, "x2 M.2 Socket 3", "x2 M.2 Socket 3 (Mechanical Key M)"),
    (9, "x4 M.2 Socket 1-DP", "x4 M.2 Socket 1-DP (Mechanical Key A)"),
    (15, "Asynchronous hardware timer expired", "Asynchronous hardware timer expired and issued a system reset"),
    (15, "Bus timeout", "Bus time-out"),
    (15, "EISA failsafe timer timeout", "EISA FailSafe Timer time-out"),
    (15, "Hard disk information", "Hard-disk information"),
    (15, "I/O channel block", "I/O Channel Check"),
    (15, "Logging disabled", "Logging disabled for a specific Event Type"),
    (15, "OEM-specific", "OEM assigned"),
    (14, "0x0004 (Processor)", "0x0004 (Processor Information)"),
    (22, "Lithium Ion", "Lithium-ion"),
    (34, "SMBus", "SM Bus"),
    (42, "USB", "USB Network Interface"),
    (34, "LM78", "National Semiconductor LM78"),
];

/// Values that really differ: type, dmidecode's, ours, why.
const VALUES: &[(u8, &str, &str, &str)] = &[
    (3, "Height=255 U", "", "FFh refers to the rack height since 3.9, which is newer than dmidecode 3.4"),
    (4, "Upgrade=Socket BGA1155", "Socket LGA1155", "the document corrected this name of code 24h in 2.8"),
    (4, "Upgrade=<OUT OF SPEC>", "Socket LGA1700", "3Fh is newer than dmidecode 3.4"),
    (4, "Voltage=0.0 V", "", "a processor does not run on 0 V: the field is not filled"),
    (
        9,
        "Bus Address=0000:ff:1f.7",
        "",
        "bus and device FFh say that there is no address (§7.10.8), whatever the segment",
    ),
    (13, "Installable Languages=15", "11", "counted are the strings that exist; the missing ones are damage"),
    (13, "Installable Languages=2", "1", "counted are the strings that exist; the missing ones are damage"),
    (9, "Characteristics=", "Characteristics unknown", "dmidecode prints nothing where only bit 0 is set"),
    (
        17,
        "Memory Technology=Intel Optane DC persistent memory",
        "Intel Optane persistent memory",
        "the document's name since 3.5",
    ),
    (19, "Starting Address=0x0000000100000000k", "0x00100000000", OCTETS),
    (19, "Ending Address=0x000000107FFFFFFFk", "0x0107FFFFFFF", OCTETS),
    (20, "Starting Address=0x0000000100000000k", "0x00100000000", OCTETS),
    (20, "Ending Address=0x000000107FFFFFFFk", "0x0107FFFFFFF", OCTETS),
    (37, "Device 1 Load=8", "16", FROM_ONE),
    (37, "Device 1 Handle=0x000C", "0x000B", FROM_ONE),
    (37, "Device 2 Load=0", "8", FROM_ONE),
    (37, "Device 2 Handle=0x7F00", "0x000C", FROM_ONE),
    (41, "Bus Address=0000:ff:1f.7", "", "as of type 9: there is no address"),
    (42, "Device Type=<OUT OF SPEC>", "PCI/PCIe Network Interface v2", "newer than dmidecode 3.4"),
    (7, "Installed Size=0 kB", "896 kB", NARROW),
    (7, "Installed Size=0 kB", "14 MB", NARROW),
    (7, "Installed Size=0 kB", "19712 kB", NARROW),
    (7, "Maximum Size=0 kB", "896 kB", NARROW),
    (7, "Maximum Size=0 kB", "14 MB", NARROW),
    (7, "Maximum Size=0 kB", "19712 kB", NARROW),
];

const OCTETS: &str = "the extended addresses are octets (§7.20, offset 0Fh), and dmidecode takes them so for the size; the k is \
    a slip of 3.4";

const FROM_ONE: &str = "dmidecode 3.4 counts the devices of a channel from one and reads the next one's octets, those of the last behind the \
    structure";

const NARROW: &str = "dmidecode takes the 32-bit size wherever the structure is long enough; this Dell leaves it 0 and fills the \
    16-bit one, which is valid unless it is FFFFh (§7.8.1)";

/// Redaction replaces identities of fewer than six characters where they stand alone, but not in a text.
pub(crate) fn is_short_identity(place: &str, theirs: &str, ours: &str) -> bool {
    theirs.len() < 6
        && theirs.len() == ours.len()
        && ["Serial Number", "Asset Tag"].iter().any(|name| place.ends_with(name))
}

pub(crate) fn difference(kind: u8, place: &str, theirs: &str, ours: &str) -> bool {
    let matches = |of: u8, their: &str, our: &str| of == kind && same(their, theirs) && same(our, ours);
    WORDS.iter().any(|(of, their, our)| matches(*of, their, our))
        || VALUES.iter().any(|(of, field_and_theirs, our, _)| {
            field_and_theirs
                .split_once('=')
                .is_some_and(|(field, their)| place.ends_with(field) && matches(*of, their, our))
        })
}
