//! PCI decoders on the samples in fixtures/: every structure gives its values, and bad ones what comes before the
//! damage.

use bee_audit::decode::pci::ConfigurationSpace;
use bee_audit::decode::pci::vpd::VitalProductData;
use bee_audit::decode::{Error, Fault};
use serde_json::{Value, json};

#[path = "support/samples.rs"]
mod samples;

/// The bytes of one sample.
fn bytes(folder: &str, decoder: &str, name: &str) -> Vec<u8> {
    let samples = samples::of(folder, decoder);
    samples.into_iter().find(|(path, _)| path.ends_with(&format!("/{name}.hex"))).unwrap().1
}

fn config(folder: &str, name: &str) -> Result<ConfigurationSpace, Error> {
    ConfigurationSpace::decode(&bytes(folder, "pci-config", name))
}

fn vpd(folder: &str, name: &str) -> Result<VitalProductData, Error> {
    VitalProductData::decode(&bytes(folder, "pci-vpd", name))
}

/// The body of a capability as JSON, by its key.
fn body(config: &ConfigurationSpace, key: &str) -> Value {
    let json = serde_json::to_value(config).unwrap();
    let lists =
        ["capabilities", "extended_capabilities"].map(|list| json[list].as_array().cloned().unwrap_or_default());
    lists.iter().flatten().find_map(|capability| capability.get(key)).unwrap_or(&Value::Null).clone()
}

#[test]
fn a_drive() {
    let config = config("parts", "nvme-drive").unwrap();
    assert_eq!(config.damage, []);
    let express = config.express().unwrap();
    let (link, link_2) = (express.link.as_ref().unwrap(), express.link_2.as_ref().unwrap());
    assert_eq!((link.max_link_speed_gt_s.unwrap().0, link.max_link_width), (16.0, Some(4)));
    assert_eq!((link.current_link_speed_gt_s.unwrap().0, link.negotiated_link_width), (16.0, Some(4)));
    assert_eq!(
        link_2.supported_link_speeds_gt_s.iter().map(|speed| speed.0).collect::<Vec<_>>(),
        [2.5, 5.0, 8.0, 16.0]
    );
    assert_eq!(express.device.captured_slot_power_limit_watts.unwrap().0, 44.0);
    assert_eq!(body(&config, "msi_x")["table_size"], 129);
    assert_eq!(body(&config, "device_serial_number"), "00-25-38-ff-ff-12-34-56");
    let errors = body(&config, "advanced_error_reporting");
    assert_eq!(errors["uncorrectable_status"]["names"], json!(["Unsupported Request Error"]));
    assert_eq!(errors["first_error_pointer"], 20);
    assert_eq!(errors["header_log"], json!(["0x1", "0xf", "0xb1000000", "0x4030201"]));
    assert_eq!(body(&config, "power_budgeting")["base_power_watts"], 2.5);
    assert_eq!(body(&config, "latency_tolerance_reporting")["max_snoop_latency_nanoseconds"], 3_145_728);
    assert_eq!(body(&config, "physical_layer")["equalization"]["bits"], 15);
    assert_eq!(body(&config, "lane_margining")["uses_driver_software"], true);
}

#[test]
fn a_root_port_with_its_slot() {
    let config = config("parts", "root-port").unwrap();
    let express = config.express().unwrap();
    let slot = express.slot.as_ref().unwrap();
    assert_eq!((slot.physical_slot_number, slot.power_limit_watts.unwrap().0), (7, 7.5));
    assert_eq!(config.subsystem().unwrap().device_id.to_string(), "0010");
    let bridge = config.header.bridge.as_ref().unwrap();
    assert_eq!((bridge.primary_bus, bridge.secondary_bus, bridge.subordinate_bus), (0x15, 0x16, 0x1a));
    assert_eq!(bridge.prefetchable_window.as_ref().unwrap().limit.to_string(), "0x201fffffffff");
    let containment = body(&config, "downstream_port_containment");
    assert_eq!(containment["trigger_reason"]["name"], "ERR_NONFATAL Message received");
    assert_eq!(containment["error_source"], "16:00.0");
    assert_eq!(body(&config, "advanced_error_reporting")["root"]["correctable_source"], "16:00.1");
    let layers = serde_json::to_value(&config.extended_capabilities).unwrap();
    let rates = layers.as_array().unwrap().iter().filter_map(|capability| capability.get("physical_layer"));
    assert_eq!(rates.map(|layer| layer["rate_gt_s"].as_f64().unwrap()).collect::<Vec<_>>(), [16.0, 32.0, 64.0]);
}

#[test]
fn a_network_adapter_with_virtual_functions() {
    let config = config("parts", "network-adapter").unwrap();
    let virtualization = body(&config, "single_root_io_virtualization");
    assert_eq!((virtualization["total_vfs"].clone(), virtualization["num_vfs"].clone()), (json!(16), json!(4)));
    assert_eq!(virtualization["vf_device_id"], "101e");
    let bar = &body(&config, "resizable_bar")[0];
    assert_eq!(bar["size_bytes"], 8_589_934_592_u64);
    assert_eq!(bar["supported_sizes_bytes"][12], 281_474_976_710_656_u64);
    assert_eq!(body(&config, "address_translation_services")["invalidate_queue_depth"], 32);
    assert_eq!(body(&config, "process_address_space_id")["max_pasid_width_bits"], 20);
}

