//! The report: what one machine is made of, what could not be read, and what looks wrong.
//!
//! This is the published contract: plain data under stable names, missing values `null`. `docs/report.md` explains it,
//! and its JSON Schema is `docs/report.schema.json`.

mod bmc;
mod board;
mod cpu;
mod finding;
mod gap;
mod gpu;
mod memory;
mod network;
mod pcie;
mod power;
mod run;
mod sensors;
mod storage;
mod tpm;
mod usb;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use bmc::{
    Bmc, BmcChannel, BmcChassis, BmcDcmi, BmcDevice, BmcEntity, BmcEntityAssociation, BmcEvent, BmcEventLog,
    BmcIpv6Address, BmcLan, BmcSatellite, BmcSensor, BmcSensorThresholds, BmcWatchdog, EventSeverity, Fru, FruBoard,
    FruChassis, FruCompatibility, FruDamage, FruDcRail, FruManagementAccess, FruOemRecord, FruPowerSupply, FruProduct,
};
pub use board::{
    Baseboard, Board, BootEntry, Chassis, ContainedElement, Esrt, EsrtEntry, Firmware, FirmwareCertificate,
    FirmwareComponent, FirmwareMode, HardwareSecurity, HostInterface, IpmiInterface, ManagementEngine, OnboardDevice,
    PortConnector, PowerSupplySlot, RedfishService, SignatureDatabase, SmbiosTable, System, UefiBoot, Virtualization,
    Watchdog,
};
pub use cpu::{
    Cpu, CpuCache, CpuCore, CpuDie, CpuFrequency, CpuIdle, CpuModel, CpuPackage, CpuSets, CpuSocket, CpuTotals,
    EnergyPerformanceBias, FirmwareCache, IdleState, MemoryAccess, MemoryProtection, MemorySideCache, Microcode,
    NumaDistance, NumaHugepages, NumaNode, PowerLimit, PowerZone, Smt, Throttling, Vulnerability,
};
pub use finding::{Finding, Severity};
pub use gap::{Gap, Reason};
pub use gpu::{
    C2cLink, ConfidentialComputing, Gpu, GpuClockEvents, GpuClocks, GpuEcc, GpuEccCounts, GpuErrorBlock, GpuFabric,
    GpuInforom, GpuLink, GpuLinkErrors, GpuMemory, GpuMig, GpuModes, GpuModulePower, GpuPath, GpuPlatform, GpuPower,
    GpuRemappedBanks, GpuRemappedRows, GpuRetiredPages, GpuSramSources, GpuTemperature, GpuUtilization, GpuXgmi, Gpus,
    MigDevice, MigProfile, NvLink, NvSwitch, NvidiaDriver, ReportedGpuError,
};
pub use memory::{
    Hugepages, Memory, MemoryArray, MemoryChannel, MemoryChannelDevice, MemoryController, MemoryControllerDimm,
    MemoryDevice, MemoryErrorRecord, MemoryErrors, MemoryRange, MemorySpd, MemorySupportDevice, MemoryTimings,
};
pub use network::{
    ForwardErrorCorrection, LinkMode, LinkModes, ModuleApplication, ModuleAttenuation, ModuleDiagnostics, ModuleLane,
    ModuleLength, ModuleLimits, Network, NetworkAdapter, NetworkModule, NetworkPort, NetworkSrIov, PortErrors,
    PortFeatures, PortLink, PortLinkModes, RdmaDevice, RdmaPort, RdmaRate,
};
pub use pcie::{
    BitNames, PciAccessControl, PciAddressTranslation, PciAdvancedErrors, PciAllocatedInterrupts, PciCapability,
    PciClass, PciConfiguration, PciContainment, PciCxl, PciDataObjectExchange, PciDriver, PciEncryption,
    PciErrorCounts, PciErrors, PciExpress, PciExpressLink, PciExpressSlot, PciExtended, PciFunction, PciInterrupts,
    PciL1Substates, PciLatencyTolerance, PciLink, PciLinkEnd, PciName, PciNames, PciPhysicalLayer, PciPower,
    PciPowerManagement, PciPrecisionTime, PciProduct, PciProductField, PciRegion, PciResizableBar, PciRootErrors,
    PciSlot, PciSlotPeer, PciSlotPlace, PciVendorStructure, PciVirtualization, Pcie,
};
pub use power::{Backplane, Fan, PowerSupply};
pub use run::Run;
pub use sensors::{
    CoolingDevice, CurrentProbe, CurrentSensor, EnergySensor, FanControl, FanSensor, FirmwareSensors, HumiditySensor,
    IntrusionSensor, ManagementDevice, ManagementDeviceComponent, ManagementDeviceThresholds, PowerSensor, SensorChip,
    Sensors, TemperatureProbe, TemperatureSensor, ThermalZone, TripPoint, VoltageProbe, VoltageSensor,
};
pub(crate) use storage::slot_title;
pub use storage::{
    Array, ArrayMember, AtaAttribute, AtaCommand, AtaDrive, AtaError, AtaErrorLog, AtaLink, AtaPhyEventCounter,
    AtaSctStatus, AtaSmart, AtaStatistic, AttributeFailure, BlockDevice, CycleCount, Designator, Drive, DriveHealth,
    DrivePath, DrivePowerState, DriveTemperature, Enclosure, EnclosureElement, EnclosurePlace, EnclosureSlot,
    FibreChannelHost, Holder, Integrity, IscsiSession, MmcCard, Namespace, NamespaceFormat, NamespaceIdentify,
    NamespacePath, NvmeCloudHealth, NvmeController, NvmeEnduranceGroup, NvmeError, NvmeFirmware, NvmeIdentify,
    NvmeLimits, NvmePowerState, NvmeSanitize, NvmeSelfTest, NvmeSmart, NvmeSubsystem, PhysicalDisk, RaidBattery,
    RaidCondition, RaidController, RaidVolume, RemotePort, RunningSelfTest, SasDrivePhy, SasDrivePort, SasLink, SasPhy,
    ScsiBackgroundScan, ScsiBlockLimits, ScsiDevice, ScsiDrive, ScsiErrorCounters, ScsiHost, ScsiPath, ScsiScanResult,
    SelfTest, Storage, StorageController, Subenclosure, Transport, Verdict, VirtualDisk, Zones,
};
pub use tpm::{Tpm, TpmDevice, TpmFirmwareEntry};
pub use usb::{Usb, UsbDevice, UsbInterface};

