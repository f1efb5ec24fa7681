//! Requests and their one writing; the whole command space.

use super::{
    command::{APPLICATION, CHASSIS, GROUP_EXTENSION, SENSOR, STORAGE, TRANSPORT},
    *,
};

/// Every kind of request, with the ends of what it counts.
pub(in crate::host::query) fn samples() -> Vec<IpmiRequest> {
    let part = |record, count| IpmiRecordPart { reservation: 0x1234, record, offset: 5, count };
    let parts = [part(0, 0xff), part(0xffff, 16)];
    let mut samples = vec![
        IpmiRequest::ChassisStatus,
        IpmiRequest::SystemRestartCause,
        IpmiRequest::PowerOnHoursCounter,
        IpmiRequest::DeviceSdrInfo,
        IpmiRequest::ReserveDeviceSdr,
        IpmiRequest::SensorReadingFactors(1, 0xff),
        IpmiRequest::SensorThresholds(0xff),
        IpmiRequest::SensorReading(0),
        IpmiRequest::DeviceId,
        IpmiRequest::SelfTestResults,
        IpmiRequest::DeviceGuid,
        IpmiRequest::WatchdogTimer,
        IpmiRequest::SystemGuid,
        IpmiRequest::ChannelInfo(0xe),
        IpmiRequest::FruInventoryArea(0),
        IpmiRequest::FruData { device: 3, offset: 0x0102, count: 240 },
        IpmiRequest::SdrRepositoryInfo,
        IpmiRequest::ReserveSdrRepository,
        IpmiRequest::SelInfo,
        IpmiRequest::SelTime,
        IpmiRequest::DcmiCapabilities,
        IpmiRequest::DcmiPowerReading,
        IpmiRequest::DcmiAssetTag(48),
        IpmiRequest::DcmiControllerIdentifier(0),
    ];
    samples.extend(LanParameter::ALL.map(|parameter| IpmiRequest::LanParameter { channel: 1, parameter, set: 2 }));
    for part in parts {
        samples.extend([IpmiRequest::DeviceSdr(part), IpmiRequest::Sdr(part), IpmiRequest::SelEntry(part)]);
    }
    samples
}

fn line(request: IpmiRequest) -> String {
    let mut line = String::new();
    write(IpmiTarget::default(), request, &mut line).unwrap();
    line
}

#[test]
fn requests_are_written_as_they_are_sent() {
    assert_eq!(line(IpmiRequest::DeviceId), "netfn=06 cmd=01");
    let part = IpmiRecordPart { reservation: 0x0201, record: 0x0403, offset: 0, count: 0xff };
    assert_eq!(line(IpmiRequest::Sdr(part)), "netfn=0a cmd=23 data=0102030400ff");
    assert_eq!(line(IpmiRequest::DcmiPowerReading), "netfn=2c cmd=02 data=dc010000");
    for request in samples() {
        assert_eq!(parse(&line(request)), Some((IpmiTarget::default(), request)));
    }
    let bridged = IpmiTarget { bridge: Some((6, 0x2c)), logical_unit: 1 };
    let words = "channel=6 address=2c lun=1 netfn=04 cmd=2d data=00";
    assert_eq!(parse(words), Some((bridged, IpmiRequest::SensorReading(0))));
}

/// The commands that IPMI appendix G and DCMI §6 list as getting something, and the two reservations.
const READING: [(u8, &[u8]); 6] = [
    (CHASSIS, &[0x01, 0x07, 0x0f]),
    (SENSOR, &[0x20, 0x21, 0x22, 0x23, 0x27, 0x2d]),
    (APPLICATION, &[0x01, 0x04, 0x08, 0x25, 0x37, 0x42]),
    (STORAGE, &[0x10, 0x11, 0x20, 0x22, 0x23, 0x40, 0x43, 0x48]),
    (TRANSPORT, &[0x02]),
    (GROUP_EXTENSION, &[0x01, 0x02, 0x06, 0x09]),
];

#[test]
fn no_request_of_the_whole_command_space_is_accepted_but_reads() {
    let mut data: Vec<Vec<u8>> = samples().into_iter().map(|request| request.command().data).collect();
    data.extend((0..=8).flat_map(|length| [0x00, 0x01, 0xaa, 0xff].map(|octet| vec![octet; length])));
    data.push(b"\x01\x00CLR\xaa".to_vec());
    let mut accepted = std::collections::BTreeSet::new();
    for (network_function, command) in (0..=u8::MAX).flat_map(|netfn| (0..=u8::MAX).map(move |cmd| (netfn, cmd))) {
        for data in &data {
            let sent = IpmiCommand { network_function, command, data: data.clone() };
            let Some(request) = IpmiRequest::of_command(&sent) else { continue };
            assert_eq!(request.command(), sent);
            accepted.insert((network_function, command));
        }
    }
    let reading = READING.iter().flat_map(|(netfn, commands)| commands.iter().map(move |cmd| (*netfn, *cmd)));
    assert_eq!(accepted, reading.collect());
}

#[test]
fn nothing_but_the_one_writing_of_a_request_is_accepted() {
    for words in [
        "",
        "netfn=6 cmd=01",
        "netfn=06 cmd=01 data=",
        "netfn=06 cmd=01 data=00",
        "netfn=06 cmd=02",
        "lun=0 netfn=06 cmd=01",
        "lun=4 netfn=06 cmd=01",
        "channel=0 netfn=06 cmd=01",
        "cmd=01 netfn=06",
        "netfn=0a cmd=47 data=0100434c52aa",
        "netfn=2c cmd=02 data=dc020000",
    ] {
        assert_eq!(parse(words), None, "{words}");
    }
}

#[test]
fn only_interfaces_are_asked() {
    assert!(is_interface("/dev/ipmi0") && is_interface("/dev/ipmi12"));
    for device in ["/dev/ipmi", "/dev/ipmidev/0", "/dev/../ipmi0", "/dev/sda"] {
        assert!(!is_interface(device), "{device}");
    }
}
