//! Lines that ipmitool prints, made from the report.

use bee_audit::report::{BmcEvent, BmcSensor, Fru};

/// `Wed Jan  1 00:00:00 2020 UTC` as `2020-01-01T00:00:00`.
pub(crate) fn date(words: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = words.split_whitespace().collect();
    let [_, month, day, time, year, _] = words[..] else { return words.join(" ") };
    let month = MONTHS.iter().position(|name| *name == month).unwrap() + 1;
    format!("{year}-{month:02}-{day:0>2}T{time}")
}

/// `12 08/14/22 01:02:03 UTC Asserted`; entries of makers have no direction, and some no time.
pub(crate) fn entry(id: &str, rest: &[&str]) -> String {
    let has_time = rest.first().is_some_and(|date| date.contains('/') || *date == "Pre-Init" || *date == "Unspecified");
    let time = if has_time { rest[..2].join(" ") } else { String::new() };
    let direction =
        rest.iter().find(|column| matches!(**column, "Asserted" | "Deasserted")).copied().unwrap_or_default();
    format!("{id} {time} {direction}")
}

/// Name, reading, unit, status and thresholds, as `ipmitool sensor list` aligns them.
pub(crate) fn sensor_line(sensor: &BmcSensor) -> String {
    let value = |value: Option<f64>| value.map_or("na".to_owned(), |value| format!("{value:.3}"));
    let is_threshold = sensor.event_reading_type.code == 1;
    let (reading, unit, status) = if is_threshold {
        // Of a sensor whose reading is refused ipmitool leaves the unit out, too.
        let unit = sensor.unit.clone().filter(|_| sensor.available.is_some()).unwrap_or_default();
        (value(sensor.reading), unit, threshold_status(sensor))
    } else {
        // The raw reading of a discrete sensor says nothing; ipmitool prints it in hexadecimal digits.
        let status = sensor.state_bits.map_or("na".to_owned(), |bits| format!("0x{:04x}", bits.swap_bytes()));
        let reading = if sensor.state_bits.is_some() { "0x0".to_owned() } else { "na".to_owned() };
        (reading, "discrete".to_owned(), status)
    };
    let it = &sensor.thresholds;
    let limits = [
        it.lower_non_recoverable,
        it.lower_critical,
        it.lower_non_critical,
        it.upper_non_critical,
        it.upper_critical,
        it.upper_non_recoverable,
    ];
    let limits = limits.map(|limit| format!("{:<10}", value(limit))).join("| ");
    let name = sensor.name.clone().unwrap_or_default();
    format!("{name:<16} | {reading:<10} | {unit:<10} | {status:<6}| {limits}").trim_end().to_owned()
}

/// The worst limit that the reading is beyond, by the bits that the controller gives.
fn threshold_status(sensor: &BmcSensor) -> String {
    let Some(bits) = sensor.state_bits else { return "na".to_owned() };
    let worst = [(0b10_0100, "nr"), (0b01_0010, "cr"), (0b00_1001, "nc")];
    worst.iter().find(|(mask, _)| bits & mask != 0).map_or("ok", |(_, status)| status).to_owned()
}

/// The same of an event of ours.
pub(crate) fn event_line(event: &BmcEvent) -> String {
    let time = match (&event.timestamp, event.seconds_since_initialization) {
        (Some(timestamp), _) => {
            let (date, time) = timestamp.split_once('T').unwrap();
            let parts: Vec<&str> = date.split('-').collect();
            format!("{}/{}/{} {time} UTC", parts[1], parts[2], &parts[0][2..])
        }
        (None, Some(seconds)) => format!("Pre-Init {seconds:010}"),
        (None, None) => String::new(),
    };
    let direction = event.asserted.map_or("", |asserted| if asserted { "Asserted" } else { "Deasserted" });
    format!("{:x} {time} {direction}", event.record_id)
}

/// Fields of a field replaceable unit by the keys of `ipmitool fru print`.
pub(crate) fn fru_fields(fru: &Fru) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut add = |key, value: &Option<String>| fields.extend(value.clone().map(|value| (key, value)));
    if let Some(chassis) = &fru.chassis {
        add("Chassis Type", &chassis.chassis_type.name);
        add("Chassis Part Number", &chassis.part_number);
        add("Chassis Serial", &chassis.serial_number);
    }
    if let Some(board) = &fru.board {
        add("Board Mfg Date", &board.manufactured_at);
        add("Board Mfg", &board.manufacturer);
        add("Board Product", &board.product_name);
        add("Board Serial", &board.serial_number);
        add("Board Part Number", &board.part_number);
        add("Board FRU ID", &board.fru_file_id);
    }
    if let Some(product) = &fru.product {
        add("Product Manufacturer", &product.manufacturer);
        add("Product Name", &product.product_name);
        add("Product Part Number", &product.part_number);
        add("Product Version", &product.version);
        add("Product Serial", &product.serial_number);
        add("Product Asset Tag", &product.asset_tag);
    }
    if let Some(supply) = &fru.power_supply {
        add("Capacity", &supply.capacity_watts.map(|watts| format!("{} W", watts.0)));
        add("Peak capacity", &supply.peak_capacity_watts.map(|watts| format!("{} W", watts.0)));
        let range = supply.input_ranges_volts.first();
        add("Input Voltage Range 1", &range.map(|(low, high)| format!("{}-{} V", low.0, high.0)));
    }
    fields
}
