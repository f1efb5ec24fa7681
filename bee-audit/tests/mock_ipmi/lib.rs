//! An `ioctl` that answers for the driver `ipmi_devintf`: preloaded (`LD_PRELOAD`) into a program, it makes a named
//! pipe at `…/dev/ipmi0` a management controller whose answers are those of a recording.
//!
//! The pipe is what the program waits at: it holds an octet for each reply that is there. `MOCK_IPMI` is the
//! recording's `answers.jsonl`, `MOCK_IPMI_MANNERS` how the controller behaves:
//!
//! | Manners | |
//! |---|---|
//! | `reversed` | of several requests on their way the last is answered first |
//! | `busy` | every 16th request is refused with *node busy* before it is answered |
//! | `stray` | before each reply comes one to a request that nobody waits for any more, and an event |
//! | `silent` | the 40th request and all after it are not answered |
//! | `slow` | each takes five seconds |
//! | `garbage` | answers to all but Get Device ID are noise |
//! | `circle` | the third sensor data record and log entry name the second one as the next |
//! | a number | sending fails with this errno |

#![expect(unsafe_code, reason = "the other side of a system call")]
#![expect(clippy::cast_possible_truncation, reason = "statuses, lengths of messages and noise are small")]

use std::{
    collections::{HashMap, HashSet, VecDeque},
    ffi::{c_int, c_long, c_uchar, c_uint, c_ulong, c_ushort, c_void},
    fs,
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use serde_json::Value;

const SEND_COMMAND: c_ulong = 0x8028_690d;
const RECEIVE_MSG_TRUNC: c_ulong = 0xc030_690b;
const NODE_BUSY: u8 = 0xc0;
const NOT_PRESENT: u8 = 0xcb;
const GET_DEVICE_ID: &str = "netfn=06 cmd=01";

/// `struct ipmi_msg`.
#[repr(C)]
struct Message {
    netfn: c_uchar,
    cmd: c_uchar,
    data_len: c_ushort,
    data: *mut c_uchar,
}

/// `struct ipmi_req`.
#[repr(C)]
struct Request {
    addr: *mut c_void,
    addr_len: c_uint,
    msgid: c_long,
    msg: Message,
}

/// `struct ipmi_recv`.
#[repr(C)]
struct Received {
    recv_type: c_int,
    addr: *mut c_void,
    addr_len: c_uint,
    msgid: c_long,
    msg: Message,
}

/// A reply that is there to be received: its kind, message ID, and octets with the completion code first.
type Reply = (c_int, c_long, Vec<u8>);

#[derive(Default)]
struct Controller {
    replies: VecDeque<Reply>,
    requests: usize,
    refused: HashSet<String>,
}

static CONTROLLER: Mutex<Option<Controller>> = Mutex::new(None);

/// Replaces libc's: what is no request to a management controller goes to the kernel.
///
/// # Safety
/// As ioctl(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ioctl(fd: c_int, request: c_ulong, argument: *mut c_void) -> c_int {
    let mut controller = CONTROLLER.lock().unwrap_or_else(PoisonError::into_inner);
    let controller = controller.get_or_insert_default();
    // The command is 32 bits wide; callers sign-extend it.
    match request & 0xffff_ffff {
        // SAFETY: the caller's structures are those of the commands, and outlive the call.
        SEND_COMMAND => controller.send(fd, unsafe { &*argument.cast() }),
        // SAFETY: likewise.
        RECEIVE_MSG_TRUNC => controller.receive(fd, unsafe { &mut *argument.cast() }),
        // Addresses and events of its own, which nothing needs.
        other if other >> 8 & 0xff == c_ulong::from(b'i') => 0,
        // SAFETY: what the caller passes is passed on.
        _ => unsafe { libc::syscall(libc::SYS_ioctl, fd, request, argument) as c_int },
    }
}

