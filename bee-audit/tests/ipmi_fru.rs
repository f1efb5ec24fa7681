//! FRU images against what ipmitool prints of them.

use std::{fs, path::Path};

use bee_audit::decode::ipmi::fru::{
    Fru,
    multi_record::{Body, DcLoad, DcOutput, PowerSupplyRecord},
};

mod corpus;

/// A line of ipmitool's: key and value, without the blanks that align them.
type Line = (String, String);

fn line(key: &str, value: impl ToString) -> Line {
    (key.to_owned(), value.to_string())
}

/// The lines that ipmitool would print with `-v`, MultiRecords of PICMG left out.
fn rendered(fru: &Fru) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |key: &str, value: Option<&str>| lines.extend(value.map(|value| line(key, value)));
    if let Some(chassis) = &fru.chassis {
        add("Chassis Type", chassis.chassis_type.name());
        add("Chassis Part Number", chassis.part_number.as_deref());
        add("Chassis Serial", chassis.serial_number.as_deref());
        chassis.custom.iter().for_each(|custom| add("Chassis Extra", Some(custom)));
    }
    if let Some(board) = &fru.board {
        add("Board Mfg Date", Some(board.manufactured_at.as_deref().unwrap_or("Unspecified")));
        add("Board Mfg", board.manufacturer.as_deref());
        add("Board Product", board.product_name.as_deref());
        add("Board Serial", board.serial_number.as_deref());
        add("Board Part Number", board.part_number.as_deref());
        add("Board FRU ID", board.fru_file_id.as_deref());
        board.custom.iter().for_each(|custom| add("Board Extra", Some(custom)));
    }
    if let Some(product) = &fru.product {
        add("Product Manufacturer", product.manufacturer.as_deref());
        add("Product Name", product.product_name.as_deref());
        add("Product Part Number", product.part_number.as_deref());
        add("Product Version", product.version.as_deref());
        add("Product Serial", product.serial_number.as_deref());
        add("Product Asset Tag", product.asset_tag.as_deref());
        add("Product FRU ID", product.fru_file_id.as_deref());
        product.custom.iter().for_each(|custom| add("Product Extra", Some(custom)));
    }
    for record in &fru.multi_records {
        match &record.body {
            Body::PowerSupply(supply) => lines.extend(power_supply(supply)),
            Body::DcOutput(output) => lines.extend(dc_output(output)),
            Body::DcLoad(load) => lines.extend(dc_load(load)),
            _ => {}
        }
    }
    lines
}

fn volts(centivolts: impl Into<f64>) -> String {
    format!("{:.2} V", centivolts.into() / 100.0)
}

fn amperes(milliamperes: u32) -> String {
    format!("{:.3} A", f64::from(milliamperes) / 1000.0)
}

/// `0` where the record states nothing.
fn power_supply(supply: &PowerSupplyRecord) -> Vec<Line> {
    let range = |at: usize| {
        let (low, high) = supply.input_ranges_centivolts.get(at).copied().unwrap_or_default();
        format!("{:.2}-{:.2} V", f64::from(low) / 100.0, f64::from(high) / 100.0)
    };
    let (low, high) = supply.input_frequency_hertz.unwrap_or_default();
    vec![
        line("Capacity", format!("{} W", supply.capacity_watts.unwrap_or(0))),
        line("Peak VA", format!("{} VA", supply.peak_volt_amperes.unwrap_or(0))),
        line("Inrush Current", format!("{} A", supply.inrush_amperes.unwrap_or(0))),
        line("Inrush Interval", format!("{} ms", supply.inrush_interval_milliseconds.unwrap_or(0))),
        line("Input Voltage Range 1", range(0)),
        line("Input Voltage Range 2", range(1)),
        line("Input Frequency Range", format!("{low}-{high} Hz")),
        line("A/C Dropout Tolerance", format!("{} ms", supply.dropout_tolerance_milliseconds.unwrap_or(0))),
        line("Peak capacity", format!("{} W", supply.peak_capacity_watts.unwrap_or(0))),
        line("Peak capacity holdup", format!("{} s", supply.peak_hold_up_seconds.unwrap_or(0))),
    ]
}

