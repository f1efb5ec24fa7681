//! What a network driver can be asked: the reading commands of the `SIOCETHTOOL` ioctl, the one message of the
//! `ethtool` netlink family that reads a plug-in module, and no others.

/// A reading command of Linux UAPI `linux/ethtool.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EthtoolRequest {
    /// `ETHTOOL_GDRVINFO`: driver, firmware, address on the bus (`struct ethtool_drvinfo`).
    DriverInformation,
    /// `ETHTOOL_GFECPARAM`: forward error correction (`struct ethtool_fecparam`).
    ForwardErrorCorrection,
    /// `ETHTOOL_GSTRINGS` of `ETH_SS_FEATURES`: names of the features (`struct ethtool_gstrings`).
    FeatureNames,
    /// `ETHTOOL_GFEATURES`: which features are on (`struct ethtool_gfeatures`).
    Features,
    /// `ETHTOOL_GSET`: the link, as drivers before Linux 4.6 tell it (`struct ethtool_cmd`).
    LegacySettings,
    /// `ETHTOOL_GLINK`: whether the driver sees a link (`struct ethtool_value`).
    Link,
    /// `ETHTOOL_GLINKSETTINGS`: the link and its modes (`struct ethtool_link_settings`).
    LinkSettings,
    /// `ETHTOOL_GMODULEEEPROM`, of as many octets as `ETHTOOL_GMODULEINFO` states: a plug-in module's memory as drivers
    /// before Linux 5.13 tell it (`struct ethtool_eeprom`).
    ModuleEeprom,
    /// `ETHTOOL_MSG_MODULE_EEPROM_GET`: 128 octets of a plug-in module's memory.
    ModulePage(ModulePage),
    /// `ETHTOOL_GPERMADDR`: the address that is burnt in (`struct ethtool_perm_addr`).
    PermanentAddress,
    /// `ETHTOOL_GSTRINGS` of `ETH_SS_STATS`: names of the driver's statistics (`struct ethtool_gstrings`).
    StatisticNames,
    /// `ETHTOOL_GSTATS`: their values (`struct ethtool_stats`).
    Statistics,
}

/// A part of a plug-in module's memory that is read in one go (SFF-8472 §4, SFF-8636 §6.1, CMIS §8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModulePage {
    /// The lower memory; of an SFP the first half of address A0h.
    LowerMemory,
    /// The first half of address A2h of an SFP.
    Diagnostics,
    /// Upper page 00h: identity.
    Page00,
    /// Upper page 01h: what a CMIS module advertises.
    Page01,
    /// Upper page 02h: limits of a CMIS module.
    Page02,
    /// Upper page 03h: limits of a QSFP.
    Page03,
    /// Upper page 11h of bank 0: lanes of a CMIS module.
    Page11,
}

impl ModulePage {
    /// The word in the query's line.
    fn word(self) -> &'static str {
        match self {
            ModulePage::LowerMemory => "module-lower-memory",
            ModulePage::Diagnostics => "module-diagnostics",
            ModulePage::Page00 => "module-page-00",
            ModulePage::Page01 => "module-page-01",
            ModulePage::Page02 => "module-page-02",
            ModulePage::Page03 => "module-page-03",
            ModulePage::Page11 => "module-page-11",
        }
    }

    /// The two-wire address (of seven bits), the page and the offset of the first octet.
    pub(crate) fn place(self) -> (u8, u8, u32) {
        match self {
            ModulePage::LowerMemory => (0x50, 0, 0),
            ModulePage::Diagnostics => (0x51, 0, 0),
            ModulePage::Page00 => (0x50, 0x00, 128),
            ModulePage::Page01 => (0x50, 0x01, 128),
            ModulePage::Page02 => (0x50, 0x02, 128),
            ModulePage::Page03 => (0x50, 0x03, 128),
            ModulePage::Page11 => (0x50, 0x11, 128),
        }
    }
}

