//! Extended capabilities in the words of lspci 3.9.0.

use bee_audit::decode::pci::extended::{
    AdvancedErrorReporting, Body, DownstreamPortContainment, ExtendedCapability, L1PmSubstates, ResizableBar,
    SingleRootIoVirtualization,
};

use super::{flag, flags};

/// The text, and whether lspci says nothing more behind it.
pub(crate) fn render(capability: &ExtendedCapability) -> Option<(String, bool)> {
    let whole = |text| Some((text, true));
    match capability.body.as_ref()? {
        Body::AdvancedErrorReporting(errors) => Some((advanced_errors(errors), false)),
        Body::DeviceSerialNumber(number) => whole(format!("Device Serial Number {number}")),
        Body::VendorSpecific(structure) => whole(format!(
            "Vendor Specific Information: ID={} Rev={} Len={:03x} <?>",
            structure.vsec_id, structure.revision, structure.length_bytes
        )),
        Body::AccessControlServices(access) => whole(format!(
            "Access Control Services ACSCap: {} ACSCtl: {}",
            flags(access.capabilities.0, &ACCESS),
            flags(access.control.0, &ACCESS)
        )),
        Body::AlternativeRoutingId(routing) => whole(format!(
            "Alternative Routing-ID Interpretation (ARI) ARICap: {} {}, Next Function: {} ARICtl: {} {}, Function Group: {}",
            flag("MFVC", routing.mfvc_function_groups_capable),
            flag("ACS", routing.acs_function_groups_capable),
            routing.next_function_number,
            flag("MFVC", routing.mfvc_function_groups_enabled),
            flag("ACS", routing.acs_function_groups_enabled),
            routing.function_group
        )),
        Body::AddressTranslationServices(services) => whole(format!(
            "Address Translation Service (ATS) ATSCap: Invalidate Queue Depth: {:02x} ATSCtl: {}, Smallest Translation Unit: \
             {:02x}",
            // lspci prints the code, in which 0 stands for 32 (§10.5.1.2).
            services.invalidate_queue_depth % 32,
            flag("Enable", services.enabled),
            services.smallest_translation_unit
        )),
        Body::SingleRootIoVirtualization(virtualization) => Some((virtual_functions(virtualization), false)),
        Body::PageRequestInterface(requests) => whole(format!(
            "Page Request Interface (PRI) PRICtl: {} {} PRISta: {} Page Request Capacity: {:08x}, Page Request Allocation: \
             {:08x}",
            flag("Enable", requests.enabled),
            flag("Reset", requests.reset),
            flags(requests.status.0, &[("RF", 0), ("UPRGI", 1), ("Stopped", 8)]),
            requests.outstanding_capacity,
            requests.outstanding_allocation
        )),
        Body::ResizableBar(bars) => whole(resizable_bars(bars, capability.id.0 == 0x24)),
        Body::LatencyToleranceReporting(tolerance) => {
            // lspci prints a number for the reserved scales too.
            let (snoop, no_snoop) =
                (tolerance.max_snoop_latency_nanoseconds?, tolerance.max_no_snoop_latency_nanoseconds?);
            whole(format!(
                "Latency Tolerance Reporting Max snoop latency: {snoop}ns Max no snoop latency: {no_snoop}ns"
            ))
        }
        Body::SecondaryPciExpress(secondary) => whole(format!(
            "Secondary PCI Express LnkCtl3: {} {} LaneErrStat: {}",
            flag("LnkEquIntrruptEn", secondary.link_equalization_request_interrupt_enabled),
            flag("PerformEqu", secondary.perform_equalization),
            lanes(secondary.lane_error_status.0)
        )),
        Body::ProcessAddressSpaceId(pasid) => whole(format!(
            "Process Address Space ID (PASID) PASIDCap: {}, Max PASID Width: {:02x} PASIDCtl: {}",
            flags(pasid.capabilities.0, &[("Exec", 1), ("Priv", 2)]),
            pasid.max_pasid_width_bits,
            flags(pasid.control.0, &[("Enable", 0), ("Exec", 1), ("Priv", 2)])
        )),
        Body::DownstreamPortContainment(containment) => Some((downstream_containment(containment), false)),
        Body::L1PmSubstates(substates) => l1_substates(substates).map(|text| (text, true)),
        Body::PrecisionTimeMeasurement(time) => whole(format!(
            "Precision Time Measurement PTMCap: {} PTMClockGranularity: {} PTMControl: {} {} PTMEffectiveGranularity: {}",
            flags(time.capabilities.0, &[("Requester:", 0), ("Responder:", 1), ("Root:", 2)]),
            granularity(time.local_clock_granularity_nanoseconds, "Unimplemented"),
            flag("Enabled:", time.enabled),
            flag("RootSelected:", time.root_select),
            granularity(time.effective_granularity_nanoseconds, "Unknown")
        )),
        Body::DesignatedVendorSpecific(structure) => Some((
            format!(
                "Designated Vendor-Specific: Vendor={} ID={} Rev={} Len={}",
                structure.vendor_id, structure.dvsec_id, structure.revision, structure.length_bytes
            ),
            false,
        )),
        Body::DataObjectExchange(exchange) => {
            let mut text = format!("Data Object Exchange DOECap: {}", flag("IntSup", exchange.interrupt_supported));
            if let Some(number) = exchange.interrupt_message_number {
                text += &format!(" Interrupt Message Number {number:03x}");
            }
            whole(format!(
                "{text} DOECtl: {} DOESta: {}",
                flag("IntEn", exchange.interrupt_enabled),
                flags(exchange.status.0, &[("Busy", 0), ("IntSta", 1), ("Error", 2), ("ObjectReady", 31)])
            ))
        }
        // lspci 3.9.0 names these and decodes nothing of them.
        Body::PowerBudgeting(_)
        | Body::DataLinkFeature(_)
        | Body::PhysicalLayer(_)
        | Body::LaneMargining(_)
        | Body::IntegrityAndDataEncryption(_) => None,
    }
}