fn dc_output(output: &DcOutput) -> Vec<Line> {
    vec![
        line("Output Number", output.output_number),
        line("Standby power", if output.standby { "Yes" } else { "No" }),
        line("Nominal voltage", volts(output.nominal_centivolts)),
        line("Max negative deviation", volts(output.range_centivolts.0)),
        line("Max positive deviation", volts(output.range_centivolts.1)),
        line("Ripple and noise pk-pk", format!("{} mV", output.ripple_millivolts)),
        line("Minimum current draw", amperes(output.current_milliamperes.0)),
        line("Maximum current draw", amperes(output.current_milliamperes.1)),
    ]
}

fn dc_load(load: &DcLoad) -> Vec<Line> {
    vec![
        line("Output Number", load.output_number),
        line("Nominal voltage", volts(load.nominal_centivolts)),
        line("Min voltage allowed", volts(load.range_centivolts.0)),
        line("Max voltage allowed", volts(load.range_centivolts.1)),
        line("Ripple and noise pk-pk", format!("{} mV", load.ripple_millivolts)),
        line("Minimum current load", amperes(load.current_milliamperes.0)),
        line("Maximum current load", amperes(load.current_milliamperes.1)),
    ]
}

/// `Mon Jul 10 16:30:00 2017 UTC` as `2017-07-10T16:30:00`.
fn date(words: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = words.split_whitespace().collect();
    let [_, month, day, time, year, _] = words[..] else { return words.join(" ") };
    let month = MONTHS.iter().position(|name| *name == month).unwrap() + 1;
    format!("{year}-{month:02}-{day:0>2}T{time}")
}

/// What ipmitool prints of areas and of power records; `Area Checksum` is left to the damage.
fn printed(text: &str) -> Vec<Line> {
    // Records of PICMG are the maker's own here, and so are the flags' and the combined capacity's sub-lines.
    let known =
        text.lines().filter(|line| !line.starts_with("   ") && line.contains(" : ") || line.contains("Output Number"));
    let lines = known.filter_map(|line| line.split_once(" : ")).map(|(key, value)| (key.trim(), value.trim()));
    let lines = lines.filter(|(key, value)| {
        !key.ends_with("Checksum") && !matches!(*key, "Flags" | "Combined capacity") && !value.is_empty()
    });
    lines.map(|(key, value)| line(key, if key == "Board Mfg Date" { date(value) } else { value.to_owned() })).collect()
}

/// Images behind whose last record ipmitool prints more: how many lines, and why they are none.
const EXPLAINED: &[(&str, usize, &str)] = &[(
    "opalkelly_default_2k.bin",
    38,
    "no record says that it is the last; ipmitool takes the board area behind the records for more of them",
)];

#[test]
fn every_image_reads_as_ipmitool_prints_it() {
    let Some(corpus) = corpus::corpus() else { return };
    let mut compared = 0;
    for (prefix, folder) in [("fru-tool_", "fru-tool"), ("frugy_tests_bin_files_", "frugy/tests/bin_files")] {
        for entry in fs::read_dir(corpus.join("ipmi").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "bin") {
                compared += compare(&corpus, prefix, &path);
            }
        }
    }
    assert!(compared >= 300, "{compared} lines");
}

/// Compares one image; gives the number of lines.
fn compare(corpus: &Path, prefix: &str, image: &Path) -> usize {
    let name = image.file_name().unwrap().to_str().unwrap();
    let text = corpus.join(format!("ipmi/decoded-ipmitool-1.8.19/{prefix}{name}.txt.verbose"));
    let expected = printed(&String::from_utf8_lossy(&fs::read(&text).unwrap()));
    let Ok(fru) = Fru::decode(&fs::read(image).unwrap()) else {
        assert_eq!(expected, [], "{name}");
        return 0;
    };
    let ours = rendered(&fru);
    let more = EXPLAINED.iter().find(|(file, ..)| *file == name).map_or(0, |(_, lines, _)| *lines);
    assert_eq!(ours, expected[..expected.len() - more], "{name}: {:?}", fru.damage);
    ours.len()
}