impl EthtoolRequest {
    /// Every request there is.
    pub const ALL: [EthtoolRequest; 18] = [
        EthtoolRequest::DriverInformation,
        EthtoolRequest::ForwardErrorCorrection,
        EthtoolRequest::FeatureNames,
        EthtoolRequest::Features,
        EthtoolRequest::LegacySettings,
        EthtoolRequest::Link,
        EthtoolRequest::LinkSettings,
        EthtoolRequest::ModuleEeprom,
        EthtoolRequest::ModulePage(ModulePage::LowerMemory),
        EthtoolRequest::ModulePage(ModulePage::Diagnostics),
        EthtoolRequest::ModulePage(ModulePage::Page00),
        EthtoolRequest::ModulePage(ModulePage::Page01),
        EthtoolRequest::ModulePage(ModulePage::Page02),
        EthtoolRequest::ModulePage(ModulePage::Page03),
        EthtoolRequest::ModulePage(ModulePage::Page11),
        EthtoolRequest::PermanentAddress,
        EthtoolRequest::StatisticNames,
        EthtoolRequest::Statistics,
    ];

    /// The word in the query's line.
    pub fn word(self) -> &'static str {
        match self {
            EthtoolRequest::DriverInformation => "driver-information",
            EthtoolRequest::ForwardErrorCorrection => "forward-error-correction",
            EthtoolRequest::FeatureNames => "feature-names",
            EthtoolRequest::Features => "features",
            EthtoolRequest::LegacySettings => "legacy-settings",
            EthtoolRequest::Link => "link",
            EthtoolRequest::LinkSettings => "link-settings",
            EthtoolRequest::ModuleEeprom => "module-eeprom",
            EthtoolRequest::ModulePage(page) => page.word(),
            EthtoolRequest::PermanentAddress => "permanent-address",
            EthtoolRequest::StatisticNames => "statistic-names",
            EthtoolRequest::Statistics => "statistics",
        }
    }

    /// The command that the kernel is given: of the ioctl (`ETHTOOL_G*`), or for a page of the netlink family
    /// (`ETHTOOL_MSG_MODULE_EEPROM_GET`).
    pub(crate) fn command(self) -> u32 {
        match self {
            EthtoolRequest::ModulePage(_) => 31,
            EthtoolRequest::LegacySettings => 0x01,
            EthtoolRequest::DriverInformation => 0x03,
            EthtoolRequest::Link => 0x0a,
            EthtoolRequest::FeatureNames | EthtoolRequest::StatisticNames => 0x1b,
            EthtoolRequest::Statistics => 0x1d,
            EthtoolRequest::PermanentAddress => 0x20,
            EthtoolRequest::Features => 0x3a,
            EthtoolRequest::ModuleEeprom => 0x43,
            EthtoolRequest::LinkSettings => 0x4c,
            EthtoolRequest::ForwardErrorCorrection => 0x50,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `linux/ethtool.h`: every command that sets, resets, tests, blinks or flashes, or wraps one that does.
    const CHANGING: [u32; 36] = [
        0x02, 0x06, 0x08, 0x09, 0x0c, 0x0f, 0x11, 0x13, 0x15, 0x17, 0x19, 0x1a, 0x1c, 0x1f, 0x22, 0x24, 0x26, 0x28,
        0x2a, 0x2c, 0x31, 0x32, 0x33, 0x34, 0x35, 0x39, 0x3b, 0x3d, 0x3e, 0x45, 0x47, 0x49, 0x4b, 0x4d, 0x4f, 0x51,
    ];

    #[test]
    fn no_request_changes_anything() {
        for request in EthtoolRequest::ALL {
            match request {
                // `linux/ethtool_netlink.h`: neither a `_SET` nor an `_ACT`.
                EthtoolRequest::ModulePage(_) => assert_eq!(request.command(), 31),
                _ => assert!(!CHANGING.contains(&request.command()), "{request:?}"),
            }
        }
    }

    #[test]
    fn every_request_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = EthtoolRequest::ALL.map(EthtoolRequest::word).into();
        assert_eq!(words.len(), EthtoolRequest::ALL.len());
    }
}
