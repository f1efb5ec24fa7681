//! Packs the schema of the report, which is a tenth of its size then.

use std::{env, fs, path::Path};

const SCHEMA: &str = "../docs/report.schema.json";

fn main() {
    println!("cargo:rerun-if-changed={SCHEMA}");
    let schema = fs::read(SCHEMA).expect("the committed schema");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let packed = miniz_oxide::deflate::compress_to_vec(&schema, 10);
    fs::write(Path::new(&folder).join("report.schema.deflate"), packed).expect("a writable OUT_DIR");
}
