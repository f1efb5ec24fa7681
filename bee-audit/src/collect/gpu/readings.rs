//! Readings of a GPU as the report has them.

mod setup;
mod state;

use crate::{
    collect::identity,
    decode::nvidia::{Gpu as Told, Readings},
    report::{Gpu, GpuPlatform, Placeholders},
    units::{Bytes, Celsius, Hertz, Joules, Percent, Seconds, Volts, Watts},
};

/// What a field of the report takes from readings.
trait Held: Sized {
    fn held(readings: &Readings, name: &str) -> Option<Self>;
}

/// Implements [`Held`]: type, accessor, what makes the type from what that gives.
macro_rules! held {
    ($($type:ty, $accessor:ident, $make:expr;)*) => { $(
        impl Held for $type {
            fn held(readings: &Readings, name: &str) -> Option<$type> {
                readings.$accessor(name).map($make)
            }
        }
    )* };
}

held! {
    String, text, |text| text;
    bool, flag, |flag| flag;
    u8, count, |count| count;
    u32, count, |count| count;
    u64, count, |count| count;
    Bytes, count, Bytes;
    Hertz, count, Hertz;
    Celsius, decimal, Celsius;
    Joules, decimal, Joules;
    Percent, decimal, Percent;
    Seconds, decimal, Seconds;
    Volts, decimal, Volts;
    Watts, decimal, Watts;
}

/// A structure whose fields are readings under their own names behind a prefix; others with what they hold.
macro_rules! taken {
    ($readings:expr, $prefix:literal, $type:ident { $($field:ident),* $(,)? } $(, $other:ident: $value:expr)* $(,)?) => {
        $type {
            $($field: Held::held($readings, concat!($prefix, stringify!($field))),)*
            $($other: $value,)*
        }
    };
}

use taken;

/// Enters what was told of a GPU.
pub(super) fn enter(gpu: &mut Gpu, told: Told) {
    let readings = &told.readings;
    let mut placeholders = Placeholders::new();
    let mut named = |name: &str| identity(readings.text(name), name, &mut placeholders);
    *gpu = Gpu {
        serial_number: named("serial_number"),
        board_part_number: named("board_part_number"),
        platform: GpuPlatform {
            chassis_serial_number: named("platform.chassis_serial_number"),
            ..setup::platform(readings)
        },
        inforom: setup::inforom(readings),
        modes: setup::modes(readings),
        mig: setup::mig(readings, &told),
        link: setup::link(readings),
        memory: state::memory(readings),
        utilization: state::utilization(readings),
        ecc: state::ecc(readings),
        retired_pages: state::retired_pages(readings),
        remapped_rows: state::remapped_rows(readings),
        remapped_banks: state::remapped_banks(readings),
        temperature: state::temperature(readings),
        power: state::power(readings),
        clocks: state::clocks(readings),
        clock_events: state::clock_events(readings),
        fabric: state::fabric(readings),
        ..what_it_is(readings, std::mem::take(gpu))
    };
    gpu.index = told.index;
    gpu.processes = told.processes;
    gpu.firmware = told.firmware;
    gpu.placeholders = placeholders;
    gpu.nvlinks = told.nvlinks.iter().map(|(number, link)| setup::nvlink(*number, link)).collect();
    gpu.c2c_links = told.c2c_links.iter().map(|(number, link)| setup::c2c_link(*number, link)).collect();
    gpu.other = told.other;
}

fn what_it_is(readings: &Readings, gpu: Gpu) -> Gpu {
    Gpu {
        name: Held::held(readings, "name"),
        brand: Held::held(readings, "brand"),
        architecture: Held::held(readings, "architecture"),
        compute_capability: Held::held(readings, "compute_capability"),
        cores: Held::held(readings, "cores"),
        uuid: Held::held(readings, "uuid"),
        pdi: Held::held(readings, "pdi"),
        minor_number: Held::held(readings, "minor_number"),
        vbios_version: Held::held(readings, "vbios_version"),
        gsp_firmware_version: Held::held(readings, "gsp_firmware_version"),
        multi_gpu_board: Held::held(readings, "multi_gpu_board"),
        board_id: Held::held(readings, "board_id"),
        gpu_part_number: Held::held(readings, "gpu_part_number"),
        fru_part_number: Held::held(readings, "fru_part_number"),
        fan_speed_percent: Held::held(readings, "fan_speed_percent"),
        performance_state: Held::held(readings, "performance_state"),
        recovery_action: Held::held(readings, "recovery_action"),
        reset_required: Held::held(readings, "reset_required"),
        drain_and_reset_recommended: Held::held(readings, "drain_and_reset_recommended"),
        ..gpu
    }
}
