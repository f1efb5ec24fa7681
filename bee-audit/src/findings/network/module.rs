//! Rules about plug-in modules.
//!
//! They judge what a module measures now by its own limits. The flags that it raised are no findings: QSFP and CMIS
//! modules keep them until somebody reads them, and so have some left from when the link came up.

use super::{super::Observation, ports};
use crate::{
    report::{ModuleDiagnostics, ModuleLane, ModuleLimits, NetworkModule, NetworkPort, Report},
    units::{Amperes, Watts},
};

/// `DataPathActivated` (CMIS 5.2 table 8-83).
const ACTIVATED: u64 = 4;
/// `ModuleFault` (CMIS 5.2 table 8-7).
const FAULT: u64 = 5;

/// How far a reading is beyond its limits.
#[derive(PartialEq)]
enum Level {
    Alarm,
    Warning,
}

/// A module measures something that it must not.
pub(in crate::findings) fn module_alarm(report: &Report) -> Vec<Observation> {
    observe(report, &Level::Alarm)
}

/// A module measures something that it should not.
pub(in crate::findings) fn module_warning(report: &Report) -> Vec<Observation> {
    observe(report, &Level::Warning)
}

/// A module, or the transmitter of a lane, says that it failed.
pub(in crate::findings) fn module_fault(report: &Report) -> Vec<Observation> {
    let failed = ports(report).filter_map(|port| {
        let module = port.module.as_ref()?;
        let mut parts = Vec::new();
        if module.state.as_ref().is_some_and(|state| state.code == FAULT) {
            let cause = module.fault_cause.as_ref().and_then(|cause| cause.name.as_deref());
            parts.push(
                cause.map_or("is in its fault state".to_owned(), |cause| format!("is in its fault state: {cause}")),
            );
        }
        let lanes = lanes(port).filter(|lane| lane.transmit_fault == Some(true));
        parts.extend(lanes.map(|lane| format!("reports a failed transmitter of lane {}", lane.number)));
        let message = format!("{} {}", described(port, module), parts.join(", "));
        (!parts.is_empty()).then(|| Observation::new([&port.name], message))
    });
    failed.collect()
}

fn observe(report: &Report, level: &Level) -> Vec<Observation> {
    let beyond = ports(report).filter_map(|port| {
        let module = port.module.as_ref()?;
        let complaints = complaints(port, module.diagnostics.as_ref()?);
        let parts: Vec<String> =
            complaints.into_iter().filter(|(beyond, _)| beyond == level).map(|(_, complaint)| complaint).collect();
        let message = format!("{} measures {}", described(port, module), parts.join(", "));
        (!parts.is_empty()).then(|| Observation::new([&port.name], message))
    });
    beyond.collect()
}

/// Every reading that is beyond its limits. Lanes count while there is a link: without one they are dark.
fn complaints(port: &NetworkPort, told: &ModuleDiagnostics) -> Vec<(Level, String)> {
    let mut found = Vec::new();
    let celsius = |value: f64| format!("{value:.1} °C");
    let volts = |value: f64| format!("{value:.2} V");
    let limits = told.temperature_limits.as_ref().map(|limits| numbers(limits, |celsius| celsius.0));
    found.extend(judge("a temperature", told.temperature_celsius.map(|it| it.0), limits, celsius));
    let limits = told.supply_voltage_limits.as_ref().map(|limits| numbers(limits, |volts| volts.0));
    found.extend(judge("a supply voltage", told.supply_voltage_volts.map(|it| it.0), limits, volts));
    for lane in lanes(port).filter(|lane| lane.state.as_ref().is_none_or(|state| state.code == ACTIVATED)) {
        found.extend(lane_complaints(lane, told));
    }
    found
}

fn lane_complaints(lane: &ModuleLane, told: &ModuleDiagnostics) -> impl Iterator<Item = (Level, String)> {
    let milliamperes = |value: f64| format!("{:.2} mA", value * 1000.0);
    let milliwatts = |value: f64| format!("{:.4} mW", value * 1000.0);
    let bias = told.transmit_bias_limits.as_ref().map(|limits| numbers(limits, |amperes: &Amperes| amperes.0));
    let power = |limits: &Option<ModuleLimits<Watts>>| limits.as_ref().map(|limits| numbers(limits, |watts| watts.0));
    let named = |quantity: &str| format!("a {quantity} of lane {}", lane.number);
    let sent = lane.transmit_power_watts.map(|it| it.0);
    let received = lane.receive_power_watts.map(|it| it.0);
    [
        judge(&named("bias"), lane.transmit_bias_amperes.map(|it| it.0), bias, milliamperes),
        judge(&named("transmitted power"), sent, power(&told.transmit_power_limits), milliwatts),
        judge(&named("received power"), received, power(&told.receive_power_limits), milliwatts),
    ]
    .into_iter()
    .flatten()
}

/// High alarm, low alarm, high warning, low warning.
fn numbers<T>(limits: &ModuleLimits<T>, number: impl Fn(&T) -> f64) -> [f64; 4] {
    [&limits.high_alarm, &limits.low_alarm, &limits.high_warning, &limits.low_warning].map(number)
}

