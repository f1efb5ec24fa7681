//! Attributes of an interface in `/sys/class/net`, and the meaning of statistics' names.
//!
//! Documents: Documentation/ABI/testing/sysfs-class-net (`type`, `addr_assign_type`, `duplex`, `speed`); Linux UAPI
//! `linux/if_arp.h` (`ARPHRD_*`, after IANA's ARP hardware types, RFC 826) and `linux/netdevice.h` (`NET_ADDR_*`).
//!
//! Real drivers: name their statistics as they like (`rx_crc_errors_phy`, `port.rx_dropped`, `mac_fcs_err`,
//! `[0]: rx_discards`).

use crate::decode::code::codes;

codes! {
    /// Kind of hardware address (`ARPHRD_*`).
    pub struct HardwareType(u16) {
        1 => "Ethernet",
        24 => "IEEE 1394",
        32 => "InfiniBand",
        256 => "SLIP",
        280 => "CAN",
        512 => "PPP",
        519 => "Raw IP",
        772 => "Loopback",
        801 => "IEEE 802.11",
        802 => "IEEE 802.11 with Prism2 header",
        803 => "IEEE 802.11 with radiotap header",
        804 => "IEEE 802.15.4",
        65_534 => "None",
    }

    /// Where the address in use comes from (`NET_ADDR_*`).
    pub struct AddressOrigin(u8) {
        0 => "permanent",
        1 => "random",
        2 => "stolen",
        3 => "set",
    }
}

/// How words begin that tell of something going wrong.
const WORDS: [&str; 28] = [
    "abort",
    "bad",
    "collision",
    "corrected",
    "crc",
    "discard",
    "drop",
    "err",
    "exhaust",
    "fail",
    "fault",
    "fcs",
    "fragment",
    "illegal",
    "invalid",
    "jabber",
    "missed",
    "nobuf",
    "overflow",
    "overrun",
    "oversize",
    "reset",
    "runt",
    "symbol",
    "timeout",
    "uncorrect",
    "underflow",
    "underrun",
];

/// Pairs of words that tell of it only together.
const PHRASES: [&str; 5] = ["link_down", "no_buf", "no_dma", "out_of_buffer", "undersize"];

/// Whether a statistic counts something that went wrong, judged by the words of its name.
pub fn counts_errors(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name.split(|letter: char| !letter.is_ascii_alphabetic());
    words.any(|word| WORDS.iter().any(|begin| word.starts_with(begin)) || word.ends_with("errors"))
        || PHRASES.iter().any(|phrase| name.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_errors_are_told_from_names_of_traffic() {
        let errors = [
            "rx_crc_errors_phy",
            "port.rx_dropped",
            "mac_fcs_err",
            "[0]: rx_discards",
            "rx_out_of_buffer",
            "link_down_events_phy",
            "rx_no_buffer_count",
            "tx_timeout_count",
            "rx_pcs_symbol_err_phy",
            "rx_corrected_bits_phy",
            "alloc_rx_buff_failed",
        ];
        let traffic = [
            "rx_packets",
            "tx_deferred_ok",
            "rx_interrupts",
            "tx_restart_queue",
            "rx_bytes_nic",
            "tx_tcp_seg_good",
            "rx_0_cache_reuse",
            "preferred",
        ];
        assert_eq!(errors.into_iter().find(|name| !counts_errors(name)), None);
        assert_eq!(traffic.into_iter().find(|name| counts_errors(name)), None);
    }

    #[test]
    fn codes_keep_their_numbers() {
        assert_eq!(HardwareType(32).name(), Some("InfiniBand"));
        assert_eq!(HardwareType(7).to_string(), "0x7");
        assert_eq!(AddressOrigin(1).name(), Some("random"));
    }
}