impl Controller {
    fn send(&mut self, fd: c_int, request: &Request) -> c_int {
        if let Ok(errno) = manners().parse() {
            // SAFETY: the thread's own errno.
            unsafe { *libc::__errno_location() = errno };
            return -1;
        }
        self.requests += 1;
        if manners() == "slow" {
            std::thread::sleep(Duration::from_secs(5));
        }
        if manners() == "silent" && self.requests >= 40 {
            return 0;
        }
        let data = match request.msg.data_len {
            0 => &[],
            // SAFETY: the request states how long its data is.
            length => unsafe { std::slice::from_raw_parts(request.msg.data, length.into()) },
        };
        let line = line(&request.msg, data);
        if manners() == "stray" {
            self.put(fd, (1, request.msgid + 1_000_000, vec![0, 1, 2, 3]));
            self.put(fd, (2, request.msgid, vec![0; 16]));
        }
        let answer = self.answer(&line);
        self.put(fd, (1, request.msgid, answer));
        0
    }

    fn answer(&mut self, line: &str) -> Vec<u8> {
        if manners() == "busy" && self.requests.is_multiple_of(16) && self.refused.insert(line.to_owned()) {
            return vec![NODE_BUSY];
        }
        let recorded = recording().get(line).cloned().unwrap_or_else(|| vec![NOT_PRESENT]);
        match manners() {
            "garbage" if line != GET_DEVICE_ID => {
                (0..self.requests % 48).map(|at| (at * self.requests) as u8).collect()
            }
            "circle" => circle(line, recorded),
            _ => recorded,
        }
    }

    fn put(&mut self, fd: c_int, reply: Reply) {
        if manners() == "reversed" {
            self.replies.push_front(reply);
        } else {
            self.replies.push_back(reply);
        }
        // SAFETY: one octet that outlives the call.
        unsafe { libc::write(fd, b"r".as_ptr().cast(), 1) };
    }

    fn receive(&mut self, fd: c_int, received: &mut Received) -> c_int {
        let mut octet = 0_u8;
        // SAFETY: one octet that outlives the call.
        unsafe { libc::read(fd, (&raw mut octet).cast(), 1) };
        let (kind, id, reply) = self.replies.pop_front().unwrap();
        let length = reply.len().min(received.msg.data_len.into());
        (received.recv_type, received.msgid, received.msg.data_len) = (kind, id, length as c_ushort);
        // SAFETY: no more than the caller has room for.
        unsafe { std::ptr::copy_nonoverlapping(reply.as_ptr(), received.msg.data, length) };
        0
    }
}

/// The request as a recording writes it.
fn line(message: &Message, data: &[u8]) -> String {
    let digits: String = data.iter().map(|octet| format!("{octet:02x}")).collect();
    let line = format!("netfn={:02x} cmd={:02x}", message.netfn, message.cmd);
    if digits.is_empty() { line } else { format!("{line} data={digits}") }
}

/// The third record and the third log entry say that the second one comes after them.
fn circle(line: &str, mut answer: Vec<u8>) -> Vec<u8> {
    let is_walk = line.starts_with("netfn=0a cmd=23") || line.starts_with("netfn=0a cmd=43");
    if is_walk && let [0, next, _, 3, 0, ..] = &mut answer[..] {
        *next = 2;
    }
    answer
}

fn manners() -> &'static str {
    static MANNERS: OnceLock<String> = OnceLock::new();
    MANNERS.get_or_init(|| std::env::var("MOCK_IPMI_MANNERS").unwrap_or_default())
}

/// Answers of the recording by request, completion code first.
fn recording() -> &'static HashMap<String, Vec<u8>> {
    static RECORDING: OnceLock<HashMap<String, Vec<u8>>> = OnceLock::new();
    RECORDING.get_or_init(|| {
        let text = fs::read_to_string(std::env::var("MOCK_IPMI").unwrap()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let answers = lines.filter_map(|line| {
            let request = line["query"].as_str()?.strip_prefix("ipmi /dev/ipmi0 ")?.to_owned();
            let answer = &line["answer"];
            let octets = match answer["hex"].as_str() {
                Some(digits) => [vec![0], octets(digits)].concat(),
                None => vec![u8::try_from(answer["error"]["ipmi_completion"]["code"].as_u64()?).ok()?],
            };
            Some((request, octets))
        });
        let mut answers: HashMap<String, Vec<u8>> = answers.collect();
        // The log was read from its end; its first entry is number 1.
        let first = answers.get("netfn=0a cmd=43 data=0000010000ff").cloned();
        answers.extend(first.map(|first| ("netfn=0a cmd=43 data=0000000000ff".to_owned(), first)));
        answers
    })
}

fn octets(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
