//! Which card waits for which, and how far a seed has come.
//!
//! A card starts once what brings it up is there and everything that it requires is provided. What only groups others
//! (`Virtual`) is there at once, and is ready when all of its genesis is; everything else is there when it is ready. Of
//! several cards that provide the same, one that is ready is enough. What no card provides comes from PID 1, and what a
//! group provides its own members need not wait for.

use std::collections::BTreeMap;

use super::{Capability, Card, Payload};

/// One card among others; cards and capabilities are numbered, cards in the order of [`Card::walk`].
#[derive(Debug, Clone, Default)]
struct Node {
    parent: Option<usize>,
    children: usize,
    is_group: bool,
    needs: Vec<usize>,
    gives: Vec<usize>,
}

/// Who waits for whom in a seed.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    nodes: Vec<Node>,
    capabilities: usize,
}

impl Dependencies {
    /// Those between the cards of a seed.
    pub fn of(seed: &Card) -> Dependencies {
        let mut numbers = BTreeMap::new();
        for capability in seed.walk().flat_map(|card| &card.provides) {
            let next = numbers.len();
            numbers.entry(capability).or_insert(next);
        }
        let mut all = Dependencies { nodes: Vec::new(), capabilities: numbers.len() };
        let mut open = vec![(seed, None)];
        while let Some((card, parent)) = open.pop() {
            let number = all.nodes.len();
            let node = all.node(card, parent, &numbers);
            all.nodes.push(node);
            open.extend(card.genesis.iter().rev().map(|child| (child, Some(number))));
        }
        all
    }

    fn node(&self, card: &Card, parent: Option<usize>, numbers: &BTreeMap<&Capability, usize>) -> Node {
        let above = std::iter::successors(parent, |number| self.nodes.get(*number)?.parent);
        let given: Vec<usize> = above
            .filter_map(|number| self.nodes.get(number).filter(|node| node.is_group))
            .flat_map(|node| node.gives.iter().copied())
            .collect();
        let needs = card.requires.iter().filter_map(|need| numbers.get(need).copied());
        Node {
            parent,
            children: card.genesis.len(),
            is_group: card.payload == Payload::Virtual,
            needs: needs.filter(|need| !given.contains(need)).collect(),
            gives: card.provides.iter().filter_map(|gift| numbers.get(gift).copied()).collect(),
        }
    }

    /// For each card, how many others must be ready one after the other before it starts; `None` for those that wait
    /// for each other. Cards of one level do not need each other, and need nothing of a higher level.
    pub fn levels(&self) -> Vec<Option<usize>> {
        let mut levels = vec![None; self.nodes.len()];
        let mut progress = Progress::of(self.clone());
        let mut waiting: Vec<usize> = (0..levels.len()).collect();
        for level in 0.. {
            let (now, later): (Vec<usize>, Vec<usize>) =
                waiting.into_iter().partition(|card| progress.can_start(*card));
            if now.is_empty() {
                break;
            }
            for card in now {
                progress.start(card);
                if !progress.is_group(card) {
                    progress.set_ready(card, true);
                }
                if let Some(slot) = levels.get_mut(card) {
                    *slot = Some(level);
                }
            }
            waiting = later;
        }
        levels
    }
}

/// How far one card has come.
#[derive(Debug, Clone, Default)]
struct Standing {
    has_started: bool,
    is_ready: bool,
    /// Cards of its genesis that are not ready.
    unready: usize,
}

/// How far the cards of a seed have come.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    dependencies: Dependencies,
    standings: Vec<Standing>,
    /// By capability, how many cards that provide it are ready.
    available: Vec<usize>,
}

impl Progress {
    /// Nothing has started.
    pub fn of(dependencies: Dependencies) -> Progress {
        let standing = |node: &Node| Standing { unready: node.children, ..Standing::default() };
        let standings = dependencies.nodes.iter().map(standing).collect();
        Progress { standings, available: vec![0; dependencies.capabilities], dependencies }
    }

    /// Whether everything that a card waits for is there.
    pub fn can_start(&self, card: usize) -> bool {
        let Some(node) = self.dependencies.nodes.get(card) else { return false };
        let there = |need: &usize| self.available.get(*need).is_some_and(|ready| *ready > 0);
        node.parent.is_none_or(|parent| self.is_there(parent)) && node.needs.iter().all(there)
    }

    /// Whether a card has started, now or earlier.
    pub fn has_started(&self, card: usize) -> bool {
        self.standings.get(card).is_some_and(|standing| standing.has_started)
    }

    /// Whether others may rely on a card.
    pub fn is_ready(&self, card: usize) -> bool {
        self.standings.get(card).is_some_and(|standing| standing.is_ready)
    }

    /// Whether a card only groups others.
    pub fn is_group(&self, card: usize) -> bool {
        self.dependencies.nodes.get(card).is_some_and(|node| node.is_group)
    }

    /// Whether the genesis of a card may start.
    fn is_there(&self, card: usize) -> bool {
        if self.is_group(card) { self.has_started(card) } else { self.is_ready(card) }
    }

    /// A card starts; a group without members is ready with that.
    pub fn start(&mut self, card: usize) {
        let Some(standing) = self.standings.get_mut(card) else { return };
        standing.has_started = true;
        let is_complete = standing.unready == 0;
        if is_complete && self.is_group(card) {
            self.set_ready(card, true);
        }
    }

    /// A card is ready, or no longer; so are the groups above it.
    pub fn set_ready(&mut self, card: usize, ready: bool) {
        let mut next = Some(card);
        while let Some(card) = next {
            let (Some(node), Some(standing)) = (self.dependencies.nodes.get(card), self.standings.get_mut(card)) else {
                return;
            };
            if standing.is_ready == ready {
                return;
            }
            standing.is_ready = ready;
            for gift in &node.gives {
                if let Some(count) = self.available.get_mut(*gift) {
                    *count = if ready { *count + 1 } else { count.saturating_sub(1) };
                }
            }
            next = node.parent.filter(|parent| self.count_member(*parent, ready));
        }
    }

    /// Counts a member that is ready, or no longer; tells whether the readiness of the group follows.
    fn count_member(&mut self, group: usize, ready: bool) -> bool {
        let is_group = self.is_group(group);
        let Some(standing) = self.standings.get_mut(group) else { return false };
        standing.unready = if ready { standing.unready.saturating_sub(1) } else { standing.unready + 1 };
        is_group && (!ready || standing.unready == 0 && standing.has_started)
    }
}
