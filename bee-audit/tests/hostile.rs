//! Hostile bytes: every decoder, on every sample cut at each byte and with each byte changed, on all bad inputs, and on
//! noise. Never a panic, a hang, or memory out of proportion.
//!
//! One row a decoder; the fuzz targets (`bee-audit/fuzz`) take the same rows.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use peak_alloc::PeakAlloc;

#[path = "support/decoders.rs"]
mod decoders;
#[path = "support/samples.rs"]
mod samples;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Heap that a decoder may use: a constant, and a multiple of its input.
const MEMORY_BASE: usize = 1 << 20;
const MEMORY_PER_OCTET: usize = 512;
/// Far more than any input here needs, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);
/// Longer samples are cut and changed at this many places, evenly spread, instead of at each byte.
const MOST_PLACES: usize = 3000;

/// Decodes `bytes` and holds the decoder to its promises.
fn hold(name: &str, decode: fn(&[u8]), bytes: &[u8], how: &str) {
    let started = Instant::now();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let outcome = catch_unwind(AssertUnwindSafe(|| decode(bytes)));
    let used = MEMORY.peak_usage().saturating_sub(before);
    assert!(outcome.is_ok(), "{name}: panic on {how}: {bytes:02x?}");
    assert!(started.elapsed() < LONGEST, "{name}: {:?} on {how}", started.elapsed());
    let limit = MEMORY_BASE + MEMORY_PER_OCTET * bytes.len();
    assert!(used <= limit, "{name}: {used} bytes of memory for {} on {how}", bytes.len());
}

fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by((length / MOST_PLACES).max(1))
}

/// Reproducible noise (xorshift).
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

// One test, so that the memory measured is the decoder's own.
#[test]
fn decoders_survive_hostile_bytes() {
    for (name, decode) in decoders::DECODERS {
        let good = samples::of("parts", name);
        let bad = samples::of("bad", name);
        assert!(
            !good.is_empty() && !bad.is_empty(),
            "{name}: needs a sample in fixtures/parts and one in fixtures/bad"
        );
        for (file, sample) in good.iter().chain(&bad) {
            hold(name, *decode, sample, file);
            for place in places(sample.len()) {
                hold(name, *decode, &sample[..place], &format!("{file} cut at {place}"));
                for mask in [0xff, 0x01, 0x80, sample[place]] {
                    let mut changed = sample.clone();
                    changed[place] ^= mask;
                    hold(name, *decode, &changed, &format!("{file} with byte {place} ^ {mask:#x}"));
                }
            }
        }
        for seed in 0..200 {
            hold(name, *decode, &noise(usize::try_from(seed).unwrap() * 11, seed), "noise");
        }
        hold(name, *decode, &[0xff; 70_000], "ones");
        hold(name, *decode, &[0; 70_000], "zeros");
    }
}

#[test]
fn every_decoder_has_a_fuzz_target() {
    let manifest = include_str!("../fuzz/Cargo.toml");
    for (name, _) in decoders::DECODERS {
        assert!(manifest.contains(&format!("[[bin]]\nname = \"{name}\"\n")), "bee-audit/fuzz/Cargo.toml: no {name}");
    }
}
