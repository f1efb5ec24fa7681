//! Names of SMART attributes.
//!
//! Document: none. No standard has ever named them; SFF-8035i 2.0 and ATA-3 leave their meaning to the maker. These are
//! the meanings that makers share in practice, in the spelling that operators know from `smartctl`.
//!
//! Real drives: the same number means something else to another maker, above all from 160 to 182 and from 225 on. A
//! number on which makers do not agree has no name here.

use crate::decode::code::codes;

codes! {
    /// Number of a SMART attribute.
    pub struct AttributeId(u8) {
        1 => "Raw_Read_Error_Rate",
        2 => "Throughput_Performance",
        3 => "Spin_Up_Time",
        4 => "Start_Stop_Count",
        5 => "Reallocated_Sector_Ct",
        7 => "Seek_Error_Rate",
        8 => "Seek_Time_Performance",
        9 => "Power_On_Hours",
        10 => "Spin_Retry_Count",
        11 => "Calibration_Retry_Count",
        12 => "Power_Cycle_Count",
        13 => "Read_Soft_Error_Rate",
        22 => "Helium_Level",
        183 => "Runtime_Bad_Block",
        184 => "End-to-End_Error",
        187 => "Reported_Uncorrect",
        188 => "Command_Timeout",
        189 => "High_Fly_Writes",
        190 => "Airflow_Temperature_Cel",
        191 => "G-Sense_Error_Rate",
        192 => "Power-Off_Retract_Count",
        193 => "Load_Cycle_Count",
        194 => "Temperature_Celsius",
        195 => "Hardware_ECC_Recovered",
        196 => "Reallocated_Event_Count",
        197 => "Current_Pending_Sector",
        198 => "Offline_Uncorrectable",
        199 => "UDMA_CRC_Error_Count",
        200 => "Multi_Zone_Error_Rate",
        240 => "Head_Flying_Hours",
        241 => "Total_LBAs_Written",
        242 => "Total_LBAs_Read",
        254 => "Free_Fall_Sensor",
    }
}

impl AttributeId {
    /// The name on a drive whose medium does not turn: numbers that speak of heads and motors mean something else
    /// there.
    pub fn name_on(self, is_solid_state: bool) -> Option<&'static str> {
        let is_of_disks = matches!(self.0, 7 | 8 | 10 | 11 | 22 | 189 | 191 | 193 | 200 | 240);
        let is_of_disks_alone = is_of_disks || matches!(self.0, 192 | 241 | 242);
        self.name().filter(|_| !(is_solid_state && is_of_disks_alone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solid_state_drive_has_no_heads() {
        assert_eq!(AttributeId(193).name_on(false), Some("Load_Cycle_Count"));
        assert_eq!(AttributeId(193).name_on(true), None);
        assert_eq!(AttributeId(5).name_on(true), Some("Reallocated_Sector_Ct"));
        assert_eq!(AttributeId(170).name_on(false), None);
    }
}
