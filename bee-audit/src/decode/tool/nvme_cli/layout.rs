//! Where the structures of NVM Express have what nvme-cli prints: names, offsets and octets (NVM Express Base 2.0
//! figures 206 to 208, 213, 214, 275 and 276, NVM Command Set 1.0 figure 97), as far as their decoders read.

/// A structure, or one of several alike in it.
pub(super) struct Layout {
    /// Octets of it.
    pub(super) length: usize,
    /// What every version of the tool tells.
    pub(super) always: &'static [Place],
    /// What only some versions tell, or only of some drives.
    pub(super) sometimes: &'static [Place],
}

/// Where a value belongs.
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// How the tool prints a value.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Number,
    Text,
    /// Hexadecimal digits in the order of octets, some with hyphens.
    Digits,
}

const fn number(name: &'static str, offset: usize, length: usize) -> Place {
    Place { name, kind: Kind::Number, offset, length }
}

const fn text(name: &'static str, offset: usize, length: usize) -> Place {
    Place { name, kind: Kind::Text, offset, length }
}

const fn digits(name: &'static str, offset: usize, length: usize) -> Place {
    Place { name, kind: Kind::Digits, offset, length }
}

/// Identify Controller data structure.
pub(super) const CONTROLLER: Layout = Layout {
    length: 4096,
    always: &[
        number("vid", 0, 2),
        number("ssvid", 2, 2),
        text("sn", 4, 20),
        text("mn", 24, 40),
        text("fr", 64, 8),
        number("ieee", 73, 3),
        number("cmic", 76, 1),
        number("mdts", 77, 1),
        number("cntlid", 78, 2),
        number("ver", 80, 4),
        number("oacs", 256, 2),
        number("frmw", 260, 1),
        number("lpa", 261, 1),
        number("elpe", 262, 1),
        number("npss", 263, 1),
        number("wctemp", 266, 2),
        number("cctemp", 268, 2),
        number("nn", 516, 4),
        number("oncs", 520, 2),
        number("vwc", 525, 1),
    ],
    sometimes: &[
        number("rab", 72, 1),
        number("rtd3r", 84, 4),
        number("rtd3e", 88, 4),
        number("oaes", 92, 4),
        number("ctratt", 96, 4),
        number("cntrltype", 111, 1),
        digits("fguid", 112, 16),
        number("crdt1", 128, 2),
        number("crdt2", 130, 2),
        number("crdt3", 132, 2),
        number("nvmsr", 253, 1),
        number("mec", 255, 1),
        number("acl", 258, 1),
        number("aerl", 259, 1),
        number("apsta", 265, 1),
        number("mtfa", 270, 2),
        number("hmpre", 272, 4),
        number("hmmin", 276, 4),
        number("tnvmcap", 280, 16),
        number("unvmcap", 296, 16),
        number("rpmbs", 312, 4),
        number("edstt", 316, 2),
        number("dsto", 318, 1),
        number("fwug", 319, 1),
        number("kas", 320, 2),
        number("hctma", 322, 2),
        number("mntmt", 324, 2),
        number("mxtmt", 326, 2),
        number("sanicap", 328, 4),
        number("hmminds", 332, 4),
        number("hmmaxd", 336, 2),
        number("nsetidmax", 338, 2),
        number("endgidmax", 340, 2),
        number("anatt", 342, 1),
        number("anacap", 343, 1),
        number("anagrpmax", 344, 4),
        number("nanagrpid", 348, 4),
        number("pels", 352, 4),
        number("domainid", 356, 2),
        number("megcap", 368, 16),
        number("sqes", 512, 1),
        number("cqes", 513, 1),
        number("maxcmd", 514, 2),
        number("fuses", 522, 2),
        number("fna", 524, 1),
        number("awun", 526, 2),
        number("awupf", 528, 2),
        number("nwpc", 531, 1),
        number("acwu", 532, 2),
        number("sgls", 536, 4),
        number("mnan", 540, 4),
        text("subnqn", 768, 256),
    ],
};

/// Power State Descriptor; flags and scales have a manner of their own in each version.
pub(super) const POWER_STATE: Layout = Layout {
    length: 32,
    always: &[number("max_power", 0, 2), number("entry_lat", 4, 4), number("exit_lat", 8, 4)],
    sometimes: &[
        number("read_tput", 12, 1),
        number("read_lat", 13, 1),
        number("write_tput", 14, 1),
        number("write_lat", 15, 1),
        number("idle_power", 16, 2),
        number("active_power", 20, 2),
    ],
};

