//! SATA and SAS drives of machines that tests make up, and what damaged pages and missing drives cost.

use bee_audit::{
    report::{Reason, Storage, Transport},
    units::{BitsPerSecond, Bytes, RevolutionsPerMinute},
};

#[path = "support/machine.rs"]
mod machine;

use machine::{content_of, drive, machine, names};

const SATA: &str = "
block/sda -> ../devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda
block/sr0 -> ../devices/pci0000:00/0000:00:1f.2/ata4/host3/target3:0:0/3:0:0:0/block/sr0
block/loop0 -> ../devices/virtual/block/loop0
block/dm-0 -> ../devices/virtual/block/dm-0
devices/virtual/block/dm-0/slaves/sda2 -> ../../../../pci0000:00/0000:00:1f.2/ata3
devices/virtual/block/dm-0/dm:
  name vg0-root
  uuid LVM-abcdef
devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda:
  size 15628053168
  ro 0
  removable 0
  queue/rotational 1
  queue/logical_block_size 512
  queue/physical_block_size 4096
  queue/optimal_io_size 0
  queue/scheduler none [mq-deadline]
  queue/discard_max_bytes 0
  queue/discard_granularity 4096
  queue/zoned none
  queue/write_cache write back
  sda1/size 2048
  sda2/size 2048
  device -> ../../../2:0:0:0
devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0:
  type 0
  vendor ATA
  model ST8000NM0055-1RM
  rev SC60
  state running
  wwid naa.5000c500a1b2c3d4
  queue_depth 32
  timeout 30
  iorequest_cnt 0x1f
  iodone_cnt 0x1f
  ioerr_cnt 0x2
  vpd_pg80 @scsi/80-sata-right-justified
  generic -> scsi_generic/sg0
devices/pci0000:00/0000:00:1f.2/ata4/host3/target3:0:0/3:0:0:0:
  type 5
  vendor QEMU
  model QEMU DVD-ROM
  rev 2.5+
  block/sr0/size 2097151
  scsi_generic/sg1/dev 21:1
devices/pci0000:00/0000:00:1f.2:
  numa_node -1
  driver -> ../../../bus/pci/drivers/ahci
bus/pci/devices/0000:00:1f.2 -> ../../../devices/pci0000:00/0000:00:1f.2
class/scsi_device/2:0:0:0 -> ../../devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/scsi_device/2:0:0:0
class/scsi_device/3:0:0:0 -> ../../devices/pci0000:00/0000:00:1f.2/ata4/host3/target3:0:0/3:0:0:0/scsi_device/3:0:0:0
devices/pci0000:00/0000:00:1f.2/ata4/host3/target3:0:0/3:0:0:0/scsi_device/3:0:0:0/device -> ../../../3:0:0:0
class/scsi_host/host2 -> ../../devices/pci0000:00/0000:00:1f.2/ata3/host2/scsi_host/host2
class/scsi_host/host3 -> ../../devices/pci0000:00/0000:00:1f.2/ata4/host3/scsi_host/host3
devices/pci0000:00/0000:00:1f.2/ata3/host2/scsi_host/host2:
  proc_name ahci
  state running
  can_queue 32
  link_power_management_policy max_performance
devices/pci0000:00/0000:00:1f.2/ata4/host3/scsi_host/host3:
  proc_name ahci
class/scsi_disk/2:0:0:0:
  protection_type 0
  cache_type write back
  provisioning_mode full
class/ata_link/link3:
  sata_spd 3.0 Gbps
  sata_spd_limit 3.0 Gbps
class/ata_device/dev3.0:
  xfer_mode UDMA/133
  spdn_cnt 1
  trim unsupported
";

/// The `id` attribute of a sample: words of hexadecimal digits, eight a line.
fn identify_text(sample: &str) -> String {
    let bytes = content_of(&format!("@ata/{sample}"));
    let words: Vec<String> = bytes.chunks(2).map(|pair| format!("{:02x}{:02x}", pair[1], pair[0])).collect();
    words.chunks(8).map(|line| line.join(" ") + " ").collect()
}

