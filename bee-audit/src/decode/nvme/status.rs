//! Status field of a completion queue entry (Base §3.3.3.2.1, figures 92 to 99).

use crate::decode::code::codes;

codes! {
    /// Status code type in bits 10:8, status code in bits 7:0; bits above are left out.
    pub struct Status(u16) {
        0x000 => "Successful Completion",
        0x001 => "Invalid Command Opcode",
        0x002 => "Invalid Field in Command",
        0x003 => "Command ID Conflict",
        0x004 => "Data Transfer Error",
        0x005 => "Commands Aborted due to Power Loss Notification",
        0x006 => "Internal Error",
        0x007 => "Command Abort Requested",
        0x008 => "Command Aborted due to SQ Deletion",
        0x009 => "Command Aborted due to Failed Fused Command",
        0x00a => "Command Aborted due to Missing Fused Command",
        0x00b => "Invalid Namespace or Format",
        0x00c => "Command Sequence Error",
        0x013 => "PRP Offset Invalid",
        0x014 => "Atomic Write Unit Exceeded",
        0x015 => "Operation Denied",
        0x01c => "Sanitize Failed",
        0x01d => "Sanitize In Progress",
        0x020 => "Namespace is Write Protected",
        0x021 => "Command Interrupted",
        0x022 => "Transient Transport Error",
        0x023 => "Command Prohibited by Command and Feature Lockdown",
        0x024 => "Admin Command Media Not Ready",
        0x080 => "LBA Out of Range",
        0x081 => "Capacity Exceeded",
        0x082 => "Namespace Not Ready",
        0x083 => "Reservation Conflict",
        0x084 => "Format In Progress",
        0x101 => "Invalid Queue Identifier",
        0x102 => "Invalid Queue Size",
        0x103 => "Abort Command Limit Exceeded",
        0x105 => "Asynchronous Event Request Limit Exceeded",
        0x106 => "Invalid Firmware Slot",
        0x107 => "Invalid Firmware Image",
        0x108 => "Invalid Interrupt Vector",
        0x109 => "Invalid Log Page",
        0x10a => "Invalid Format",
        0x10d => "Feature Identifier Not Saveable",
        0x10e => "Feature Not Changeable",
        0x10f => "Feature Not Namespace Specific",
        0x115 => "Namespace Insufficient Capacity",
        0x116 => "Namespace Identifier Unavailable",
        0x118 => "Namespace Already Attached",
        0x11a => "Namespace Not Attached",
        0x11d => "Device Self-test In Progress",
        0x180 => "Conflicting Attributes",
        0x181 => "Invalid Protection Information",
        0x182 => "Attempted Write to Read Only Range",
        0x280 => "Write Fault",
        0x281 => "Unrecovered Read Error",
        0x282 => "End-to-end Guard Check Error",
        0x283 => "End-to-end Application Tag Check Error",
        0x284 => "End-to-end Reference Tag Check Error",
        0x285 => "Compare Failure",
        0x286 => "Access Denied",
        0x287 => "Deallocated or Unwritten Logical Block",
        0x300 => "Internal Path Error",
        0x301 => "Asymmetric Access Persistent Loss",
        0x302 => "Asymmetric Access Inaccessible",
        0x303 => "Asymmetric Access Transition",
        0x360 => "Controller Pathing Error",
        0x370 => "Host Pathing Error",
        0x371 => "Command Aborted By Host",
    }
}

impl Status {
    /// From the status field without its phase tag, of which More, Do Not Retry and the like are left out.
    pub fn of_field(field: u16) -> Status {
        Status(field & 0x7ff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_and_do_not_retry_are_no_part_of_the_code() {
        assert_eq!(Status::of_field(0x6109).name(), Some("Invalid Log Page"));
        assert_eq!(Status::of_field(0x07ff).name(), None);
    }
}
