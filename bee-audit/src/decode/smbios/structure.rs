//! One decoded structure, and which decoder belongs to which type.
//!
//! Document: DSP0134 §6.1.2 (header), §7 (structure types).
//!
//! Real firmware uses 120 and more types of the OEM range 128–255; what has no decoder here keeps its bytes and
//! strings.

use serde::Serialize;

use super::{
    BaseboardInformation, BiosInformation, BiosLanguage, BuiltInPointingDevice, CacheInformation, CoolingDevice,
    Damage, ElectricalCurrentProbe, FirmwareInventory, Frame, GroupAssociations, HardwareSecurity, HostInterface,
    IpmiDevice, ManagementDevice, ManagementDeviceComponent, ManagementDeviceThreshold, MemoryArrayMappedAddress,
    MemoryChannel, MemoryDevice, MemoryDeviceMappedAddress, MemoryError32, MemoryError64, OemStrings, OnBoardDevices,
    OnboardDeviceExtended, PhysicalMemoryArray, PortConnector, PortableBattery, ProcessorAdditional,
    ProcessorInformation, StringProperty, SystemBootInformation, SystemConfigurationOptions, SystemEnclosure,
    SystemEventLog, SystemInformation, SystemPowerControls, SystemPowerSupply, SystemReset, SystemSlot,
    TemperatureProbe, TpmDevice, VoltageProbe,
};
use crate::decode::{code::codes, hex};

/// Number by which structures refer to each other (§6.1.2); FFFEh and FFFFh mean "not provided" and "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Handle(pub u16);

/// As `dmidecode` prints it.
impl std::fmt::Display for Handle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "0x{:04X}", self.0)
    }
}

codes! {
    /// Structure type (§7).
    pub struct StructureType(u8) {
        0 => "BIOS Information", 1 => "System Information", 2 => "Baseboard Information",
        3 => "System Enclosure or Chassis", 4 => "Processor Information", 5 => "Memory Controller Information",
        6 => "Memory Module Information", 7 => "Cache Information", 8 => "Port Connector Information",
        9 => "System Slots", 10 => "On Board Devices Information", 11 => "OEM Strings",
        12 => "System Configuration Options", 13 => "BIOS Language Information", 14 => "Group Associations",
        15 => "System Event Log", 16 => "Physical Memory Array", 17 => "Memory Device",
        18 => "32-Bit Memory Error Information", 19 => "Memory Array Mapped Address",
        20 => "Memory Device Mapped Address", 21 => "Built-in Pointing Device", 22 => "Portable Battery",
        23 => "System Reset", 24 => "Hardware Security", 25 => "System Power Controls", 26 => "Voltage Probe",
        27 => "Cooling Device", 28 => "Temperature Probe", 29 => "Electrical Current Probe",
        30 => "Out-of-Band Remote Access", 31 => "Boot Integrity Services (BIS) Entry Point",
        32 => "System Boot Information", 33 => "64-Bit Memory Error Information", 34 => "Management Device",
        35 => "Management Device Component", 36 => "Management Device Threshold Data", 37 => "Memory Channel",
        38 => "IPMI Device Information", 39 => "System Power Supply", 40 => "Additional Information",
        41 => "Onboard Devices Extended Information", 42 => "Management Controller Host Interface",
        43 => "TPM Device", 44 => "Processor Additional Information", 45 => "Firmware Inventory Information",
        46 => "String Property", 126 => "Inactive", 127 => "End-of-Table",
        128..=255 => "OEM-specific",
    }
}

impl StructureType {
    /// Whether the document gives this type a meaning; those from 128 on are the makers' (§6.1.2).
    pub(super) fn is_defined(self) -> bool {
        self.0 < 128 && self.name().is_some()
    }
}

/// One structure of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Structure {
    /// Its handle (offset 02h).
    pub handle: Handle,
    /// Its type (offset 00h).
    #[serde(rename = "type")]
    pub structure_type: StructureType,
    /// Octet at which it starts in the table.
    pub offset: usize,
    /// Octets of its formatted area, header included (offset 01h).
    pub length: u8,
    /// The decoded fields.
    pub content: Body,
}

impl Structure {
    pub(super) fn decode(frame: &Frame<'_>, damage: &mut Vec<Damage>) -> Structure {
        let content = Body::decode(frame);
        damage.extend(frame.take_damage());
        Structure {
            handle: frame.handle,
            structure_type: StructureType(frame.kind),
            offset: frame.offset,
            length: frame.length,
            content,
        }
    }
}

/// A structure without a decoder here, or without content (types 126 and 127).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Raw {
    /// The formatted area behind the header, in hexadecimal digits.
    pub bytes: String,
    /// Its strings in their order.
    pub strings: Vec<String>,
}

/// A structure that can be asked for by its Rust type: `table.all::<MemoryDevice>()`.
pub trait Typed: Sized + 'static {
    /// This structure, where the body is one.
    fn of(body: &Body) -> Option<&Self>;
}

macro_rules! bodies {
    ($($code:literal => $type:ident),+ $(,)?) => {
        /// The decoded fields of a structure, by type.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Body {
            $(
                #[doc = concat!("Type ", stringify!($code), ".")]
                $type(Box<$type>),
            )+
            /// Any other type.
            Raw(Raw),
        }

        impl Body {
            fn decode(frame: &Frame<'_>) -> Body {
                match frame.kind {
                    $($code => Body::$type(Box::new($type::decode(frame))),)+
                    _ => Body::Raw(Raw {
                        bytes: hex(frame.formatted().get(4..).unwrap_or_default()),
                        strings: frame.strings(),
                    }),
                }
            }
        }

        $(
            impl Typed for $type {
                fn of(body: &Body) -> Option<&$type> {
                    match body {
                        Body::$type(typed) => Some(typed),
                        _ => None,
                    }
                }
            }
        )+
    };
}

bodies! {
    0 => BiosInformation,
    1 => SystemInformation,
    2 => BaseboardInformation,
    3 => SystemEnclosure,
    4 => ProcessorInformation,
    7 => CacheInformation,
    8 => PortConnector,
    9 => SystemSlot,
    10 => OnBoardDevices,
    11 => OemStrings,
    12 => SystemConfigurationOptions,
    13 => BiosLanguage,
    14 => GroupAssociations,
    15 => SystemEventLog,
    16 => PhysicalMemoryArray,
    17 => MemoryDevice,
    18 => MemoryError32,
    19 => MemoryArrayMappedAddress,
    20 => MemoryDeviceMappedAddress,
    21 => BuiltInPointingDevice,
    22 => PortableBattery,
    23 => SystemReset,
    24 => HardwareSecurity,
    25 => SystemPowerControls,
    26 => VoltageProbe,
    27 => CoolingDevice,
    28 => TemperatureProbe,
    29 => ElectricalCurrentProbe,
    32 => SystemBootInformation,
    33 => MemoryError64,
    34 => ManagementDevice,
    35 => ManagementDeviceComponent,
    36 => ManagementDeviceThreshold,
    37 => MemoryChannel,
    38 => IpmiDevice,
    39 => SystemPowerSupply,
    41 => OnboardDeviceExtended,
    42 => HostInterface,
    43 => TpmDevice,
    44 => ProcessorAdditional,
    45 => FirmwareInventory,
    46 => StringProperty,
}