#[test]
fn a_sata_drive_tells_more_than_inquiry_does() {
    let identify = format!("{SATA}  id {}", identify_text("identify-sata-hdd"));
    let (storage, gaps) = machine("storage-sata", &identify);
    assert_eq!(gaps, []);
    let sda = drive(&storage, "sda");
    assert_eq!(storage.drives.len(), 1, "loop, mapping and optical drive are no drives");
    assert_eq!(sda.model.as_deref(), Some("ST8000NM0055-1RM112"), "INQUIRY cuts it to 16 characters");
    assert_eq!((sda.vendor.as_deref(), sda.firmware_revision.as_deref()), (None, Some("SC60")));
    assert_eq!(sda.serial_number.as_deref(), Some("ZAD0TEST"));
    assert_eq!(sda.world_wide_name.as_deref(), Some("5000c500a1b2c3d4"));
    assert_eq!(sda.transport, Some(Transport::Sata));
    assert_eq!(sda.rotation_rate_rpm, Some(RevolutionsPerMinute(7200)));
    assert_eq!(sda.form_factor.as_ref().unwrap().name.as_deref(), Some("3.5 inch"));
    let ata = sda.ata.as_ref().unwrap();
    assert_eq!(
        ata.security.as_deref(),
        Some(&["supported", "frozen", "enhanced erase supported"].map(str::to_owned)[..])
    );
    assert_eq!(ata.standard.as_ref().unwrap().name.as_deref(), Some("ACS-4"));

    let path = &sda.paths[0];
    assert_eq!(path.link_speed_bits_per_second, Some(BitsPerSecond(3_000_000_000)));
    assert_eq!(path.maximum_link_speed_bits_per_second, Some(BitsPerSecond(6_000_000_000)));
    assert_eq!((path.driver.as_deref(), path.numa_node), (Some("ahci"), None));
    assert_eq!(path.ata.as_ref().unwrap().slow_downs, Some(1));
    let scsi = path.scsi.as_ref().unwrap();
    assert_eq!((scsi.errors, scsi.requests, scsi.generic.as_deref()), (Some(2), Some(31), Some("sg0")));

    let device = &sda.block_devices[0];
    assert_eq!((device.size_bytes, device.partition_count), (Some(Bytes(8_001_563_222_016)), 2));
    assert_eq!((device.optimal_io_size_bytes, device.discard_granularity_bytes), (None, None));
    assert_eq!(device.scheduler.as_deref(), Some("mq-deadline"));
    assert_eq!(device.zones, None);
    let holder = &device.holders[0];
    assert_eq!((holder.name.as_str(), holder.device.as_str()), ("dm-0", "sda2"));
    assert_eq!(holder.mapping_uuid.as_deref(), Some("LVM-abcdef"));

    assert_eq!(storage.controllers.len(), 1);
    assert_eq!(storage.controllers[0].hosts.len(), 2);
    assert_eq!(storage.controllers[0].hosts[0].ata_port.as_deref(), Some("ata3"));
    let optical = &storage.scsi_devices[0];
    assert_eq!(optical.device_type.as_ref().unwrap().name.as_deref(), Some("CD/DVD device"));
    assert_eq!(optical.names, ["sr0", "sg1"]);
}

#[test]
fn without_identify_data_inquiry_and_pages_serve() {
    let (storage, gaps) = machine("storage-sata-inquiry", SATA);
    assert_eq!(gaps, []);
    let sda = drive(&storage, "sda");
    assert_eq!(sda.model.as_deref(), Some("ST8000NM0055-1RM"));
    assert_eq!(sda.serial_number.as_deref(), Some("VLKWX123"));
    assert_eq!((sda.rotation_rate_rpm, sda.is_rotational, &sda.ata), (None, Some(true), &None));
}

/// A dual-ported SAS drive behind an expander on two hosts, in a slot of an enclosure, with protection information.
fn sas() -> String {
    let mut text = String::from(
        "
class/enclosure/0:0:8:0 -> ../../devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0/enclosure/0:0:8:0
class/scsi_device/0:0:8:0 -> ../../devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0/scsi_device/0:0:8:0
devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0:
  type 13
  vendor LSI
  model SAS3x28
  rev 0705
  scsi_device/0:0:8:0/device -> ../../../0:0:8:0
devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0/enclosure/0:0:8:0:
  id 0x5000155359756000
  components 2
devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0/enclosure/0:0:8:0/Slot 01:
  slot 1
  type array device
  status OK
  fault 0
  locate 1
  power_status on
  device -> ../../../../../../port-0:0:1/end_device-0:0:1/target0:0:1/0:0:1:0
devices/pci0000:3a/0000:3b:00.0/host0/port-0:0/expander-0:0/port-0:0:8/end_device-0:0:8/target0:0:8/0:0:8:0/enclosure/0:0:8:0/Slot 02:
  slot 2
  status not installed
class/scsi_host/host0 -> ../../devices/pci0000:3a/0000:3b:00.0/host0/scsi_host/host0
devices/pci0000:3a/0000:3b:00.0/host0/scsi_host/host0:
  proc_name mpt3sas
  version_fw 16.00.12.00
  version_bios 08.37.00.00
  board_name SAS9300-8i
  board_assembly 03-25573-04E
  board_tracer SV12345678
  host_sas_address 0x500605b00c0ffee8
bus/pci/devices/0000:3b:00.0:
  numa_node 1
",
    );
    for (host, name) in [(0, "sda"), (1, "sdb")] {
        let unit = format!(
            "devices/pci0000:3a/0000:3b:00.0/host{host}/port-{host}:0/expander-{host}:0/port-{host}:0:1\
             /end_device-{host}:0:1/target{host}:0:1/{host}:0:1:0"
        );
        text += &format!(
            "
block/{name} -> ../{unit}/block/{name}
{unit}/block/{name}:
  size 2344225968
  queue/rotational 1
  queue/logical_block_size 520
  integrity/format T10-DIF-TYPE1-CRC
  integrity/tag_size 0
  integrity/protection_interval_bytes 520
  integrity/device_is_integrity_capable 1
  device -> ../../../{host}:0:1:0
{unit}:
  type 0
  vendor SEAGATE
  model ST1200MM0129
  rev C003
  state running
  wwid naa.5000c500a1b2c3d7
  vpd_pg80 @scsi/80-sata-right-justified
  vpd_pg83 @scsi/83-sas-two-ports
  vpd_pgb1 @scsi/b1-hdd-10500
class/sas_device/end_device-{host}:0:1:
  sas_address 0x5000c500a1b2c3d5
  target_port_protocols ssp
  bay_identifier 4
  enclosure_identifier 0x5000155359756000
{}:
  phy-{host}:0:1 -> ../phy-{host}:0:1
class/sas_phy/phy-{host}:0:1:
  phy_identifier 1
  negotiated_linkrate 12.0 Gbit
  maximum_linkrate_hw 22.5 Gbit
  invalid_dword_count 7
  phy_reset_problem_count 0
",
            unit.split("/end_device").next().unwrap()
        );
    }
    text
}

