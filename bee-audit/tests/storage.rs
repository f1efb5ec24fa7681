//! The drives of machines that tests make up, and of trees in the corpus.

use std::path::Path;

use bee_audit::{
    Options, Replay, audit,
    report::{BlockDevice, Component, Drive, Gap, Reason, Storage, Transport},
    units::{BitsPerSecond, Bytes, Percent, RevolutionsPerMinute},
};

#[path = "support/samples.rs"]
mod samples;
#[path = "support/tree.rs"]
mod support;

/// A machine from a text: a line without indent and with a colon at its end begins a folder below `/sys`, an indented
/// one is a file there with its content (`@scsi/80…` for a sample), and `a -> b` is a link.
fn machine(name: &str, text: &str) -> (Storage, Vec<Gap>) {
    let root = support::folder(name);
    let mut folder = "";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some((path, target)) = line.split_once(" -> ") {
            let place = if line.starts_with(' ') { format!("{folder}/{}", path.trim()) } else { path.to_owned() };
            support::link(&root, &format!("sys/{place}"), target);
        } else if let Some(path) = line.strip_suffix(':').filter(|_| !line.starts_with(' ')) {
            folder = path;
        } else {
            let (file, content) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            support::file(&root, &format!("sys/{folder}/{file}"), &content_of(content));
        }
    }
    storage(&root)
}

/// `@standard/sample` is the sample's bytes, anything else a line of text.
fn content_of(text: &str) -> Vec<u8> {
    let Some((standard, sample)) = text.strip_prefix('@').and_then(|name| name.split_once('/')) else {
        return format!("{text}\n").into_bytes();
    };
    let all = samples::of("parts", standard).into_iter().chain(samples::of("bad", standard));
    let found = all.into_iter().find(|(path, _)| path.ends_with(&format!("/{sample}.hex")));
    found.unwrap_or_else(|| panic!("no sample {text}")).1
}

fn storage(root: &Path) -> (Storage, Vec<Gap>) {
    let skip = Component::ALL.into_iter().filter(|component| *component != Component::Storage);
    let report = audit(&Replay::open(root).unwrap(), &Options { skip: skip.collect(), ..Options::default() });
    (report.storage.unwrap(), report.gaps)
}

fn drive<'a>(storage: &'a Storage, name: &str) -> &'a Drive {
    storage.drives.iter().find(|drive| drive.name == name).unwrap_or_else(|| panic!("no drive {name}"))
}

fn names(devices: &[BlockDevice]) -> Vec<&str> {
    devices.iter().map(|device| device.name.as_str()).collect()
}

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

const NVME: &str = "
block/nvme0n1 -> ../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1
block/nvme0n2 -> ../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n2
block/nvme0c0n1 -> ../devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0c0n1
class/nvme/nvme0 -> ../../devices/pci0000:00/0000:01:00.0/nvme/nvme0
class/nvme/nvme1 -> ../../devices/pci0000:00/0000:02:00.0/nvme/nvme1
class/nvme/nvme2 -> ../../devices/virtual/nvme-fabrics/ctl/nvme2
class/nvme-subsystem/nvme-subsys0 -> ../../devices/virtual/nvme-subsystem/nvme-subsys0
class/nvme-subsystem/nvme-subsys1 -> ../../devices/virtual/nvme-subsystem/nvme-subsys1
devices/virtual/nvme-subsystem/nvme-subsys1/nvme2 -> ../../nvme-fabrics/ctl/nvme2
devices/virtual/nvme-subsystem/nvme-subsys1:
  subsystype discovery
devices/virtual/nvme-fabrics/ctl/nvme2:
  transport tcp
devices/virtual/nvme-subsystem/nvme-subsys0/nvme0 -> ../../../pci0000:00/0000:01:00.0/nvme/nvme0
devices/virtual/nvme-subsystem/nvme-subsys0/nvme1 -> ../../../pci0000:00/0000:02:00.0/nvme/nvme1
devices/virtual/nvme-subsystem/nvme-subsys0:
  subsystype nvm
  iopolicy round-robin
  nvme0n1/nsid 1
  nvme0n1/size 7501476528
  nvme0n1/queue/logical_block_size 4096
  nvme0n1/nuse 1000
  nvme0n1/wwid eui.3634415330a00001
  nvme0n1/eui 36 34 41 53 30 a0 00 01
  nvme0n1/nguid 00000000-0000-0000-0000-000000000000
  nvme0n1/uuid 11111111-2222-3333-4444-555555555555
  nvme0n2/nsid 2
  nvme0n2/size 2097152
  nvme0n2/nguid 36344153-30a0-0002-0025-384500000001
  nvme0n2/uuid 36344153-30a0-0002-0025-384500000001
devices/pci0000:00/0000:01:00.0/nvme/nvme0:
  model SAMSUNG MZQL23T8HCLS-00A07
  serial S64HNE0R800123
  firmware_rev GDC5602Q
  subsysnqn nqn.1994-11.com.samsung:nvme:PM9A3:2.5-inch:S64HNE0R800123
  cntlid 6
  cntrltype io
  transport pcie
  address 0000:01:00.0
  state live
  numa_node 1
  nvme0c0n1/ana_state optimized
  nvme0c0n1/ana_grpid 1
