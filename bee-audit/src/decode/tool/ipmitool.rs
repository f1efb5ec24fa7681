//! What ipmitool prints: `fru`, `sdr elist`, `sel elist`, `lan print`.
//!
//! Document: ipmitool(1) of 1.8.18 and 1.8.19. Columns are separated by `|`, keys and values by the first `:`.
//!
//! The tool cuts names to 16 characters, prints messages of its own between the lines, and writes dates in the
//! machine's locale; anything that does not have the form of a line is left out.

/// One FRU device: its header and its fields in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FruText {
    /// `PSU1 FRU`.
    pub description: String,
    /// Number of the device.
    pub id: u8,
    /// `Board Mfg`, `EXAMPLE`.
    pub fields: Vec<(String, String)>,
}

/// One line of `sdr elist`.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorText {
    /// Name, at most 16 characters.
    pub name: String,
    /// Number.
    pub number: u8,
    /// `ok`, `ns` (no reading), `lnc`, `lcr`, `lnr`, `unc`, `ucr`, `unr`.
    pub status: String,
    /// Entity ID and instance.
    pub entity: (u8, u8),
    /// Reading and unit of an analog sensor.
    pub reading: Option<(f64, String)>,
    /// States of a discrete one.
    pub states: Vec<String>,
}

/// One line of `sel elist`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventText {
    /// Number of the entry.
    pub record_id: u16,
    /// `2022-08-14T00:04:16`; none for times before the clock was set.
    pub timestamp: Option<String>,
    /// Seconds since the start of the log.
    pub since_initialization: Option<u32>,
    /// `Power Supply PS2 Status`.
    pub sensor: Option<String>,
    /// `Power Supply AC lost`.
    pub event: Option<String>,
    /// Whether the state was entered.
    pub asserted: Option<bool>,
    /// What an entry of a maker's own holds instead of a sensor's event.
    pub oem: Option<OemText>,
}

/// An entry of a maker's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OemText {
    /// Type of the entry.
    pub record_type: u8,
    /// Who defined it (IANA enterprise number).
    pub manufacturer: Option<u32>,
    /// Its octets as hexadecimal digits.
    pub data: String,
}

/// Keys and values of lines `key : value`, blanks off.
pub fn fields(text: &str) -> Vec<(String, String)> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    let pairs = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty()).collect()
}

/// The devices of `ipmitool fru`.
pub fn frus(text: &str) -> Vec<FruText> {
    let mut frus: Vec<FruText> = Vec::new();
    for (key, value) in fields(text) {
        if key == "FRU Device Description" {
            let (description, id) = value.rsplit_once(" (ID ").unwrap_or((&value, ""));
            let id = id.trim_end_matches(')').parse().unwrap_or_default();
            frus.push(FruText { description: description.to_owned(), id, fields: Vec::new() });
        } else if let Some(fru) = frus.last_mut() {
            fru.fields.push((key, value));
        }
    }
    frus
}

/// The sensors of `ipmitool sdr elist`.
pub fn sensors(text: &str) -> Vec<SensorText> {
    text.lines().filter_map(sensor).collect()
}

/// `CPU1 Temp        | 10h | ucr |  3.1 | 97 degrees C`
fn sensor(line: &str) -> Option<SensorText> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let [name, number, status, entity, told] = *columns.as_slice() else { return None };
    let (id, instance) = entity.split_once('.')?;
    let reading = told.split_once(' ').and_then(|(number, unit)| Some((number.parse().ok()?, unit.to_owned())));
    let no_reading = ["", "No Reading", "Disabled", "Not Readable", "Device Not Present"].contains(&told);
    let states = told.split(',').map(|state| state.trim().to_owned());
    Some(SensorText {
        name: name.to_owned(),
        number: u8::from_str_radix(number.strip_suffix('h')?, 16).ok()?,
        status: status.to_owned(),
        entity: (id.parse().ok()?, instance.parse().ok()?),
        states: if reading.is_some() || no_reading { Vec::new() } else { states.collect() },
        reading,
    })
}

/// The entries of `ipmitool sel elist`, in its order.
pub fn events(text: &str) -> Vec<EventText> {
    text.lines().filter_map(event).collect()
}

/// `  82 | 08/14/22 | 01:02:03 UTC | Power Supply PS2 Status | Power Supply AC lost () | Asserted`; an entry of a
/// maker's own is `  86 | 08/14/22 | 01:04:26 UTC | OEM record c1 | 002a7c | 010203040506`, without a time
/// `  87 | OEM record e0 | 01…`.
fn event(line: &str) -> Option<EventText> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let (id, date, time, rest) = match columns.as_slice() {
        [id, rest @ ..] if rest.first().is_some_and(|first| first.starts_with(OEM)) => (*id, "", "", rest),
        [id, date, time, rest @ ..] => (*id, *date, *time, rest),
        _ => return None,
    };
    let since_initialization = if date == "Pre-Init" { Some(time.parse().ok()?) } else { None };
    let (sensor, told) = rest.split_first()?;
    let oem = sensor.strip_prefix(OEM).and_then(|kind| oem(kind, told));
    let [event, direction] = [0, 1].map(|at| told.get(at).copied().filter(|_| oem.is_none()).unwrap_or_default());
    Some(EventText {
        record_id: u16::from_str_radix(id, 16).ok()?,
        timestamp: date_time(date, time),
        since_initialization,
        sensor: Some((*sensor).to_owned()).filter(|_| oem.is_none()),
        event: Some(event.trim_end_matches("()").trim_end().to_owned()).filter(|event| !event.is_empty()),
        asserted: match direction {
            "Asserted" => Some(true),
            "Deasserted" => Some(false),
            _ => None,
        },
        oem,
    })
}