#[test]
fn a_sas_drive_on_two_paths_is_one_drive() {
    let (storage, gaps) = machine("storage-sas", &sas());
    assert_eq!(gaps, []);
    assert_eq!(storage.drives.len(), 1);
    let sda = drive(&storage, "sda");
    assert_eq!(names(&sda.block_devices), ["sda", "sdb"]);
    assert_eq!(sda.size_bytes, Some(Bytes(2_344_225_968 * 512)));
    assert_eq!(sda.world_wide_name.as_deref(), Some("5000c500a1b2c3d7"), "the unit's, not the port's");
    assert_eq!((sda.transport, sda.designators.len()), (Some(Transport::Sas), 5));
    assert_eq!(sda.rotation_rate_rpm, Some(RevolutionsPerMinute(10_500)));
    let integrity = sda.block_devices[0].integrity.as_ref().unwrap();
    assert_eq!((integrity.format.as_str(), integrity.is_device_capable), ("T10-DIF-TYPE1-CRC", Some(true)));

    let path = &sda.paths[0];
    assert_eq!((path.pci_address.as_deref(), path.numa_node), (Some("0000:3b:00.0"), Some(1)));
    assert_eq!(path.link_speed_bits_per_second, Some(BitsPerSecond(12_000_000_000)));
    let sas = path.sas.as_ref().unwrap();
    assert_eq!((sas.bay, sas.expander.as_deref()), (Some(4), Some("expander-0:0")));
    assert_eq!(sas.phys[0].invalid_dwords, Some(7));
    let place = path.enclosure.as_ref().unwrap();
    assert_eq!((place.slot.as_str(), place.number), ("Slot 01", Some(1)));
    assert_eq!(sda.paths[1].enclosure, None, "the slot links to the device on the first host alone");

    let host = &storage.controllers[0].hosts[0];
    assert_eq!(host.firmware_version.as_deref(), Some("16.00.12.00"));
    assert_eq!(host.sas_address.as_deref(), Some("500605b00c0ffee8"));
    let enclosure = &storage.enclosures[0];
    assert_eq!(enclosure.identifier.as_deref(), Some("5000155359756000"));
    let slots: Vec<_> = enclosure.slots.iter().map(|slot| (slot.number, slot.status.as_deref())).collect();
    assert_eq!(slots, [(Some(1), Some("OK")), (Some(2), Some("not installed"))]);
    assert_eq!(storage.scsi_devices[0].device_type.as_ref().unwrap().code, 13);
}

#[test]
fn damaged_pages_cost_a_gap_each_and_no_drive() {
    let text = "
block/sda -> ../devices/pci0000:00/0000:03:00.0/host0/target0:0:0/0:0:0:0/block/sda
devices/pci0000:00/0000:03:00.0/host0/target0:0:0/0:0:0:0/block/sda:
  size 8
  device/model Bridge
  device/vpd_pg80 @scsi/80-bridge-answers-with-83
  device/vpd_pg83 @scsi/83-descriptor-past-the-end
  device/vpd_pgb1 @scsi/b1-length-without-bytes
  device/vpd_pg89 @ata/identify-all-ones
";
    let (storage, gaps) = machine("storage-damaged", text);
    let sda = drive(&storage, "sda");
    assert_eq!((sda.model.as_deref(), &sda.serial_number), (Some("Bridge"), &None));
    assert_eq!(sda.designators.len(), 1, "what comes before the damage is kept");
    let missing: Vec<_> = gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect();
    let damaged = |page| (page, Reason::Damaged);
    assert_eq!(missing, ["vpd_pg80", "vpd_pg83", "vpd_pg89", "vpd_pgb1"].map(damaged));
}

#[test]
fn a_machine_without_drives_has_no_gaps() {
    let (storage, gaps) = machine("storage-none", "");
    assert_eq!((storage, gaps), (Storage::default(), Vec::new()));
}
