//! The machine of services against a kernel that does whatever it may: properties that hold in every life.

use std::{collections::BTreeMap, time::Duration};

use bee_boot::{
    constellation::{Action, Constellation, KILL_FOR, STARTING_AT_ONCE, STOP_FOR},
    seed::{
        Capability, Card, Dependencies, Extensions, Lifecycle, NetlinkFamily, Payload, Readiness, Supervision, Ulid,
    },
    service::{ATTEMPTS, Backoff, End, State, Time, WINDOW},
};
use proptest::prelude::*;

/// What a process does in its life.
#[derive(Debug, Clone)]
struct Life {
    /// It becomes its program, or why not.
    executes: bool,
    says_ready: bool,
    /// When it ends by itself, if ever, and how.
    ends: Option<(u64, i32)>,
    /// What it has started goes on, where it may.
    goes_on: bool,
    heeds_sigterm: bool,
    heeds_sigkill: bool,
}

/// What happens to one service: its lives one after the other, the last one again and again.
type Fate = Vec<Life>;

fn life(well: bool) -> impl Strategy<Value = Life> {
    let bools = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let any = (bools, prop::option::of((0..40_000_u64, 0..3)));
    any.prop_map(move |((executes, says_ready, goes_on, heeds_sigterm, heeds_sigkill), ends)| Life {
        executes: executes || well,
        says_ready: says_ready || well,
        ends: if well { Some((5, 0)) } else { ends },
        goes_on,
        heeds_sigterm: heeds_sigterm || well,
        heeds_sigkill: heeds_sigkill || well,
    })
}

const CAPABILITIES: [Capability; 5] = [
    Capability::FilesystemRoot,
    Capability::Journal,
    Capability::Spawn,
    Capability::LegacyLogind,
    Capability::KernelNetlink(NetlinkFamily::Route),
];

/// Where it hangs, whether it is a group, what it gives and needs, supervision, readiness.
type Shape = (prop::sample::Index, bool, Vec<usize>, Vec<usize>, u8, u8);

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let capabilities = || prop::collection::vec(0..CAPABILITIES.len(), 0..2);
    let shape =
        (any::<prop::sample::Index>(), prop::bool::weighted(0.2), capabilities(), capabilities(), 0..3_u8, 0..3_u8);
    prop::collection::vec(shape, 1..40)
}

fn seed(shapes: &[Shape]) -> Card {
    let mut cards = vec![Card::new(Ulid(1), "seed", Payload::Virtual)];
    let mut parents = vec![0];
    for (number, (parent, is_group, gives, needs, supervision, readiness)) in shapes.iter().enumerate() {
        let program =
            Payload::Native { exec: "/x".to_owned(), argv: Vec::new(), envp: Vec::new(), extensions: Extensions::NONE };
        let payload = if *is_group { Payload::Virtual } else { program };
        let mut card = Card::new(Ulid(number as u128 + 2), &number.to_string(), payload);
        card.provides = gives.iter().map(|index| CAPABILITIES[*index].clone()).collect();
        card.requires = needs.iter().map(|index| CAPABILITIES[*index].clone()).collect();
        card.requires.retain(|need| !card.provides.contains(need));
        card.supervision = match supervision {
            0 => Supervision::OneShot,
            1 => Supervision::Delegate,
            _ => Supervision::Restart {
                initial: 10 + 90 * u64::from(*readiness),
                max: 3000,
                extensions: Extensions::NONE,
            },
        };
        card.readiness = Some([Readiness::Exec, Readiness::Notify, Readiness::Exit][usize::from(*readiness)]);
        card.lifecycle = Lifecycle::Daemon;
        parents.push(parent.index(cards.len()));
        cards.push(card);
    }
    // From the last to the first: a child comes after what brings it up.
    while cards.len() > 1 {
        let (card, parent) = (cards.pop().unwrap(), parents.pop().unwrap());
        cards[parent].genesis.insert(0, card);
    }
    let mut seed = cards.pop().unwrap();
    let stuck: Vec<Ulid> = seed
        .walk()
        .zip(Dependencies::of(&seed).levels())
        .filter_map(|(card, level)| level.is_none().then_some(card.id))
        .collect();
    // Validation would refuse those.
    for_each(&mut seed, &|card| {
        if stuck.contains(&card.id) {
            card.requires.clear();
        }
    });
    seed
}

/// Whatever the machine is told at some time, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Executed,
    Ready,
    Ended(i32),
    NotStarted,
    Vanished,
}