devices/pci0000:00/0000:02:00.0/nvme/nvme1:
  serial S64HNE0R800123
  cntlid 7
  state dead
  numa_node -1
  nvme0c1n1/ana_state inaccessible
";

#[test]
fn an_nvm_subsystem_with_two_controllers_is_one_drive() {
    let (storage, gaps) = machine("storage-nvme", NVME);
    assert_eq!(gaps, []);
    assert_eq!(storage.drives.len(), 1, "a discovery subsystem is no drive");
    let nvme0 = drive(&storage, "nvme0");
    assert_eq!(nvme0.transport, Some(Transport::Nvme));
    assert_eq!(names(&nvme0.block_devices), ["nvme0n1", "nvme0n2"]);
    assert_eq!(nvme0.size_bytes, Some(Bytes((7_501_476_528 + 2_097_152) * 512)));
    assert_eq!(nvme0.nvme.as_ref().unwrap().io_policy.as_deref(), Some("round-robin"));
    let states: Vec<_> = nvme0.paths.iter().map(|path| (path.state.as_deref(), path.numa_node)).collect();
    assert_eq!(states, [(Some("live"), Some(1)), (Some("dead"), None)]);
    let first = nvme0.block_devices[0].namespace.as_ref().unwrap();
    assert_eq!((first.eui64.as_deref(), &first.nguid), (Some("3634415330a00001"), &None));
    assert_eq!(first.uuid.as_deref(), Some("11111111-2222-3333-4444-555555555555"));
    assert_eq!(first.utilization_bytes, Some(Bytes(4_096_000)));
    let ways: Vec<_> = first.paths.iter().map(|way| (way.controller.as_str(), way.ana_state.as_deref())).collect();
    assert_eq!(ways, [("nvme0", Some("optimized")), ("nvme1", Some("inaccessible"))]);
    let second = nvme0.block_devices[1].namespace.as_ref().unwrap();
    assert_eq!(second.nguid.as_deref(), Some("3634415330a000020025384500000001"));
    assert_eq!(second.uuid, None, "the kernel repeats the NGUID where there is no UUID");
}

const OTHERS: &str = "
block/vda -> ../devices/pci0000:00/0000:00:0b.0/virtio3/block/vda
devices/pci0000:00/0000:00:0b.0/virtio3/block/vda:
  size 41943040
  serial Not Specified
block/mmcblk0 -> ../devices/platform/fe340000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0
block/mmcblk0boot0 -> ../devices/platform/fe340000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0/mmcblk0boot0
devices/platform/fe340000.mmc/mmc_host/mmc0/mmc0:0001:
  type MMC
  name DG4016
  serial 0x1a2b3c4d
  manfid 0x000045
  date 08/2023
  fwrev 0x3630353330313330
devices/platform/fe340000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0:
  size 30535680
  mmcblk0boot0/size 8192
  mmcblk0p1/size 8192
  device -> ../../../mmc0:0001
block/sde -> ../devices/pci0000:00/0000:00:14.0/usb1/1-9/1-9:1.0/host6/target6:0:0/6:0:0:0/block/sde
devices/pci0000:00/0000:00:14.0/usb1/1-9/1-9:1.0/host6/target6:0:0/6:0:0:0/block/sde:
  size 0
  removable 1
  device/vendor Generic
  device/model STORAGE DEVICE
  device/type 0
bus/usb/devices/1-9/serial:
bus/usb/devices/1-9:
  serial 4C530001230714112233
block/sdf -> ../devices/pci0000:80/0000:81:00.0/host7/rport-7:0-2/target7:0:0/7:0:0:1/block/sdf
class/fc_remote_ports/rport-7:0-2:
  port_name 0x500a098012345678
  node_name 0x500a098000000000
  port_state Online
class/scsi_host/host7 -> ../../devices/pci0000:80/0000:81:00.0/host7/scsi_host/host7
devices/pci0000:80/0000:81:00.0/host7/scsi_host/host7:
  proc_name qla2xxx
  model_name QLE2742
  serial_num RFD1234A56789
  fw_version 9.12.00 (d0d5)
  driver_version 10.02.09.400-k
class/fc_host/host7:
  port_name 0x21000024ff123456
  node_name 0x20000024ff123456
  fabric_name 0xffffffffffffffff
  port_state Online
  speed 32 Gbit
  supported_speeds 8 Gbit, 16 Gbit, 32 Gbit
block/sdg -> ../devices/platform/host8/session1/target8:0:0/8:0:0:0/block/sdg
class/iscsi_session/session1:
  targetname iqn.2003-01.org.linux-iscsi.example:sn.1
  state LOGGED_IN
  password secret
class/iscsi_connection/connection1:0:
  persistent_address 192.0.2.10
  persistent_port 3260