/// How entries of makers' own begin.
const OEM: &str = "OEM record ";

/// The type, and behind it manufacturer and data, or data alone.
fn oem(kind: &str, told: &[&str]) -> Option<OemText> {
    let record_type = u8::from_str_radix(kind, 16).ok()?;
    let manufacturer = if told.len() > 1 { u32::from_str_radix(told.first()?, 16).ok() } else { None };
    Some(OemText { record_type, manufacturer, data: (*told.last()?).to_owned() })
}

/// `08/14/22` or `08/14/2022` with `01:02:03 UTC`.
fn date_time(date: &str, time: &str) -> Option<String> {
    let parts: Vec<&str> = date.split('/').collect();
    let [month, day, year] = *parts.as_slice() else { return None };
    let numbers =
        [month, day, year].into_iter().all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit()));
    let century = if year.len() == 2 { "20" } else { "" };
    let time = time.split(' ').next()?;
    (numbers && time.len() == 8).then(|| format!("{century}{year}-{month:0>2}-{day:0>2}T{time}"))
}

/// `Mon Jul 10 16:30:00 2017 UTC`, also without the zone, as `2017-07-10T16:30:00`.
pub fn date_of_manufacture(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, month, day, time, year, ..] = *words.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}-{month:02}-{day:0>2}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensors_are_analog_or_discrete() {
        let text = "CPU1 Temp        | 10h | ucr |  3.1 | 97 degrees C\n\
                    PS2 Status       | 02h | ok  | 10.2 | Presence detected, Power Supply AC lost\n\
                    FAN4             | 33h | ns  | 29.4 | No Reading\n\
                    Get HPM.x Capabilities request failed, compcode = c9\n";
        let sensors = sensors(text);
        assert_eq!(sensors.len(), 3);
        assert_eq!((sensors[0].number, sensors[0].entity), (0x10, (3, 1)));
        assert_eq!(sensors[0].reading, Some((97.0, "degrees C".into())));
        assert_eq!(sensors[1].states, ["Presence detected", "Power Supply AC lost"]);
        assert_eq!((sensors[2].reading.clone(), sensors[2].states.len()), (None, 0));
    }

    #[test]
    fn events_have_a_time_or_are_before_it() {
        let text = "  82 | 08/14/22 | 01:02:03 UTC | Power Supply PS2 Status | Power Supply AC lost () | Asserted\n\
                    \u{20}  1 |  Pre-Init  |0000025878| Temperature CPU1 Temp | Upper Critical going high | Deasserted | Reading 97\n\
                    \u{20} 86 | 08/14/22 | 01:04:26 UTC | OEM record c1 | 002a7c | 010203040506\n\
                    \u{20} 87 | OEM record e0 | 0102030405060708090a0b0c0d\n";
        let events = events(text);
        assert_eq!((events.len(), events[0].record_id), (4, 0x82));
        assert_eq!(events[0].timestamp.as_deref(), Some("2022-08-14T01:02:03"));
        assert_eq!((events[0].event.as_deref(), events[0].asserted), (Some("Power Supply AC lost"), Some(true)));
        assert_eq!((events[1].since_initialization, events[1].asserted), (Some(25_878), Some(false)));
        assert_eq!(events[2].timestamp.as_deref(), Some("2022-08-14T01:04:26"));
        let oem: Vec<_> = events.iter().filter_map(|event| event.oem.as_ref()).collect();
        assert_eq!(
            (oem[0].record_type, oem[0].manufacturer, oem[0].data.as_str()),
            (0xc1, Some(10_876), "010203040506")
        );
        assert_eq!((oem[1].record_type, oem[1].manufacturer, oem[1].data.len()), (0xe0, None, 26));
    }

    #[test]
    fn devices_have_their_fields() {
        let text = "FRU Device Description : PSU1 FRU (ID 1)\n Product Name          : PWS-2K08A\n\nFRU Device Description : X (ID 2)\n Device not present\n";
        let frus = frus(text);
        assert_eq!((frus[0].id, frus[0].description.as_str(), frus.len()), (1, "PSU1 FRU", 2));
        assert_eq!(frus[0].fields, [("Product Name".to_owned(), "PWS-2K08A".to_owned())]);
        assert_eq!(date_of_manufacture("Mon Jul  3 16:30:00 2017 UTC").as_deref(), Some("2017-07-03T16:30:00"));
    }
}
