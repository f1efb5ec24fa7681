//! What the tools of RAID controllers print keeps its meaning in a redacted recording, and no serial number.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{collections::BTreeMap, fs};

use bee_audit::{
    decode::tool::{arcconf, mvcli, raid::Controller, sas_ircu, ssacli, storcli},
    host::{
        ControllerNumber, Manifest, MvcliTopic, Query, RaidTool, Recording, Reply, SasIrcuProgram, SsacliProgram,
        StorcliProgram, StorcliTopic, Tool,
    },
    recording::{Key, redact},
};

fn sample(name: &str) -> String {
    fs::read_to_string(format!("{}/../fixtures/parts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The text as a redacted recording has it.
fn redacted(tool: RaidTool, text: &str) -> String {
    let query = Query::Tool(Tool::Raid(tool));
    let answers = BTreeMap::from([(query.clone(), Ok(Reply::Bytes(text.as_bytes().to_vec())))]);
    let redacted = redact(Recording { manifest: Manifest::default(), answers }, Key::from_text("test"));
    match &redacted.answers[&query] {
        Ok(Reply::Bytes(bytes)) => String::from_utf8(bytes.clone()).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Everything but identities.
fn without_identities(controllers: Vec<Controller>) -> Vec<Controller> {
    let strip = |mut controller: Controller| {
        (controller.serial_number, controller.sas_address) = (None, None);
        controller.virtual_disks.iter_mut().for_each(|disk| disk.unique_identifier = None);
        for disk in &mut controller.physical_disks {
            (disk.serial_number, disk.world_wide_name) = (None, None);
        }
        controller
    };
    controllers.into_iter().map(strip).collect()
}

fn storcli_controllers(text: &str) -> Vec<Controller> {
    storcli::decode(text).unwrap().into_iter().map(|response| response.controller).collect()
}

#[test]
fn no_serial_number_of_any_tool_stays() {
    let storcli = |topic| RaidTool::Storcli(StorcliProgram::Storcli64, topic);
    type Decode = fn(&str) -> Vec<Controller>;
    let samples: [(&str, RaidTool, Decode); 7] = [
        ("storcli/show-all.json", storcli(StorcliTopic::Controllers), storcli_controllers),
        ("storcli/drives.json", storcli(StorcliTopic::PhysicalDisks), storcli_controllers),
        ("storcli/storcli2.json", storcli(StorcliTopic::PhysicalDisks), storcli_controllers),
        ("sas-ircu/display.txt", RaidTool::SasIrcuDisplay(SasIrcuProgram::Sas3ircu, ControllerNumber::First), |text| {
            vec![sas_ircu::decode_display(text).unwrap()]
        }),
        ("ssacli/config-detail.txt", RaidTool::Ssacli(SsacliProgram::Ssacli), |text| ssacli::decode(text).unwrap()),
        ("arcconf/getconfig.txt", RaidTool::Arcconf(ControllerNumber::First), |text| {
            arcconf::decode(text).unwrap().into_iter().collect()
        }),
        ("mvcli/pd.txt", RaidTool::Mvcli(MvcliTopic::PhysicalDisks), |text| mvcli::decode(text).unwrap()),
    ];
    for (name, tool, decode) in samples {
        let before = sample(name);
        let after = redacted(tool, &before);
        assert_ne!(before, after, "{name}");
        assert_eq!(without_identities(decode(&before)), without_identities(decode(&after)), "{name}");
        for identity in
            ["AUTHORED0", "SKAUTHORED", "CAGE0001", "SER0000", "C0FFEE0", "A1B2C3", "1B2C3D4", "0123456789ABCDEF"]
        {
            assert!(!after.to_uppercase().contains(identity), "{identity} in {name}: {after}");
        }
    }
}
