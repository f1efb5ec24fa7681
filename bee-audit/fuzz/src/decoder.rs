//! Fuzzes the decoder that this binary is named after.

#![no_main]

#[path = "../../tests/support/decoders.rs"]
mod decoders;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for (name, decode) in decoders::DECODERS {
        if *name == env!("CARGO_BIN_NAME") {
            decode(bytes);
        }
    }
});
