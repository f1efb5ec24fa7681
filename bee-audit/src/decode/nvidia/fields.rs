//! The fields of a GPU: the name of each, and where each form of `nvidia-smi` has it.
//!
//! Document: `nvsmi_device_v11.dtd` to `nvsmi_device_v13.dtd` (elements of `nvidia-smi -q -x`), the manual of
//! `nvidia-smi` (sections of `nvidia-smi -q`), `nvidia-smi --help-query-gpu` (columns). A name is the field's path in
//! the report.
//!
//! Real drivers rename elements: `clocks_throttle_reasons` became `clocks_event_reasons` within v12, `power_readings`
//! became `gpu_power_readings`; both names stand here, the newer one first.

mod state;

use std::collections::BTreeMap;

/// How the value of a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// `Enabled`, `Yes`, `Active`, `valid` and their contraries.
    Flag,
    /// A whole number.
    Count,
    /// Octets (`MiB`) or hertz (`MHz`).
    Size,
    /// Degrees Celsius, watts, percent, volts or seconds.
    Quantity,
}

/// A field and its places; several places of one form stand in the order of their age, the newest first.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The path in the report.
    pub name: &'static str,
    /// How it is written.
    pub kind: Kind,
    /// Elements below `gpu` of the XML, separated by `|`.
    pub xml: &'static str,
    /// Headings of the text, separated by `|`.
    pub text: &'static str,
    /// Columns of `--query-gpu`, separated by `|`.
    pub csv: &'static str,
}

/// A form in which `nvidia-smi` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `nvidia-smi -q -x`.
    Xml,
    /// `nvidia-smi -q`.
    Text,
    /// `nvidia-smi --query-gpu=… --format=csv`.
    Csv,
}

/// A table of fields: name, kind, XML, text, CSV.
macro_rules! fields {
    ($(#[$doc:meta])* $table:ident: $($name:literal, $kind:ident, $xml:literal, $text:literal, $csv:literal;)*) => {
        $(#[$doc])*
        pub(super) const $table: &[$crate::decode::nvidia::fields::Field] = &[$(
            $crate::decode::nvidia::fields::Field {
                name: $name,
                kind: $crate::decode::nvidia::fields::Kind::$kind,
                xml: $xml,
                text: $text,
                csv: $csv,
            },
        )*];
    };
}
use fields;

impl Field {
    /// Where the field is in a form.
    pub fn places(&self, form: Form) -> impl Iterator<Item = &'static str> {
        let places = match form {
            Form::Xml => self.xml,
            Form::Text => self.text,
            Form::Csv => self.csv,
        };
        places.split('|').filter(|place| !place.is_empty())
    }
}

/// Every field of a GPU.
pub fn all() -> impl Iterator<Item = &'static Field> {
    [IDENTITY, MODES, LINK, CLOCK_EVENTS].into_iter().chain(state::TABLES).flatten()
}

/// Every field of a MIG device (`mig_device` in the XML).
pub fn mig_device() -> impl Iterator<Item = &'static Field> {
    MIG_DEVICE.iter()
}

/// Fields by their place in a form, with the age of that place: 0 is the newest.
pub(super) fn index(
    fields: impl Iterator<Item = &'static Field>,
    form: Form,
) -> BTreeMap<&'static str, &'static Field> {
    fields.flat_map(|field| field.places(form).map(move |place| (place, field))).collect()
}

