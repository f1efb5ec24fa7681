//! The tools of RAID controllers, with arguments that show and do nothing else.
//!
//! `nolog` and `nologs` keep StorCLI and ARCCONF from leaving log files behind.

/// StorCLI and its kin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StorcliProgram {
    /// `storcli64` of Broadcom.
    Storcli64,
    /// `storcli`, its name in some distributions.
    Storcli,
    /// `perccli64` of Dell.
    Perccli64,
    /// `perccli`.
    Perccli,
    /// `storcli2`, for controllers of the mpi3mr driver.
    Storcli2,
    /// `perccli2`, for those of Dell.
    Perccli2,
}

/// What StorCLI is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StorcliTopic {
    /// `/call show all`: controllers, with their volumes, drives and batteries in short.
    Controllers,
    /// `/call/vall show all`: volumes.
    VirtualDisks,
    /// `/call/eall/sall show all`: drives in enclosures.
    PhysicalDisks,
    /// `/call/sall show all`: drives without one.
    DirectPhysicalDisks,
    /// `/call/fall show`: drive groups that came from another controller.
    ForeignConfiguration,
    /// `/call/bbu show all`: batteries, with their charge.
    Batteries,
    /// `/call/cv show all`: capacitors, with their charge.
    CacheVaults,
}

/// `sas2ircu` and `sas3ircu` of Broadcom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SasIrcuProgram {
    /// For SAS-3 adapters.
    Sas3ircu,
    /// For SAS-2 adapters.
    Sas2ircu,
}

/// The tool of HPE, by its names over the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SsacliProgram {
    /// Since 2017.
    Ssacli,
    /// Since 2014.
    Hpssacli,
    /// Before.
    Hpacucli,
}

/// What mvcli is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MvcliTopic {
    /// `info -o hba`: controllers.
    Controllers,
    /// `info -o vd`: volumes.
    VirtualDisks,
    /// `info -o pd`: drives.
    PhysicalDisks,
}

/// A tool of a RAID controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RaidTool {
    /// `storcli64 /call show all nolog J`.
    Storcli(StorcliProgram, StorcliTopic),
    /// `sas3ircu LIST`: which controllers there are.
    SasIrcuList(SasIrcuProgram),
    /// `sas3ircu 0 DISPLAY`: one of the first four controllers.
    SasIrcuDisplay(SasIrcuProgram, ControllerNumber),
    /// `ssacli ctrl all show config detail`.
    Ssacli(SsacliProgram),
    /// `arcconf GETCONFIG 1 nologs`: one of the first four controllers, which ARCCONF counts from 1.
    Arcconf(ControllerNumber),
    /// `mvcli info -o hba` of Marvell.
    Mvcli(MvcliTopic),
}

/// The first four controllers of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControllerNumber {
    /// Number 0; 1 for ARCCONF.
    First,
    /// Number 1; 2 for ARCCONF.
    Second,
    /// Number 2; 3 for ARCCONF.
    Third,
    /// Number 3; 4 for ARCCONF.
    Fourth,
}

impl StorcliProgram {
    /// Every program, in the order in which they are tried for controllers of the megaraid_sas and mpt3sas drivers.
    pub const ALL: [StorcliProgram; 6] = [
        StorcliProgram::Storcli64,
        StorcliProgram::Storcli,
        StorcliProgram::Perccli64,
        StorcliProgram::Perccli,
        StorcliProgram::Storcli2,
        StorcliProgram::Perccli2,
    ];
}

impl StorcliTopic {
    /// Every topic.
    pub const ALL: [StorcliTopic; 7] = [
        StorcliTopic::Controllers,
        StorcliTopic::VirtualDisks,
        StorcliTopic::PhysicalDisks,
        StorcliTopic::DirectPhysicalDisks,
        StorcliTopic::ForeignConfiguration,
        StorcliTopic::Batteries,
        StorcliTopic::CacheVaults,
    ];
}

impl SasIrcuProgram {
    /// Both programs.
    pub const ALL: [SasIrcuProgram; 2] = [SasIrcuProgram::Sas3ircu, SasIrcuProgram::Sas2ircu];
}

impl SsacliProgram {
    /// Every name.
    pub const ALL: [SsacliProgram; 3] = [SsacliProgram::Ssacli, SsacliProgram::Hpssacli, SsacliProgram::Hpacucli];
}

impl MvcliTopic {
    /// Every topic.
    pub const ALL: [MvcliTopic; 3] = [MvcliTopic::Controllers, MvcliTopic::VirtualDisks, MvcliTopic::PhysicalDisks];
}

impl ControllerNumber {
    /// Every number, in order.
    pub const ALL: [ControllerNumber; 4] =
        [ControllerNumber::First, ControllerNumber::Second, ControllerNumber::Third, ControllerNumber::Fourth];
}

