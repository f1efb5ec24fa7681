//! The table of `nvidia-smi --query-gpu=… --format=csv`: a line of columns, a line a GPU.
//!
//! Document: `nvidia-smi --help-query-gpu`. A column's heading may name its unit, `fan.speed [%]`; the values do too.
//!
//! Real drivers: one that does not know a column refuses the whole query (`Field "…" is not a valid field to query.`);
//! names of products hold no comma, and nothing is quoted.

use super::{
    fields::Form,
    log::{Gpu, Log, MOST_GPUS, Places},
    pci_address,
};
use crate::decode::{Error, Fault};

/// What is in the table. Fails on another text.
pub fn decode(text: &str) -> Result<Log, Error> {
    let wrong = || Error::new("nvidia-smi CSV", 0, Fault::BadSignature);
    let mut lines = text.lines();
    let heading = lines.next().ok_or_else(wrong)?;
    let columns: Vec<&str> = heading.split(',').map(column).collect();
    if !columns.contains(&"pci.bus_id") {
        return Err(wrong());
    }
    let places = Places::of(Form::Csv);
    let mut log = Log::default();
    for line in lines.filter(|line| !line.trim().is_empty()).take(MOST_GPUS) {
        let mut gpu = Gpu::default();
        for (column, value) in columns.iter().zip(line.split(',').map(str::trim)) {
            match *column {
                "driver_version" => log.driver_version = Some(value.to_owned()),
                "count" => log.attached_gpus = value.parse().ok(),
                "pci.bus_id" => gpu.pci_address = pci_address(value),
                _ => places.enter(&mut gpu, column, value),
            }
        }
        log.gpus.push(gpu);
    }
    Ok(log)
}

/// `fan.speed` from `fan.speed [%]`.
fn column(heading: &str) -> &str {
    heading.split(" [").next().unwrap_or(heading).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_places() {
        let text = "driver_version, count, pci.bus_id, serial, fan.speed [%], temperature.gpu, brand_new [W]\n\
                    590.48, 1, 00000000:00:09.0, 165, 30 %, 41, 7 W\n";
        let log = decode(text).unwrap();
        assert_eq!((log.driver_version.as_deref(), log.attached_gpus), (Some("590.48"), Some(1)));
        let gpu = &log.gpus[0];
        assert_eq!(gpu.pci_address.as_deref(), Some("0000:00:09.0"));
        assert_eq!(gpu.readings.decimal("fan_speed_percent"), Some(30.0));
        assert_eq!(gpu.readings.decimal("temperature.gpu_celsius"), Some(41.0));
        assert_eq!(gpu.other["brand_new"], "7 W");
        assert!(decode("Field \"x\" is not a valid field to query.\n").is_err());
    }
}