fields! {
    /// What the GPU is (nvidia-smi manual, "GPU Attributes").
    IDENTITY:
    "name", Text, "product_name", "Product Name", "name";
    "brand", Text, "product_brand", "Product Brand", "";
    "architecture", Text, "product_architecture", "Product Architecture", "";
    "compute_capability", Text, "", "", "compute_cap";
    "serial_number", Text, "serial", "Serial Number", "serial";
    "uuid", Text, "uuid", "GPU UUID", "uuid";
    "pdi", Text, "pdi", "GPU PDI", "";
    "minor_number", Count, "minor_number", "Minor Number", "";
    "vbios_version", Text, "vbios_version", "VBIOS Version", "vbios_version";
    "gsp_firmware_version", Text, "gsp_firmware_version", "GSP Firmware Version", "";
    "multi_gpu_board", Flag, "multigpu_board", "MultiGPU Board", "";
    "board_id", Text, "board_id", "Board ID", "";
    "board_part_number", Text, "board_part_number", "Board Part Number", "";
    "gpu_part_number", Text, "gpu_part_number", "GPU Part Number", "";
    "fru_part_number", Text, "gpu_fru_part_number", "FRU Part Number", "";
    "fan_speed_percent", Quantity, "fan_speed", "Fan Speed", "fan.speed";
    "performance_state", Text, "performance_state", "Performance State", "pstate";
    "recovery_action", Text, "gpu_recovery_action", "GPU Recovery Action", "gpu_recovery_action";
    "reset_required", Flag,
        "gpu_reset_status/reset_required", "GPU Reset Status/Reset Required", "reset_status.reset_required";
    "drain_and_reset_recommended", Flag,
        "gpu_reset_status/drain_and_reset_recommended",
        "GPU Reset Status/Drain and Reset Recommended", "reset_status.drain_and_reset_recommended";
    "platform.chassis_serial_number", Text,
        "platformInfo/chassis_serial_number", "Platform Info/Chassis Serial Number", "platform.chassis_serial_number";
    "platform.slot_number", Count, "platformInfo/slot_number", "Platform Info/Slot Number", "platform.slot_number";
    "platform.tray_index", Count, "platformInfo/tray_index", "Platform Info/Tray Index", "platform.tray_index";
    "platform.host_id", Count, "platformInfo/host_id", "Platform Info/Host ID", "platform.host_id";
    "platform.peer_type", Text, "platformInfo/peer_type", "Platform Info/Peer Type", "platform.peer_type";
    "platform.module_id", Count,
        "platformInfo/module_id|gpu_module_id", "Platform Info/Module Id", "platform.module_id";
    "platform.fabric_guid", Text,
        "platformInfo/gpu_fabric_guid", "Platform Info/GPU Fabric GUID", "platform.gpu_fabric_guid";
    "inforom.image_version", Text, "inforom_version/img_version", "Inforom Version/Image Version", "inforom.img";
    "inforom.oem_version", Text, "inforom_version/oem_object", "Inforom Version/OEM Object", "inforom.oem";
    "inforom.ecc_version", Text, "inforom_version/ecc_object", "Inforom Version/ECC Object", "inforom.ecc";
    "inforom.power_version", Text,
        "inforom_version/pwr_object", "Inforom Version/Power Management Object", "inforom.pwr";
    "inforom.valid", Flag, "", "", "inforom.checksum_validation";
    "inforom.last_flush", Text, "inforom_bbx_flush/latest_timestamp", "Inforom BBX Object Flush/Latest Timestamp", "";
    "inforom.last_flush_seconds", Quantity,
        "inforom_bbx_flush/latest_duration", "Inforom BBX Object Flush/Latest Duration", "";
}

fields! {
    /// How it is set up (nvidia-smi manual, "GPU Attributes").
    MODES:
    "modes.persistence", Flag, "persistence_mode", "Persistence Mode", "persistence_mode";
    "modes.addressing", Text, "addressing_mode", "Addressing Mode", "addressing_mode";
    "modes.accounting", Flag, "accounting_mode", "Accounting Mode", "accounting.mode";
    "modes.accounting_buffer_size", Count,
        "accounting_mode_buffer_size", "Accounting Mode Buffer Size", "accounting.buffer_size";
    "modes.compute", Text, "compute_mode", "Compute Mode", "compute_mode";
    "modes.display_attached", Flag, "display_attached", "Display Attached", "display_attached";
    "modes.display_active", Flag, "display_active", "Display Active", "display_active";
    "modes.operation", Text, "gpu_operation_mode/current_gom", "GPU Operation Mode/Current", "gom.current";
    "modes.pending_operation", Text, "gpu_operation_mode/pending_gom", "GPU Operation Mode/Pending", "gom.pending";
    "modes.chip_to_chip", Text, "c2c_mode", "GPU C2C Mode", "c2c.mode";
    "modes.sparse_operation", Flag, "sparse_operation_mode", "Sparse Operation Mode", "";
    "modes.virtualization", Text,
        "gpu_virtualization_mode/virtualization_mode", "GPU Virtualization Mode/Virtualization Mode", "";
    "modes.host_vgpu", Text, "gpu_virtualization_mode/host_vgpu_mode", "GPU Virtualization Mode/Host VGPU Mode", "";
    "modes.heterogeneous_vgpu", Text,
        "gpu_virtualization_mode/vgpu_heterogeneous_mode", "GPU Virtualization Mode/vGPU Heterogeneous Mode", "";
    "modes.dram_encryption", Flag,
        "dram_encryption_mode/current_dram_encryption", "DRAM Encryption Mode/Current", "dramEncryption.mode.current";
    "modes.pending_dram_encryption", Flag,
        "dram_encryption_mode/pending_dram_encryption", "DRAM Encryption Mode/Pending", "dramEncryption.mode.pending";
    "modes.relaxed_ordering", Text, "ibmnpu/relaxed_ordering_mode", "IBMNPU/Relaxed Ordering Mode", "";
    "modes.extended_gpu_memory", Flag, "capabilities/egm", "Capabilities/EGM", "";
    "modes.gsp_firmware", Flag, "", "", "gsp.mode.current";
    "modes.auto_boost", Flag, "clock_policy/auto_boost", "Clock Policy/Auto Boost", "";
    "modes.auto_boost_default", Flag, "clock_policy/auto_boost_default", "Clock Policy/Auto Boost Default", "";
    "mig.enabled", Flag, "mig_mode/current_mig", "MIG Mode/Current", "mig.mode.current";
    "mig.pending", Flag, "mig_mode/pending_mig", "MIG Mode/Pending", "mig.mode.pending";
}