/// Identify Namespace data structure.
pub(super) const NAMESPACE: Layout = Layout {
    length: 4096,
    always: &[
        number("nsze", 0, 8),
        number("ncap", 8, 8),
        number("nuse", 16, 8),
        number("nsfeat", 24, 1),
        number("nlbaf", 25, 1),
        number("flbas", 26, 1),
        number("mc", 27, 1),
        number("dpc", 28, 1),
        number("dps", 29, 1),
    ],
    sometimes: &[
        number("nmic", 30, 1),
        number("fpi", 32, 1),
        number("noiob", 46, 2),
        number("nvmcap", 48, 16),
        number("npwg", 64, 2),
        number("anagrpid", 92, 4),
        number("nsattr", 99, 1),
        number("nvmsetid", 100, 2),
        number("endgid", 102, 2),
        digits("nguid", 104, 16),
        digits("eui64", 120, 8),
    ],
};

/// LBA Format.
pub(super) const FORMAT: Layout =
    Layout { length: 4, always: &[number("ms", 0, 2), number("ds", 2, 1), number("rp", 3, 1)], sometimes: &[] };

/// SMART / Health Information.
pub(super) const SMART_LOG: Layout = Layout {
    length: 512,
    always: &[
        number("critical_warning", 0, 1),
        number("temperature", 1, 2),
        number("avail_spare", 3, 1),
        number("spare_thresh", 4, 1),
        number("percent_used", 5, 1),
        number("data_units_read", 32, 16),
        number("data_units_written", 48, 16),
        number("host_read_commands", 64, 16),
        number("host_write_commands", 80, 16),
        number("controller_busy_time", 96, 16),
        number("power_cycles", 112, 16),
        number("power_on_hours", 128, 16),
        number("unsafe_shutdowns", 144, 16),
        number("media_errors", 160, 16),
        number("num_err_log_entries", 176, 16),
        number("warning_temp_time", 192, 4),
        number("critical_comp_time", 196, 4),
    ],
    sometimes: &[
        number("endurance_grp_critical_warning_summary", 6, 1),
        number("temperature_sensor_1", 200, 2),
        number("temperature_sensor_2", 202, 2),
        number("temperature_sensor_3", 204, 2),
        number("temperature_sensor_4", 206, 2),
        number("temperature_sensor_5", 208, 2),
        number("temperature_sensor_6", 210, 2),
        number("temperature_sensor_7", 212, 2),
        number("temperature_sensor_8", 214, 2),
        number("thm_temp1_trans_count", 216, 4),
        number("thm_temp2_trans_count", 220, 4),
        number("thm_temp1_total_time", 224, 4),
        number("thm_temp2_total_time", 228, 4),
    ],
};

/// Entry of Error Information.
pub(super) const ERROR: Layout = Layout {
    length: 64,
    always: &[
        number("error_count", 0, 8),
        number("sqid", 8, 2),
        number("cmdid", 10, 2),
        number("status_field", 12, 2),
        number("parm_error_location", 14, 2),
        number("lba", 16, 8),
        number("nsid", 24, 4),
        number("vs", 28, 1),
    ],
    sometimes: &[number("trtype", 29, 1), number("cs", 32, 8)],
};

/// Firmware Slot Information without its revisions.
pub(super) const FIRMWARE_SLOTS: Layout =
    Layout { length: 512, always: &[number("Active Firmware Slot (afi)", 0, 1)], sometimes: &[] };

/// Device Self-test without its results.
pub(super) const SELF_TEST_LOG: Layout = Layout {
    length: 564,
    always: &[number("Current Device Self-Test Operation", 0, 1), number("Current Device Self-Test Completion", 1, 1)],
    sometimes: &[],
};

/// Self-test Result; an entry that was never used has nothing but its result.
pub(super) const SELF_TEST: Layout = Layout {
    length: 28,
    always: &[number("Self test result", 0, 1)],
    sometimes: &[
        number("Segment number", 1, 1),
        number("Valid Diagnostic Information", 2, 1),
        number("Power on hours", 4, 8),
        number("Namespace Identifier", 12, 4),
        number("Failing LBA", 16, 8),
        number("Status Code Type", 24, 1),
        number("Status Code", 25, 1),
    ],
};
