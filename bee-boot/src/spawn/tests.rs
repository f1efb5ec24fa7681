//! What only kernels before 5.7 need.

use std::{fs, os::fd::AsFd as _};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::wait::{WaitStatus, waitpid},
};

use super::*;
use crate::cgroup;

#[test]
fn a_child_that_is_not_started_in_its_group_joins_it() {
    let Some(base) = cgroup::tests::real_group("join") else { return };
    let group = Hierarchy::at(base.clone()).leaf("joined").unwrap();
    let text = r#"{"schema_version": 1, "id": "01KB0000000000000000000001", "label": "test", "payload":
        {"Native": {"exec": "/bin/grep", "argv": ["-q", "^0::/.*/joined$", "/proc/self/cgroup"]}}}"#;
    let plan = Plan::of(&crate::seed::parse(text).unwrap(), &[], None, &mut Vec::new()).unwrap();
    let null = fs::File::open("/dev/null").unwrap();
    let (report, told) = unistd::pipe2(OFlag::O_CLOEXEC).unwrap();
    let stdio = [null.as_fd(); 3];
    let (pid, _pidfd) = join(&plan, Ends { report: told.as_fd(), stdio, members: None, maps: None }, &group).unwrap();
    drop(told);
    let mut fds = [PollFd::new(report.as_fd(), PollFlags::POLLIN)];
    assert_eq!(poll(&mut fds, PollTimeout::from(20_000_u16)).unwrap(), 1);
    assert_eq!(waitpid(pid, None).unwrap(), WaitStatus::Exited(pid, 0));
    group.remove().unwrap();
    fs::remove_dir(base).unwrap();
}
