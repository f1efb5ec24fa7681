//! Makers by their IANA private enterprise number.
//!
//! Document: IPMI §20.1 (manufacturer ID); IANA Private Enterprise Numbers of 2024-05-16, those that make servers,
//! their parts, and management controllers.

use crate::decode::code::codes;

codes! {
    /// A private enterprise number.
    pub struct Manufacturer(u32) {
        2 => "IBM", 9 => "Cisco Systems", 11 => "Hewlett-Packard", 42 => "Sun Microsystems", 107 => "Bull",
        111 => "Oracle", 116 => "Hitachi", 119 => "NEC", 211 => "Fujitsu", 231 => "Fujitsu Technology Solutions",
        343 => "Intel", 674 => "Dell", 2011 => "Huawei", 2254 => "Delta Electronics", 2606 => "Rittal",
        2623 => "ASUSTeK", 3902 => "ZTE", 4337 => "RadiSys", 4769 => "IBM", 5703 => "NVIDIA",
        5771 => "Cisco Systems", 6569 => "Inventec", 6653 => "Tyan", 7154 => "IPMI forum", 7244 => "Quanta",
        9237 => "Viking Enterprise Solutions", 9342 => "Penguin Computing", 10_297 => "Advantech",
        10_368 => "Fujitsu Technology Solutions", 10_418 => "Avocent", 10_437 => "Peppercon",
        10_876 => "Supermicro", 11_102 => "OSA Technologies", 11_161 => "Wistron", 11_183 => "MiTAC",
        12_634 => "PICMG", 13_427 => "Artesyn", 13_742 => "Raritan", 14_823 => "Aruba", 15_000 => "Kontron",
        15_370 => "Gigabyte", 16_394 => "Schroff", 19_046 => "Lenovo", 20_569 => "Inventec",
        20_974 => "American Megatrends", 22_238 => "Foxconn", 22_742 => "AcBel Polytech", 24_339 => "ADLINK",
        25_506 => "H3C", 27_768 => "N.A.T.", 33_049 => "Mellanox", 33_196 => "VITA", 37_945 => "Inspur",
        40_092 => "Wiwynn", 40_981 => "Facebook", 42_817 => "IBM Platform Firmware", 44_474 => "Murata",
        45_065 => "Insyde", 47_196 => "Hewlett Packard Enterprise", 47_231 => "Foxconn", 48_482 => "Linaro",
        48_512 => "Inspur", 49_150 => "Vertiv", 49_622 => "ASRock Rack", 49_769 => "YADRO",
        49_871 => "OpenBMC Project", 52_538 => "Ampere Computing", 58_132 => "xFusion", 61_847 => "IEIT Systems",
    }
}