/// A command of StorCLI's topics for one program.
macro_rules! storcli {
    ($program:literal, $topic:expr) => {
        match $topic {
            StorcliTopic::Controllers => &[$program, "/call", "show", "all", "nolog", "J"],
            StorcliTopic::VirtualDisks => &[$program, "/call/vall", "show", "all", "nolog", "J"],
            StorcliTopic::PhysicalDisks => &[$program, "/call/eall/sall", "show", "all", "nolog", "J"],
            StorcliTopic::DirectPhysicalDisks => &[$program, "/call/sall", "show", "all", "nolog", "J"],
            StorcliTopic::ForeignConfiguration => &[$program, "/call/fall", "show", "nolog", "J"],
            StorcliTopic::Batteries => &[$program, "/call/bbu", "show", "all", "nolog", "J"],
            StorcliTopic::CacheVaults => &[$program, "/call/cv", "show", "all", "nolog", "J"],
        }
    };
}

/// A command for one of the controllers: those of before the number, the four numbers, those behind.
macro_rules! numbered {
    ([$($before:literal),*], $number:expr, [$first:literal, $second:literal, $third:literal, $fourth:literal], [$($behind:literal),*]) => {
        match $number {
            ControllerNumber::First => &[$($before,)* $first, $($behind),*],
            ControllerNumber::Second => &[$($before,)* $second, $($behind),*],
            ControllerNumber::Third => &[$($before,)* $third, $($behind),*],
            ControllerNumber::Fourth => &[$($before,)* $fourth, $($behind),*],
        }
    };
}

impl RaidTool {
    /// Every command there is.
    pub fn all() -> impl Iterator<Item = RaidTool> {
        let topics = |program| StorcliTopic::ALL.map(|topic| RaidTool::Storcli(program, topic));
        let displays = |program| ControllerNumber::ALL.map(|number| RaidTool::SasIrcuDisplay(program, number));
        let storcli = StorcliProgram::ALL.into_iter().flat_map(topics);
        let sas_ircu = SasIrcuProgram::ALL.map(RaidTool::SasIrcuList).into_iter();
        let sas_ircu = sas_ircu.chain(SasIrcuProgram::ALL.into_iter().flat_map(displays));
        let ssacli = SsacliProgram::ALL.map(RaidTool::Ssacli);
        let arcconf = ControllerNumber::ALL.map(RaidTool::Arcconf);
        storcli.chain(sas_ircu).chain(ssacli).chain(arcconf).chain(MvcliTopic::ALL.map(RaidTool::Mvcli))
    }

    /// Program and arguments.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            RaidTool::Storcli(program, topic) => match program {
                StorcliProgram::Storcli64 => storcli!("storcli64", topic),
                StorcliProgram::Storcli => storcli!("storcli", topic),
                StorcliProgram::Perccli64 => storcli!("perccli64", topic),
                StorcliProgram::Perccli => storcli!("perccli", topic),
                StorcliProgram::Storcli2 => storcli!("storcli2", topic),
                StorcliProgram::Perccli2 => storcli!("perccli2", topic),
            },
            RaidTool::SasIrcuList(SasIrcuProgram::Sas3ircu) => &["sas3ircu", "LIST"],
            RaidTool::SasIrcuList(SasIrcuProgram::Sas2ircu) => &["sas2ircu", "LIST"],
            RaidTool::SasIrcuDisplay(SasIrcuProgram::Sas3ircu, number) => {
                numbered!(["sas3ircu"], number, ["0", "1", "2", "3"], ["DISPLAY"])
            }
            RaidTool::SasIrcuDisplay(SasIrcuProgram::Sas2ircu, number) => {
                numbered!(["sas2ircu"], number, ["0", "1", "2", "3"], ["DISPLAY"])
            }
            RaidTool::Ssacli(SsacliProgram::Ssacli) => &["ssacli", "ctrl", "all", "show", "config", "detail"],
            RaidTool::Ssacli(SsacliProgram::Hpssacli) => &["hpssacli", "ctrl", "all", "show", "config", "detail"],
            RaidTool::Ssacli(SsacliProgram::Hpacucli) => &["hpacucli", "ctrl", "all", "show", "config", "detail"],
            RaidTool::Mvcli(MvcliTopic::Controllers) => &["mvcli", "info", "-o", "hba"],
            RaidTool::Mvcli(MvcliTopic::VirtualDisks) => &["mvcli", "info", "-o", "vd"],
            RaidTool::Mvcli(MvcliTopic::PhysicalDisks) => &["mvcli", "info", "-o", "pd"],
            RaidTool::Arcconf(number) => {
                numbered!(["arcconf", "GETCONFIG"], number, ["1", "2", "3", "4"], ["AL", "nologs"])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_shows_and_is_of_its_own() {
        let commands: std::collections::BTreeSet<_> = RaidTool::all().map(RaidTool::command).collect();
        assert_eq!(commands.len(), RaidTool::all().count());
        for command in commands {
            let shows = ["show", "LIST", "DISPLAY", "GETCONFIG", "info"].iter().any(|verb| command.contains(verb));
            let changes = ["set", "add", "del", "start", "stop", "create", "delete", "modify", "import", "force"];
            assert!(
                shows && !command.iter().any(|word| changes.contains(&word.to_lowercase().as_str())),
                "{command:?}"
            );
        }
    }
}