#[test]
fn a_memory_expander_of_compute_express_link() {
    let config = config("parts", "cxl-memory").unwrap();
    let device = body(&config, "designated_vendor_specific");
    assert_eq!(device["cxl"]["id"]["name"], "PCIe DVSEC for CXL Devices");
    assert_eq!(device["cxl"]["enabled"]["names"], json!(["IO_Capable", "Mem_Capable"]));
    assert_eq!(device["cxl"]["hdm_count"], 1);
    assert_eq!(body(&config, "data_object_exchange")["status"]["names"], json!(["Data Object Ready"]));
    let encryption = body(&config, "integrity_and_data_encryption");
    assert_eq!(encryption["link_streams"][0]["state"]["name"], "Secure");
    assert_eq!(encryption["link_streams"][0]["stream_id"], 7);
    let last = config.extended_capabilities.unwrap().pop().unwrap();
    assert_eq!((last.id.0, last.id.name(), last.version, last.body), (0x7fff, None, 3, None));
}

#[test]
fn conventional_functions() {
    let conventional = config("parts", "conventional").unwrap();
    assert_eq!(conventional.extended_capabilities, None);
    let entries = body(&conventional, "enhanced_allocation")["entries"].clone();
    assert_eq!((entries[0]["size_bytes"].clone(), entries[1]["base"].clone()), (json!(65536), json!("0x110000000")));
    assert_eq!(body(&conventional, "advanced_features")["function_level_reset_supported"], true);
    let cardbus = config("parts", "cardbus-bridge").unwrap();
    assert_eq!(cardbus.subsystem().unwrap().vendor_id.to_string(), "1014");
    assert_eq!(cardbus.header.bridge.unwrap().subordinate_bus, 7);
    assert_eq!(body(&config("parts", "event-collector").unwrap(), "pci_express")["link"], Value::Null);
}

#[test]
fn an_unprivileged_read_gives_the_header() {
    let bytes = bytes("parts", "pci-config", "nvme-drive");
    let config = ConfigurationSpace::decode(&bytes[..64]).unwrap();
    assert_eq!(config.header.class.base, 1);
    assert_eq!((config.capabilities, config.extended_capabilities, config.damage), (None, None, Vec::new()));
}

#[test]
fn bad_lists_give_what_comes_before_the_damage() {
    let found = |name: &str| {
        let config = config("bad", name).unwrap();
        let faults: Vec<(usize, Fault)> = config.damage.iter().map(|error| (error.offset, error.fault)).collect();
        (config.capabilities.map_or(0, |list| list.len()), config.extended_capabilities.map(|list| list.len()), faults)
    };
    assert_eq!(found("list-loops"), (4, Some(10), vec![(0x50, Fault::OutOfBounds)]));
    assert_eq!(found("list-points-into-header"), (2, None, vec![(0x20, Fault::OutOfBounds)]));
    assert_eq!(found("extended-list-loops"), (4, Some(2), vec![(0x100, Fault::OutOfBounds)]));
    assert_eq!(found("extended-list-points-below-100h"), (4, Some(2), vec![(0x40, Fault::OutOfBounds)]));
    let cut = |offset, have| vec![(offset, Fault::Truncated { need: have + 1, have })];
    assert_eq!(found("extended-capability-cut-off"), (4, Some(3), cut(0xff8, 8)));
    assert_eq!(found("capability-cut-off"), (5, None, cut(0xf8, 8)));
    assert_eq!(found("fell-off-the-bus"), (1, Some(0), vec![(0x50, Fault::OutOfBounds)]));
    assert_eq!(found("extended-space-repeats"), (4, None, vec![]));
    assert_eq!(config("bad", "all-ones").unwrap_err().fault, Fault::BadSignature);
}

#[test]
fn vital_product_data() {
    let card = vpd("parts", "vital-product-data").unwrap();
    assert_eq!(card.identifier.as_deref(), Some("Bee Adapter, dual port"));
    assert_eq!(card.read_only_text("PN"), Some("BEE-NIC-2X100"));
    assert_eq!(card.read_only_text("SN"), Some("BEE0000TEST001"));
    assert_eq!((card.checksum_valid, card.read_write_free_bytes), (Some(true), Some(20)));
    let named = |index: usize| (card.read_only[index].name, card.read_only[index].hex.as_deref());
    assert_eq!(
        (named(5), named(6)),
        ((Some("Extended Capability"), Some("10000002")), (Some("Vendor Specific"), Some("0001fe")))
    );
    assert_eq!(card.read_write[1].name, Some("Asset Tag Identifier"));
    assert_eq!(card.damage, []);
}

#[test]
fn bad_vital_product_data() {
    for name in ["all-ones", "all-zeros"] {
        assert_eq!(vpd("bad", name).unwrap_err().fault, Fault::BadSignature);
    }
    let wrong = vpd("bad", "checksum-wrong").unwrap();
    assert_eq!((wrong.checksum_valid, wrong.read_only_text("SN")), (Some(false), Some("BEE0000TEST001")));
    assert!(matches!(wrong.damage[0].fault, Fault::BadChecksum { .. }));
    let outside = vpd("bad", "field-leads-outside").unwrap();
    assert_eq!((outside.identifier.is_some(), outside.read_only.len(), outside.damage.len()), (true, 0, 1));
    let cut = vpd("bad", "cut-off").unwrap();
    assert_eq!((cut.read_only_text("PN"), cut.damage.len()), (Some("BEE-NIC-2X100"), 1));
    let endless = vpd("parts", "without-end-tag").unwrap();
    assert_eq!((endless.read_only_text("SN"), endless.damage.len()), (Some("BEE0000TEST002"), 1));
}