struct Kernel<'a> {
    constellation: Constellation,
    cards: Vec<&'a Card>,
    fates: &'a [Fate],
    lives: Vec<usize>,
    now: Time,
    /// By time and number of the process: what happens.
    pending: BTreeMap<(Time, usize, usize), What>,
    /// Process of each live service.
    processes: BTreeMap<usize, (usize, Life)>,
    made: usize,
    backoffs: Vec<Backoff>,
    due: Vec<Option<Time>>,
    starts: Vec<Vec<Time>>,
    up_since: BTreeMap<usize, Time>,
    told: Vec<String>,
    stopped_at: Option<Time>,
    is_down: bool,
}

impl<'a> Kernel<'a> {
    fn new(seed: &'a Card, fates: &'a [Fate]) -> Kernel<'a> {
        let cards: Vec<&Card> = seed.walk().collect();
        let backoffs = cards.iter().map(|card| match card.supervision {
            Supervision::Restart { initial, max, .. } => Backoff::new(card.id, initial, max),
            _ => Backoff::new(card.id, 10, 10),
        });
        Kernel {
            constellation: Constellation::of(seed),
            lives: vec![0; cards.len()],
            due: vec![None; cards.len()],
            starts: vec![Vec::new(); cards.len()],
            backoffs: backoffs.collect(),
            cards,
            fates,
            now: Duration::from_millis(7),
            pending: BTreeMap::new(),
            processes: BTreeMap::new(),
            made: 0,
            up_since: BTreeMap::new(),
            told: Vec::new(),
            stopped_at: None,
            is_down: false,
        }
    }

    /// Lives until `end`, or until nothing happens any more.
    fn run(&mut self, end: Time) {
        loop {
            self.act();
            let deadline = self.constellation.deadline();
            assert!(deadline.is_none_or(|deadline| deadline > self.now), "a deadline that has passed");
            let next = self.pending.keys().next().map(|(time, ..)| *time).into_iter().chain(deadline).min();
            let Some(next) = next.filter(|next| *next <= end && !self.is_down) else { break };
            self.now = next;
            while let Some(entry) = self.pending.first_entry().filter(|entry| entry.key().0 <= next) {
                let ((_, process, service), what) = entry.remove_entry();
                if self.processes.get(&service).is_some_and(|(live, _)| *live == process) {
                    self.tell(service, what);
                }
            }
            self.constellation.tick(self.now);
        }
    }

    fn tell(&mut self, service: usize, what: What) {
        let now = self.now;
        match what {
            What::Executed => {
                self.up_since.insert(service, now);
                self.constellation.executed(service, now);
            }
            What::Ready => self.constellation.notified(service, now),
            What::Ended(status) => self.end(service, End::Exited(status)),
            What::NotStarted => self.end(service, End::NotStarted("ENOENT".to_owned())),
            What::Vanished => {
                self.processes.remove(&service);
                self.constellation.vanished(service, now);
            }
        }
    }

    fn end(&mut self, service: usize, end: End) {
        let ended = self.processes.remove(&service);
        let was_started = !matches!(end, End::NotStarted(_));
        let up = self.up_since.remove(&service).map_or(Duration::ZERO, |since| self.now - since);
        self.constellation.ended(service, end, self.now);
        if let State::Pausing(until) = self.constellation.services()[service].state {
            assert_eq!(until, self.backoffs[service].next(self.now, up), "not the closed form");
            self.due[service] = Some(until);
        }
        let may_go_on = was_started && self.cards[service].supervision == Supervision::Delegate;
        if let Some(rest) = ended.filter(|(_, life)| life.goes_on && may_go_on && self.stopped_at.is_none()) {
            self.constellation.detached(service);
            self.processes.insert(service, rest);
        }
    }

    fn act(&mut self) {
        while let Some(action) = self.constellation.next_action(self.now) {
            match action {
                Action::Start(service) => self.start(service),
                Action::Terminate(service) => self.signal(service, false),
                Action::Kill(service) => self.signal(service, true),
                Action::Say(_, text) => self.told.push(text),
                Action::Down => self.is_down = true,
            }
        }
    }

    fn start(&mut self, service: usize) {
        assert!(self.stopped_at.is_none(), "started while everything stops");
        assert!(!self.processes.contains_key(&service), "two processes of a service");
        self.check_dependencies(service);
        if let Some(due) = self.due[service].take() {
            assert!(self.now >= due, "started during a pause");
        }
        self.backoffs[service].started(self.now);
        let starts = &mut self.starts[service];
        starts.push(self.now);
        if let [.., early] = starts[..starts.len() - 1][..(starts.len() - 1).saturating_sub(ATTEMPTS - 1)] {
            assert!(self.now >= early + WINDOW, "too many starts in a window");
        }
        let fate = &self.fates[service % self.fates.len()];
        let life = fate[self.lives[service].min(fate.len() - 1)].clone();
        self.lives[service] += 1;
        self.made += 1;
        let mut later = |after: u64, what| {
            self.pending.insert((self.now + Duration::from_millis(after), self.made, service), what);
        };
        if !life.executes {
            later(1, What::NotStarted);
        } else {
            later(1, What::Executed);
            if let Some((after, status)) = life.ends {
                later(3 + after, What::Ended(status));
            }
            if life.says_ready {
                later(2, What::Ready);
            }
        }
        self.processes.insert(service, (self.made, life));
        let starting = self.constellation.services().iter().filter(|service| service.state == State::Starting).count();
        assert!(starting <= STARTING_AT_ONCE);
    }

    fn signal(&mut self, service: usize, kills: bool) {
        // It may have ended in the same round.
        let Some((_, life)) = self.processes.get(&service).cloned() else { return };
        if kills && life.heeds_sigkill || !kills && life.heeds_sigterm {
            let (process, _) = self.processes[&service];
            let is_detached = self.constellation.services()[service].state == State::Detached;
            let end = if is_detached { What::Vanished } else { What::Ended(143) };
            self.pending.insert((self.now + Duration::from_millis(4), process, service), end);
        }
        if !kills {
            self.check_order_of_stops(service);
        }
    }

    /// Everything that a service requires is there.
    fn check_dependencies(&self, service: usize) {
        for need in &self.cards[service].requires {
            let mut providers =
                (0..self.cards.len()).filter(|card| self.cards[*card].provides.contains(need)).peekable();
            let is_there = |card: usize| self.constellation.is_ready(card) || self.is_group_above(card, service);
            assert!(providers.peek().is_none() || providers.any(is_there), "started too early");
        }
    }

    fn is_group_above(&self, card: usize, service: usize) -> bool {
        self.cards[card].payload == Payload::Virtual
            && self.cards[card].walk().any(|below| below.id == self.cards[service].id)
    }

    /// Nobody whom a service brought up, or for whom it alone provides something, is alive when it is asked to end, except
    /// what was left behind.
    fn check_order_of_stops(&self, service: usize) {
        let card = self.cards[service];
        let only_one =
            |need: &&Capability| self.cards.iter().filter(|other| other.provides.contains(need)).count() == 1;
        for (number, other) in self.cards.iter().enumerate() {
            let is_below = number != service && card.walk().any(|below| below.id == other.id);
            let needs_it = card.provides.iter().any(|gift| other.requires.contains(gift) && only_one(&gift));
            let is_live = self.constellation.services()[number].state.is_live();
            assert!(!(is_live && (is_below || needs_it)), "asked before who depends on it");
        }
    }

    fn stop(&mut self) {
        self.stopped_at.get_or_insert(self.now);
        self.constellation.stop(self.now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens: order, the closed form of pauses, and an end in time.
    #[test]
    fn every_life_keeps_to_the_rules(
        shapes in shapes(),
        fates in prop::collection::vec(prop::collection::vec(life(false), 1..5), 1..10),
        stop in 0..60_000_u64,
        again in prop::option::of(0..10_000_u64),
    ) {
        let seed = seed(&shapes);
        let mut kernel = Kernel::new(&seed, &fates);
        kernel.constellation.begin(kernel.now);
        kernel.run(Duration::from_millis(stop));
        kernel.stop();
        if let Some(again) = again {
            kernel.run(kernel.now + Duration::from_millis(again));
            kernel.stop();
        }
        let stopped = kernel.stopped_at.unwrap();
        kernel.run(Duration::MAX);
        prop_assert!(kernel.is_down);
        prop_assert!(kernel.now - stopped <= STOP_FOR + 2 * KILL_FOR);
    }

    /// Where every process does well, everything comes up, whatever the order of the cards.
    #[test]
    fn what_can_come_up_comes_up(shapes in shapes(), well in life(true)) {
        let mut seed = seed(&shapes);
        let steady = |card: &mut Card| {
            if card.readiness != Some(Readiness::Exit) {
                card.supervision = Supervision::OneShot;
            }
        };
        for_each(&mut seed, &steady);
        let fates = [vec![well]];
        let mut kernel = Kernel::new(&seed, &fates);
        kernel.constellation.begin(kernel.now);
        kernel.run(Duration::from_secs(60));
        prop_assert!(kernel.told.iter().any(|line| line == "all of seed is up"), "{:?}", kernel.told);
    }
}

fn for_each(card: &mut Card, change: &impl Fn(&mut Card)) {
    change(card);
    card.genesis.iter_mut().for_each(|child| for_each(child, change));
}
