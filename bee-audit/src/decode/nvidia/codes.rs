//! Names of NVML's enumerations, as `nvidia-smi` prints them.
//!
//! Document: `nvml.h`, API version 13.