fn judge(
    what: &str,
    value: Option<f64>,
    limits: Option<[f64; 4]>,
    written: impl Fn(f64) -> String,
) -> Option<(Level, String)> {
    let (value, [high_alarm, low_alarm, high_warning, low_warning]) = (value?, limits?);
    // A map whose limits are in disorder says nothing.
    if !(low_alarm <= low_warning && low_warning <= high_warning && high_warning <= high_alarm) {
        return None;
    }
    let (level, side, limit) = match value {
        value if value > high_alarm => (Level::Alarm, "above", high_alarm),
        value if value < low_alarm => (Level::Alarm, "below", low_alarm),
        value if value > high_warning => (Level::Warning, "above", high_warning),
        value if value < low_warning => (Level::Warning, "below", low_warning),
        _ => return None,
    };
    Some((level, format!("{what} of {}, {side} its limit of {}", written(value), written(limit))))
}

/// The lanes that are in use: those of a port with a link.
fn lanes(port: &NetworkPort) -> impl Iterator<Item = &ModuleLane> {
    let diagnostics = port.module.as_ref().and_then(|module| module.diagnostics.as_ref());
    let has_link = port.carrier == Some(true);
    diagnostics.into_iter().filter(move |_| has_link).flat_map(|diagnostics| &diagnostics.lanes)
}

/// `the module in eth0 (FINISAR CORP. FTLX8571D3BCL, serial AL61T5F)`
fn described(port: &NetworkPort, module: &NetworkModule) -> String {
    let names: Vec<&str> =
        [&module.vendor_name, &module.part_number].into_iter().flatten().map(String::as_str).collect();
    let serial = module.serial_number.as_ref().map(|serial| format!("serial {serial}"));
    let known: Vec<String> = [names.join(" ")].into_iter().chain(serial).filter(|part| !part.is_empty()).collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
    format!("the module in {}{known}", port.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{Coded, Network, NetworkAdapter},
        units::Celsius,
    };

    fn found(carrier: bool, module: NetworkModule) -> Vec<String> {
        let port =
            NetworkPort { name: "eth0".into(), carrier: Some(carrier), module: Some(module), ..NetworkPort::default() };
        let adapter = NetworkAdapter { ports: vec![port], ..NetworkAdapter::default() };
        let report = Report { network: Some(Network { adapters: vec![adapter] }), ..Report::default() };
        let rules = [module_alarm, module_warning, module_fault];
        let observations = rules.iter().flat_map(|rule| rule(&report));
        observations.map(|observation| observation.message.replace("the module in eth0 ", "")).collect()
    }

    fn limits<T>(number: impl Fn(f64) -> T) -> ModuleLimits<T> {
        ModuleLimits {
            high_alarm: number(80.0),
            low_alarm: number(-10.0),
            high_warning: number(70.0),
            low_warning: number(0.0),
        }
    }

    fn measuring(degrees: f64, milliwatts: f64) -> NetworkModule {
        let power = |milliwatts: f64| Watts(milliwatts / 1000.0);
        let lane = ModuleLane { number: 1, receive_power_watts: Some(power(milliwatts)), ..ModuleLane::default() };
        let diagnostics = ModuleDiagnostics {
            temperature_celsius: Some(Celsius(degrees)),
            temperature_limits: Some(limits(Celsius)),
            receive_power_limits: Some(ModuleLimits {
                high_alarm: power(2.0),
                low_alarm: power(0.05),
                high_warning: power(1.5),
                low_warning: power(0.1),
            }),
            lanes: vec![lane],
            ..ModuleDiagnostics::default()
        };
        NetworkModule { diagnostics: Some(diagnostics), ..NetworkModule::default() }
    }

    #[test]
    fn readings_are_judged_by_the_modules_own_limits() {
        assert_eq!(found(true, measuring(40.0, 0.5)), [""; 0]);
        assert_eq!(
            found(true, measuring(85.5, 0.5)),
            ["measures a temperature of 85.5 °C, above its limit of 80.0 °C"]
        );
        assert_eq!(
            found(true, measuring(72.0, 0.5)),
            ["measures a temperature of 72.0 °C, above its limit of 70.0 °C"]
        );
        assert_eq!(
            found(true, measuring(40.0, 0.01)),
            ["measures a received power of lane 1 of 0.0100 mW, below its limit of 0.0500 mW"]
        );
        assert_eq!(found(false, measuring(40.0, 0.0)), [""; 0]);
    }

    #[test]
    fn limits_in_disorder_judge_nothing() {
        let mut module = measuring(40.0, 0.5);
        let told = module.diagnostics.as_mut().unwrap();
        told.temperature_limits = Some(ModuleLimits { high_alarm: Celsius(-90.0), ..limits(Celsius) });
        assert_eq!(found(true, module), [""; 0]);
    }

    #[test]
    fn faults_are_told() {
        let coded = |code, name: &str| Some(Coded { code, name: Some(name.into()) });
        let module = NetworkModule {
            state: coded(5, "fault"),
            fault_cause: coded(1, "TEC runaway"),
            vendor_name: Some("MAKER".into()),
            part_number: Some("PART".into()),
            serial_number: Some("S1".into()),
            ..NetworkModule::default()
        };
        assert_eq!(found(false, module), ["(MAKER PART, serial S1) is in its fault state: TEC runaway"]);
        let mut module = measuring(40.0, 0.5);
        module.diagnostics.as_mut().unwrap().lanes[0].transmit_fault = Some(true);
        assert_eq!(found(true, module), ["reports a failed transmitter of lane 1"]);
    }
}