const ACCESS: [(&str, u32); 7] = [
    ("SrcValid", 0),
    ("TransBlk", 1),
    ("ReqRedir", 2),
    ("CmpltRedir", 3),
    ("UpstreamFwd", 4),
    ("EgressCtrl", 5),
    ("DirectTrans", 6),
];

const UNCORRECTABLE: [(&str, u32); 12] = [
    ("DLP", 4),
    ("SDES", 5),
    ("TLP", 12),
    ("FCP", 13),
    ("CmpltTO", 14),
    ("CmpltAbrt", 15),
    ("UnxCmplt", 16),
    ("RxOF", 17),
    ("MalfTLP", 18),
    ("ECRC", 19),
    ("UnsupReq", 20),
    ("ACSViol", 21),
];

const CORRECTABLE: [(&str, u32); 6] =
    [("RxErr", 0), ("BadTLP", 6), ("BadDLLP", 7), ("Rollover", 8), ("Timeout", 12), ("AdvNonFatalErr", 13)];

fn advanced_errors(errors: &AdvancedErrorReporting) -> String {
    let log = errors.header_log.map_or([0; 4], |log| log.map(|word| word.0));
    let log: Vec<String> = log.iter().map(|word| format!("{word:08x}")).collect();
    let control = errors.control.0;
    format!(
        "Advanced Error Reporting UESta: {} UEMsk: {} UESvrt: {} CESta: {} CEMsk: {} AERCap: First Error Pointer: {:02x}, {} \
         HeaderLog: {}",
        flags(errors.uncorrectable_status.0, &UNCORRECTABLE),
        flags(errors.uncorrectable_mask.0, &UNCORRECTABLE),
        flags(errors.uncorrectable_severity.0, &UNCORRECTABLE),
        flags(errors.correctable_status.0, &CORRECTABLE),
        flags(errors.correctable_mask.0, &CORRECTABLE),
        // lspci prints the pointer whether it points to an error or not.
        errors.first_error_pointer.map_or(control & 0x1f, u32::from),
        flags(
            control,
            &[
                ("ECRCGenCap", 5),
                ("ECRCGenEn", 6),
                ("ECRCChkCap", 7),
                ("ECRCChkEn", 8),
                ("MultHdrRecCap", 9),
                ("MultHdrRecEn", 10),
                ("TLPPfxPres", 11),
                ("HdrLogCap", 12)
            ]
        ),
        log.join(" ")
    )
}

/// What lspci adds for root ports and event collectors.
pub(crate) fn root_errors(errors: &AdvancedErrorReporting) -> Option<String> {
    let root = errors.root.as_ref()?;
    Some(format!(
        "RootCmd: {} RootSta: {} IntMsg {} ErrorSrc: ERR_COR: {:04x} ERR_FATAL/NONFATAL: {:04x}",
        flags(root.command.0, &[("CERptEn", 0), ("NFERptEn", 1), ("FERptEn", 2)]),
        flags(
            root.status.0,
            &[
                ("CERcvd", 0),
                ("MultCERcvd", 1),
                ("UERcvd", 2),
                ("MultUERcvd", 3),
                ("FirstFatal", 4),
                ("NonFatalMsg", 5),
                ("FatalMsg", 6)
            ]
        ),
        root.interrupt_message_number,
        root.correctable_source.0,
        root.uncorrectable_source.0
    ))
}