block/sdh -> ../devices/pci0000:00/0000:03:00.0/host9/target9:2:0/9:2:0:0/block/sdh
class/scsi_host/host9 -> ../../devices/pci0000:00/0000:03:00.0/host9/scsi_host/host9
devices/pci0000:00/0000:03:00.0/host9/scsi_host/host9:
  proc_name megaraid_sas
block/sdi -> ../devices/pci0000:00/0000:03:00.0/host9/target9:0:5/9:0:5:0/block/sdi
devices/pci0000:00/0000:03:00.0/host9/target9:0:5/9:0:5:0/block/sdi:
  device/vpd_pg83 @scsi/83-sas-two-ports
";

#[test]
fn drives_of_other_buses() {
    let (storage, gaps) = machine("storage-others", OTHERS);
    assert_eq!(gaps, []);
    let vda = drive(&storage, "vda");
    assert_eq!((vda.transport, &vda.serial_number), (Some(Transport::Virtio), &None));
    assert_eq!(vda.placeholders.get("serial_number").map(String::as_str), Some("Not Specified"));

    let mmc = drive(&storage, "mmcblk0");
    assert_eq!(names(&mmc.block_devices), ["mmcblk0", "mmcblk0boot0"]);
    assert_eq!((mmc.block_devices[0].partition_count, mmc.size_bytes), (1, Some(Bytes(30_535_680 * 512))));
    assert_eq!(mmc.mmc.as_ref().unwrap().manufacturer_id, Some(0x45));

    let usb = drive(&storage, "sde");
    assert_eq!((usb.transport, usb.size_bytes), (Some(Transport::Usb), None));
    assert_eq!(usb.serial_number.as_deref(), Some("4C530001230714112233"));
    assert_eq!(usb.paths[0].usb_device.as_deref(), Some("1-9"));

    let fibre = drive(&storage, "sdf");
    assert_eq!(fibre.transport, Some(Transport::FibreChannel));
    assert_eq!(fibre.paths[0].remote_port.as_ref().unwrap().port_name.as_deref(), Some("500a098012345678"));
    let host = &storage.controllers.iter().find(|one| one.name == "0000:81:00.0").unwrap().hosts[0];
    assert_eq!(host.serial_number.as_deref(), Some("RFD1234A56789"));
    let port = host.fibre_channel.as_ref().unwrap();
    assert_eq!((port.maximum_speed_bits_per_second, &port.fabric_name), (Some(BitsPerSecond(32_000_000_000)), &None));

    let iscsi = drive(&storage, "sdg").paths[0].iscsi.as_ref().unwrap();
    assert_eq!((iscsi.port, iscsi.address.as_deref()), (Some(3260), Some("192.0.2.10")));
    assert!(!serde_json::to_string(&storage).unwrap().contains("secret"));

    assert!(drive(&storage, "sdh").raid_volume.is_some() && drive(&storage, "sdi").raid_volume.is_none());
    assert_eq!(drive(&storage, "sdi").transport, Some(Transport::Sas), "its port's name says so");
}

const ARRAYS: &str = "
block/md1 -> ../devices/virtual/block/md1
block/md127 -> ../devices/virtual/block/md127
devices/virtual/block/md1:
  size 67108864
  md/level raid5
  md/metadata_version 1.2
  md/raid_disks 3 (4)
  md/degraded 1
  md/array_state clean
  md/sync_action recover
  md/sync_completed 1024 / 4096
  md/mismatch_cnt 8
  md/chunk_size 65536
  md/component_size 16777216
  md/uuid 0f3c2a10-9a00-11ee-8000-3cecef123499
  md/dev-sdc1/state in_sync
  md/dev-sdc1/slot 0
  md/dev-sdc1/errors 3
  md/dev-sdc1/size 16777216
  md/dev-sdd1/state faulty,write_error
  md/dev-sdd1/slot none
  slaves/sdc1/size 1
devices/virtual/block/md127:
  size 0
  md/level container
  md/metadata_version external:imsm
  md/raid_disks 0
  md/array_state inactive
  md/chunk_size 0
";

#[test]
fn a_degraded_array_and_a_container() {
    let (storage, gaps) = machine("storage-md", ARRAYS);
    assert_eq!(gaps, []);
    assert!(storage.drives.is_empty());
    let array = &storage.arrays[0];
    assert_eq!((array.name.as_str(), array.raid_devices, array.degraded_devices), ("md1", Some(3), Some(1)));
    assert_eq!(array.sync_progress_percent, Some(Percent(25.0)));
    assert_eq!(array.size_bytes, Some(Bytes(67_108_864 * 512)));
    assert_eq!(array.component_size_bytes, Some(Bytes(16 << 30)));
    let members: Vec<_> = array.members.iter().map(|one| (one.device.as_str(), one.slot)).collect();
    assert_eq!(members, [("sdc1", Some(0)), ("sdd1", None)]);
    assert_eq!(array.members[1].states, ["faulty", "write_error"]);
    let container = &storage.arrays[1];
    assert_eq!((&container.level, container.metadata_version.as_deref()), (&None, Some("external:imsm")));
    assert_eq!((container.size_bytes, container.chunk_size_bytes), (None, None));
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