fields! {
    /// The link to the host (nvidia-smi manual, "PCI").
    LINK:
    "link.generation", Count,
        "pci/pci_gpu_link_info/pcie_gen/current_link_gen",
        "PCI/GPU Link Info/PCIe Generation/Current", "pcie.link.gen.current";
    "link.max_generation", Count,
        "pci/pci_gpu_link_info/pcie_gen/max_link_gen", "PCI/GPU Link Info/PCIe Generation/Max", "pcie.link.gen.max";
    "link.device_generation", Count,
        "pci/pci_gpu_link_info/pcie_gen/device_current_link_gen",
        "PCI/GPU Link Info/PCIe Generation/Device Current", "pcie.link.gen.gpucurrent";
    "link.device_max_generation", Count,
        "pci/pci_gpu_link_info/pcie_gen/max_device_link_gen",
        "PCI/GPU Link Info/PCIe Generation/Device Max", "pcie.link.gen.gpumax";
    "link.host_max_generation", Count,
        "pci/pci_gpu_link_info/pcie_gen/max_host_link_gen",
        "PCI/GPU Link Info/PCIe Generation/Host Max", "pcie.link.gen.hostmax";
    "link.width", Count,
        "pci/pci_gpu_link_info/link_widths/current_link_width",
        "PCI/GPU Link Info/Link Width/Current", "pcie.link.width.current";
    "link.max_width", Count,
        "pci/pci_gpu_link_info/link_widths/max_link_width", "PCI/GPU Link Info/Link Width/Max", "pcie.link.width.max";
    "link.replays", Count, "pci/replay_counter", "PCI/Replays Since Reset", "";
    "link.replay_rollovers", Count, "pci/replay_rollover_counter", "PCI/Replay Number Rollovers", "";
    "link.bridge_type", Text, "pci/pci_bridge_chip/bridge_chip_type", "PCI/Bridge Chip/Type", "";
    "link.bridge_firmware", Text, "pci/pci_bridge_chip/bridge_chip_fw", "PCI/Bridge Chip/Firmware", "";
    "link.outbound_atomics", Text, "pci/atomic_caps_outbound", "PCI/Atomic Caps Outbound", "";
    "link.inbound_atomics", Text, "pci/atomic_caps_inbound", "PCI/Atomic Caps Inbound", "";
}

