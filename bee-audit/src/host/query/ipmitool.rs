//! What `ipmitool` is asked, with arguments that print and do nothing else.

/// A subject of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpmitoolTopic {
    /// `ipmitool fru`: inventories.
    Fru,
    /// `ipmitool sdr elist`: sensors.
    SensorDataRecords,
    /// `ipmitool sel elist`: the event log.
    EventLog,
    /// `ipmitool lan print`: the network of the first LAN channel.
    Lan,
}

impl IpmitoolTopic {
    /// Every one.
    pub const ALL: [IpmitoolTopic; 4] =
        [IpmitoolTopic::Fru, IpmitoolTopic::SensorDataRecords, IpmitoolTopic::EventLog, IpmitoolTopic::Lan];

    /// Program and arguments.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            IpmitoolTopic::Fru => &["ipmitool", "fru"],
            IpmitoolTopic::SensorDataRecords => &["ipmitool", "sdr", "elist"],
            IpmitoolTopic::EventLog => &["ipmitool", "sel", "elist"],
            IpmitoolTopic::Lan => &["ipmitool", "lan", "print"],
        }
    }
}