/// The version of the contract; a change that breaks a reader changes it.
pub const SCHEMA: &str = "bee-audit/1";

/// One audit of one machine. A component that was skipped stands in `run.skipped`; of one whose collector failed a gap
/// says so.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// `bee-audit/1`.
    pub schema: String,
    /// Facts of this run: when, by whom, on which kernel.
    pub run: Run,
    /// Product, boards, enclosures and firmware; `null` when skipped or when its collector failed.
    pub board: Option<Board>,
    /// Processors; `null` when skipped or when its collector failed.
    pub cpu: Option<Cpu>,
    /// Memory slots, modules and error counters; `null` when skipped or when its collector failed.
    pub memory: Option<Memory>,
    /// PCI functions and slots; `null` when skipped or when its collector failed.
    pub pcie: Option<Pcie>,
    /// GPUs and other accelerators; `null` when skipped or when its collector failed.
    pub gpu: Option<Gpus>,
    /// Drives, storage controllers and arrays; `null` when skipped or when its collector failed.
    pub storage: Option<Storage>,
    /// Network adapters; `null` when skipped or when its collector failed.
    pub network: Option<Network>,
    /// Trusted Platform Modules; `null` when skipped or when its collector failed.
    pub tpm: Option<Tpm>,
    /// USB devices; `null` when skipped or when its collector failed.
    pub usb: Option<Usb>,
    /// Sensors; `null` when skipped or when its collector failed.
    pub sensors: Option<Sensors>,
    /// The management controller and what it tells; `null` when skipped or when its collector failed.
    pub bmc: Option<Bmc>,
    /// Power supplies, joined from all components that are there.
    pub power_supplies: Vec<PowerSupply>,
    /// Fans and other cooling devices, joined likewise.
    pub fans: Vec<Fan>,
    /// Backplanes of drives, joined likewise.
    #[serde(default)]
    pub backplanes: Vec<Backplane>,
    /// What looks wrong, the worst first.
    pub findings: Vec<Finding>,
    /// For each component, where its facts come from.
    pub sources: BTreeMap<Component, BTreeSet<String>>,
    /// What could not be read, and why.
    pub gaps: Vec<Gap>,
}

/// A part of the report with a collector of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Component {
    /// System, baseboards, chassis and firmware.
    Board,
    /// Processors, caches and NUMA nodes.
    Cpu,
    /// Memory slots and modules.
    Memory,
    /// PCI functions and slots.
    Pcie,
    /// GPUs and other accelerators.
    Gpu,
    /// Drives and arrays.
    Storage,
    /// Network adapters and ports.
    Network,
    /// Trusted Platform Modules.
    Tpm,
    /// USB devices.
    Usb,
    /// Temperatures, fans, voltages and power.
    Sensors,
    /// Management controller, its inventory, sensors and event log.
    Bmc,
}

impl Component {
    /// Every component, in the order of the report.
    pub const ALL: [Component; 11] = [
        Component::Board,
        Component::Cpu,
        Component::Memory,
        Component::Pcie,
        Component::Gpu,
        Component::Storage,
        Component::Network,
        Component::Tpm,
        Component::Usb,
        Component::Sensors,
        Component::Bmc,
    ];

    /// The key in the report and the word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Component::Board => "board",
            Component::Cpu => "cpu",
            Component::Memory => "memory",
            Component::Pcie => "pcie",
            Component::Gpu => "gpu",
            Component::Storage => "storage",
            Component::Network => "network",
            Component::Tpm => "tpm",
            Component::Usb => "usb",
            Component::Sensors => "sensors",
            Component::Bmc => "bmc",
        }
    }
}

/// A code of a standard with the name that the standard gives it; an unknown code keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coded {
    /// The number in the bytes.
    pub code: u64,
    /// The standard's name, `null` for a code that it does not know.
    pub name: Option<String>,
}

/// Raw values of fields that hold a maker's filler ("To be filled by O.E.M.") and are therefore `null`, by field name.
pub type Placeholders = BTreeMap<String, String>;