fields! {
    /// Why clocks are lower than they could be, and for how long since the driver was loaded
    /// (`nvmlClocksEventReasons`).
    CLOCK_EVENTS:
    "clock_events.idle", Flag,
        "clocks_event_reasons/clocks_event_reason_gpu_idle|clocks_throttle_reasons/clocks_throttle_reason_gpu_idle",
        "Clocks Event Reasons/Idle", "clocks_event_reasons.gpu_idle";
    "clock_events.application_clocks", Flag,
        "clocks_event_reasons/clocks_event_reason_applications_clocks_setting|clocks_throttle_reasons/clocks_throttle_reason_applications_clocks_setting",
        "Clocks Event Reasons/Applications Clocks Setting", "clocks_event_reasons.applications_clocks_setting";
    "clock_events.power_cap", Flag,
        "clocks_event_reasons/clocks_event_reason_sw_power_cap|clocks_throttle_reasons/clocks_throttle_reason_sw_power_cap",
        "Clocks Event Reasons/SW Power Cap", "clocks_event_reasons.sw_power_cap";
    "clock_events.hardware", Flag,
        "clocks_event_reasons/clocks_event_reason_hw_slowdown|clocks_throttle_reasons/clocks_throttle_reason_hw_slowdown",
        "Clocks Event Reasons/HW Slowdown", "clocks_event_reasons.hw_slowdown";
    "clock_events.hardware_thermal", Flag,
        "clocks_event_reasons/clocks_event_reason_hw_thermal_slowdown|clocks_throttle_reasons/clocks_throttle_reason_hw_thermal_slowdown",
        "Clocks Event Reasons/HW Slowdown/HW Thermal Slowdown", "clocks_event_reasons.hw_thermal_slowdown";
    "clock_events.hardware_power_brake", Flag,
        "clocks_event_reasons/clocks_event_reason_hw_power_brake_slowdown|clocks_throttle_reasons/clocks_throttle_reason_hw_power_brake_slowdown",
        "Clocks Event Reasons/HW Slowdown/HW Power Brake Slowdown", "clocks_event_reasons.hw_power_brake_slowdown";
    "clock_events.sync_boost", Flag,
        "clocks_event_reasons/clocks_event_reason_sync_boost|clocks_throttle_reasons/clocks_throttle_reason_sync_boost",
        "Clocks Event Reasons/Sync Boost", "clocks_event_reasons.sync_boost";
    "clock_events.thermal", Flag,
        "clocks_event_reasons/clocks_event_reason_sw_thermal_slowdown|clocks_throttle_reasons/clocks_throttle_reason_sw_thermal_slowdown",
        "Clocks Event Reasons/SW Thermal Slowdown", "clocks_event_reasons.sw_thermal_slowdown";
    "clock_events.display_clocks", Flag,
        "clocks_event_reasons/clocks_event_reason_display_clocks_setting|clocks_throttle_reasons/clocks_throttle_reason_display_clocks_setting",
        "Clocks Event Reasons/Display Clock Setting", "";
    "clock_events.power_cap_seconds", Quantity,
        "clocks_event_reasons_counters/clocks_event_reasons_counters_sw_power_cap",
        "Clocks Event Reasons Counters/SW Power Capping", "clocks_event_reasons_counters.sw_power_cap";
    "clock_events.sync_boost_seconds", Quantity,
        "clocks_event_reasons_counters/clocks_event_reasons_counters_sync_boost",
        "Clocks Event Reasons Counters/Sync Boost", "clocks_event_reasons_counters.sync_boost";
    "clock_events.thermal_seconds", Quantity,
        "clocks_event_reasons_counters/clocks_event_reasons_counters_sw_therm_slowdown",
        "Clocks Event Reasons Counters/SW Thermal Slowdown", "clocks_event_reasons_counters.sw_thermal_slowdown";
    "clock_events.hardware_thermal_seconds", Quantity,
        "clocks_event_reasons_counters/clocks_event_reasons_counters_hw_therm_slowdown",
        "Clocks Event Reasons Counters/HW Thermal Slowdown", "clocks_event_reasons_counters.hw_thermal_slowdown";
    "clock_events.hardware_power_brake_seconds", Quantity,
        "clocks_event_reasons_counters/clocks_event_reasons_counters_hw_power_brake",
        "Clocks Event Reasons Counters/HW Power Braking", "clocks_event_reasons_counters.hw_power_brake_slowdown";
}

fields! {
    /// A part of a GPU that works as one (Multi-Instance GPU; `nvidia-smi` prints no UUID of it here).
    MIG_DEVICE:
    "index", Count, "index", "Index", "";
    "gpu_instance_id", Count, "gpu_instance_id", "GPU Instance ID", "";
    "compute_instance_id", Count, "compute_instance_id", "Compute Instance ID", "";
    "multiprocessors", Count,
        "device_attributes/shared/multiprocessor_count", "Device Attributes/Shared/Multiprocessor count", "";
    "copy_engines", Count,
        "device_attributes/shared/copy_engine_count", "Device Attributes/Shared/Copy Engine count", "";
    "encoders", Count, "device_attributes/shared/encoder_count", "Device Attributes/Shared/Encoder count", "";
    "decoders", Count, "device_attributes/shared/decoder_count", "Device Attributes/Shared/Decoder count", "";
    "ofa_engines", Count, "device_attributes/shared/ofa_count", "Device Attributes/Shared/OFA count", "";
    "jpeg_engines", Count, "device_attributes/shared/jpg_count", "Device Attributes/Shared/JPG count", "";
    "sram_uncorrectable", Count,
        "ecc_error_count/volatile_count/sram_uncorrectable", "ECC Errors/Volatile/SRAM Uncorrectable", "";
    "memory_total_bytes", Size, "fb_memory_usage/total", "FB Memory Usage/Total", "";
    "memory_reserved_bytes", Size, "fb_memory_usage/reserved", "FB Memory Usage/Reserved", "";
    "memory_used_bytes", Size, "fb_memory_usage/used", "FB Memory Usage/Used", "";
    "memory_free_bytes", Size, "fb_memory_usage/free", "FB Memory Usage/Free", "";
    "bar1_total_bytes", Size, "bar1_memory_usage/total", "BAR1 Memory Usage/Total", "";
    "bar1_used_bytes", Size, "bar1_memory_usage/used", "BAR1 Memory Usage/Used", "";
    "bar1_free_bytes", Size, "bar1_memory_usage/free", "BAR1 Memory Usage/Free", "";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_are_unique() {
        let names: std::collections::BTreeSet<_> = all().map(|field| field.name).collect();
        assert_eq!(names.len(), all().count());
        for form in [Form::Xml, Form::Text, Form::Csv] {
            let places = all().flat_map(|field| field.places(form)).count();
            assert_eq!(index(all(), form).len(), places, "{form:?}");
        }
    }
}