fn virtual_functions(virtualization: &SingleRootIoVirtualization) -> String {
    format!(
        "Single Root I/O Virtualization (SR-IOV) IOVCap: {} Interrupt Message Number: {:03x} IOVCtl: {} IOVSta: {} \
         Initial VFs: {}, Total VFs: {}, Number of VFs: {}, Function Dependency Link: {:02x} VF offset: {}, stride: {}, \
         Device ID: {} Supported Page Size: {:08x}, System Page Size: {:08x}",
        flags(virtualization.capabilities.0, &[("Migration", 0), ("10BitTagReq", 2)]),
        virtualization.interrupt_message_number,
        flags(
            virtualization.control.0,
            &[("Enable", 0), ("Migration", 1), ("Interrupt", 2), ("MSE", 3), ("ARIHierarchy", 4), ("10BitTagReq", 5)]
        ),
        flag("Migration", virtualization.migration_status),
        virtualization.initial_vfs,
        virtualization.total_vfs,
        virtualization.num_vfs,
        virtualization.function_dependency_link,
        virtualization.first_vf_offset,
        virtualization.vf_stride,
        virtualization.vf_device_id,
        virtualization.supported_page_sizes,
        virtualization.system_page_size
    )
}

fn resizable_bars(bars: &[ResizableBar], virtual_functions: bool) -> String {
    let size = |bytes: u64| {
        let units = [("EB", 60), ("PB", 50), ("TB", 40), ("GB", 30), ("MB", 20)];
        let (unit, shift) = units.into_iter().find(|(_, shift)| bytes >> shift > 0).unwrap();
        format!("{}{unit}", bytes >> shift)
    };
    let bars = bars.iter().map(|bar| {
        let mut supported: Vec<String> = bar.supported_sizes_bytes.iter().map(|bytes| size(bytes.0)).collect();
        if let Some(first) = supported.first_mut() {
            first.insert_str(0, ", supported: ");
        }
        let now = bar.size_bytes.map_or("reserved".to_owned(), |bytes| size(bytes.0));
        format!(" BAR {}: current size: {now}{}", bar.bar_index, supported.join(" "))
    });
    format!("{} Resizable BAR{}", if virtual_functions { "Virtual" } else { "Physical" }, bars.collect::<String>())
}

fn lanes(status: u64) -> String {
    if status == 0 {
        return "0".to_owned();
    }
    let lanes: Vec<String> = (0..32).filter(|lane| status >> lane & 1 == 1).map(|lane| lane.to_string()).collect();
    format!("LaneErr at lane: {}", lanes.join(" "))
}

fn granularity(nanoseconds: u8, zero: &str) -> String {
    match nanoseconds {
        0 => zero.to_owned(),
        255 => "Greater than 254ns".to_owned(),
        nanoseconds => format!("{nanoseconds}ns"),
    }
}

fn downstream_containment(containment: &DownstreamPortContainment) -> String {
    format!(
        "Downstream Port Containment DpcCap: INT Msg #{}, {} RP PIO Log {}, {} DpcCtl: Trigger:{:x} {} DpcSta: {}",
        containment.interrupt_message_number,
        flags(containment.capabilities.0, &[("RPExt", 5), ("PoisonedTLP", 6), ("SwTrigger", 7)]),
        containment.rp_pio_log_size,
        flags(containment.capabilities.0, &[("DL_ActiveErr", 12)]),
        containment.trigger_enable.0,
        flags(
            containment.control.0,
            &[("Cmpl", 2), ("INT", 3), ("ErrCor", 4), ("PoisonedTLP", 5), ("SwTrigger", 6), ("DL_ActiveErr", 7)]
        ),
        flags(containment.status.0, &[("Trigger", 0)])
    )
}

fn l1_substates(substates: &L1PmSubstates) -> Option<String> {
    const SUBSTATES: [(&str, u32); 4] = [("PCI-PM_L1.2", 0), ("PCI-PM_L1.1", 1), ("ASPM_L1.2", 2), ("ASPM_L1.1", 3)];
    let supported = substates.supported.0;
    let l1_2 = supported & 5 != 0;
    let mut text = format!(
        "L1 PM Substates L1SubCap: {} {}",
        flags(supported, &SUBSTATES),
        flags(supported, &[("L1_PM_Substates", 4)])
    );
    if l1_2 {
        let power_on = substates.port_t_power_on_microseconds.map_or("<error>".to_owned(), |time| format!("{time}us"));
        text += &format!(
            " PortCommonModeRestoreTime={}us PortTPowerOnTime={power_on}",
            substates.port_common_mode_restore_time_microseconds
        );
    }
    text += &format!(" L1SubCtl1: {}", flags(substates.enabled.0, &SUBSTATES));
    if l1_2 {
        text += &format!(" T_CommonMode={}us", substates.common_mode_restore_time_microseconds);
        if supported & 4 != 0 {
            let threshold =
                substates.ltr_l1_2_threshold_nanoseconds.map_or("<error>".to_owned(), |time| format!("{time}ns"));
            text += &format!(" LTR1.2_Threshold={threshold}");
        }
    }
    text += " L1SubCtl2:";
    if l1_2 {
        let power_on = substates.t_power_on_microseconds.map_or("<error>".to_owned(), |time| format!("{time}us"));
        text += &format!(" T_PwrOn={power_on}");
    }
    Some(text)
}
