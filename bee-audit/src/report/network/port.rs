//! One network interface with its link.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::NetworkModule;
use crate::{
    report::Coded,
    units::{BitsPerSecond, Bytes},
};

/// A network interface of an adapter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkPort {
    /// Kernel name, such as `enp1s0f0`.
    pub name: String,
    /// Kind of hardware address (ARP hardware type): 1 Ethernet, 32 InfiniBand.
    pub hardware_type: Option<Coded>,
    /// The address in use; 20 octets for IP over InfiniBand.
    #[doc(alias = "address")]
    pub mac_address: Option<String>,
    /// Where that address comes from: 0 the hardware, 1 random, 2 another interface, 3 set by somebody.
    pub mac_address_origin: Option<Coded>,
    /// The address that is burnt in.
    pub permanent_mac_address: Option<String>,
    /// Number of the port on its device, from 0 (`dev_port`).
    pub device_port: Option<u32>,
    /// Name of the port on its device, such as `p0`, `pf0vf1` (`phys_port_name`).
    pub physical_port_name: Option<String>,
    /// Identity of the physical port, hexadecimal; equal for functions that share it (`phys_port_id`).
    pub physical_port_id: Option<String>,
    /// Identity of the embedded switch, hexadecimal; equal for the ports of one switch (`phys_switch_id`).
    pub physical_switch_id: Option<String>,
    /// Wireless device of the port, such as `phy0`; `null` for wired ports.
    pub wireless_phy: Option<String>,
    /// Largest payload (MTU).
    #[doc(alias = "MTU")]
    pub maximum_transmission_unit_bytes: Option<Bytes>,
    /// Whether the interface is switched on (`IFF_UP`).
    pub administratively_up: Option<bool>,
    /// State as RFC 2863 has it: `up`, `down`, `lowerlayerdown`, `dormant`, `unknown`, …
    #[doc(alias = "operstate")]
    pub operational_state: Option<String>,
    /// Whether there is a carrier; `null` while the interface is switched off.
    pub carrier: Option<bool>,
    /// How often the carrier came or went since the driver was loaded.
    pub carrier_changes: Option<u64>,
    /// How often it came.
    pub carrier_up_count: Option<u64>,
    /// How often it went.
    pub carrier_down_count: Option<u64>,
    /// Bond or bridge that the port belongs to.
    pub master: Option<String>,
    /// State of the link.
    pub link: PortLink,
    /// What both ends of the link can do.
    pub link_modes: PortLinkModes,
    /// Module or cable that is plugged in; `null` where there is none, and where the driver cannot read it.
    pub module: Option<NetworkModule>,
    /// Forward error correction; `null` when the driver tells nothing of it.
    pub forward_error_correction: Option<ForwardErrorCorrection>,
    /// Offloads and other features; `null` when the driver was not asked.
    pub features: Option<PortFeatures>,
    /// Errors since the driver was loaded, as every driver counts them.
    pub errors: PortErrors,
    /// The driver's own statistics that count errors and are not 0, by the driver's names.
    pub driver_errors: BTreeMap<String, u64>,
}

/// State of a link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortLink {
    /// Whether the driver sees a link.
    pub detected: Option<bool>,
    /// Data rate in one direction; `null` without a link, and where the driver does not know.
    pub speed_bits_per_second: Option<BitsPerSecond>,
    /// Half or Full.
    pub duplex: Option<Coded>,
    /// Whether speed and duplex are negotiated with the partner.
    pub autonegotiation: Option<bool>,
    /// Connector in use: Twisted Pair, FIBRE, Direct Attach Copper, …
    pub port_type: Option<Coded>,
    /// Transceiver: internal or external.
    pub transceiver: Option<Coded>,
    /// Crossing of the twisted pairs: MDI or MDI-X.
    #[doc(alias = "MDI-X")]
    pub crossover: Option<Coded>,
    /// Crossing as configured: MDI, MDI-X or Auto.
    pub crossover_setting: Option<Coded>,
}

/// Link modes of both ends; `null` where nothing is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortLinkModes {
    /// What the port can do.
    pub supported: Option<LinkModes>,
    /// What it advertises to its partner.
    pub advertised: Option<LinkModes>,
    /// What its partner advertises.
    pub partner: Option<LinkModes>,
}

/// What one end of a link can do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkModes {
    /// Autonegotiation.
    pub autonegotiation: bool,
    /// Connectors: TP, FIBRE, Backplane, …
    pub ports: Vec<String>,
    /// PAUSE frames: Pause, Asym_Pause.
    pub pause: Vec<String>,
    /// Forward error corrections: None, RS, BaseR, LLRS.
    pub forward_error_correction: Vec<String>,
    /// Ways of transmitting.
    pub modes: Vec<LinkMode>,
    /// Bits of the kernel's mask that this program has no name for.
    pub unknown_bits: Vec<u32>,
}

/// One way of transmitting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkMode {
    /// The kernel's name, after IEEE 802.3: `100000baseCR4/Full`.
    pub name: String,
    /// Data rate in one direction.
    pub speed_bits_per_second: BitsPerSecond,
    /// Lanes; 1 for twisted pair.
    pub lanes: Option<u32>,
}

/// Forward error correction of a port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[doc(alias = "FEC")]
pub struct ForwardErrorCorrection {
    /// In use on the link now.
    pub active: Vec<String>,
    /// Configured.
    pub configured: Vec<String>,
}

/// Features of an interface by the kernel's names, such as `rx-checksum`. Those that are off for good are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortFeatures {
    /// On, and can be switched off.
    pub on: Vec<String>,
    /// On for good.
    pub on_fixed: Vec<String>,
    /// Off, and can be switched on.
    pub off: Vec<String>,
}

/// Counters of `/sys/class/net/*/statistics` that count what went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortErrors {
    /// Collisions while transmitting (half duplex).
    pub collisions: Option<u64>,
    /// Received with a wrong checksum of the frame.
    pub rx_crc_errors: Option<u64>,
    /// Received, but not processed for lack of resources or protocol.
    pub rx_dropped: Option<u64>,
    /// Bad on reception, of any kind.
    pub rx_errors: Option<u64>,
    /// Lost to a full FIFO of the receiver.
    pub rx_fifo_errors: Option<u64>,
    /// Received out of alignment.
    pub rx_frame_errors: Option<u64>,
    /// Received with a wrong length.
    pub rx_length_errors: Option<u64>,
    /// Lost by the device for lack of buffers.
    pub rx_missed_errors: Option<u64>,
    /// Received on an inactive interface, for no one.
    pub rx_nohandler: Option<u64>,
    /// Received beyond the ring's or the frame's size.
    pub rx_over_errors: Option<u64>,
    /// Given up while transmitting.
    pub tx_aborted_errors: Option<u64>,
    /// Lost for lack of a carrier.
    pub tx_carrier_errors: Option<u64>,
    /// Not transmitted for lack of resources.
    pub tx_dropped: Option<u64>,
    /// Not transmitted, of any kind.
    pub tx_errors: Option<u64>,
    /// Lost to an empty FIFO of the transmitter.
    pub tx_fifo_errors: Option<u64>,
    /// Signal quality errors of old half-duplex Ethernet.
    pub tx_heartbeat_errors: Option<u64>,
    /// Late collisions.
    pub tx_window_errors: Option<u64>,
}
