//! LAN configuration parameters that a management controller is asked for (IPMI 2.0 §23.2, table 23-4; 50 and above are
//! IPv6's, of errata 7). Those that hold or set secrets, such as community strings, are not among them.

/// A parameter of this library's interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LanParameter {
    /// 3: IP address.
    Address,
    /// 4: its source.
    AddressSource,
    /// 5: MAC address.
    MacAddress,
    /// 6: subnet mask.
    SubnetMask,
    /// 12: default gateway.
    DefaultGateway,
    /// 13: MAC address of that gateway.
    DefaultGatewayMac,
    /// 20: 802.1q VLAN ID.
    VlanId,
    /// 21: 802.1q VLAN priority.
    VlanPriority,
    /// 22: number of cipher suites.
    CipherSuiteCount,
    /// 23: cipher suites.
    CipherSuites,
    /// 50: what of IPv6 is supported.
    Ipv6Support,
    /// 51: which of IPv4 and IPv6 is enabled.
    AddressingEnables,
    /// 55: how many addresses of IPv6 there can be.
    Ipv6Status,
    /// 56: a static IPv6 address, by set selector.
    Ipv6StaticAddress,
    /// 59: a dynamic IPv6 address, by set selector.
    Ipv6DynamicAddress,
}

impl LanParameter {
    /// Every one.
    pub const ALL: [LanParameter; 15] = [
        LanParameter::Address,
        LanParameter::AddressSource,
        LanParameter::MacAddress,
        LanParameter::SubnetMask,
        LanParameter::DefaultGateway,
        LanParameter::DefaultGatewayMac,
        LanParameter::VlanId,
        LanParameter::VlanPriority,
        LanParameter::CipherSuiteCount,
        LanParameter::CipherSuites,
        LanParameter::Ipv6Support,
        LanParameter::AddressingEnables,
        LanParameter::Ipv6Status,
        LanParameter::Ipv6StaticAddress,
        LanParameter::Ipv6DynamicAddress,
    ];

    /// Its number (table 23-4).
    pub fn number(self) -> u8 {
        match self {
            LanParameter::Address => 3,
            LanParameter::AddressSource => 4,
            LanParameter::MacAddress => 5,
            LanParameter::SubnetMask => 6,
            LanParameter::DefaultGateway => 12,
            LanParameter::DefaultGatewayMac => 13,
            LanParameter::VlanId => 20,
            LanParameter::VlanPriority => 21,
            LanParameter::CipherSuiteCount => 22,
            LanParameter::CipherSuites => 23,
            LanParameter::Ipv6Support => 50,
            LanParameter::AddressingEnables => 51,
            LanParameter::Ipv6Status => 55,
            LanParameter::Ipv6StaticAddress => 56,
            LanParameter::Ipv6DynamicAddress => 59,
        }
    }
}
