//! NVM subsystems, drives of other buses and arrays of machines that tests make up.

use bee_audit::{
    report::Transport,
    units::{BitsPerSecond, Bytes, Percent},
};

#[path = "support/machine.rs"]
mod machine;

use machine::{drive, machine, names};

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
block/md126 -> ../devices/virtual/block/md126
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
devices/virtual/block/md126:
  size 67108864
  md/level raid1
  md/metadata_version external:/md127/0
  md/raid_disks 2
  md/degraded 0
  md/array_state active
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
    let volume = &storage.arrays[1];
    assert_eq!((volume.level.as_deref(), volume.container.as_deref()), (Some("raid1"), Some("md127")));
    let container = &storage.arrays[2];
    assert_eq!(container.container, None);
    assert_eq!((&container.level, container.metadata_version.as_deref()), (&None, Some("external:imsm")));
    assert_eq!((container.size_bytes, container.chunk_size_bytes), (None, None));
}
