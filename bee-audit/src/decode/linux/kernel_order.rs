//! The order in which the kernel counts: drivers name disks by letters that carry over (`drivers/scsi/sd.c`,
//! `sd_format_disk_name`) and everything else by numbers.

/// A key that sorts kernel names as they count: `sdb` before `sdaa` before `vda`, `nvme2` before `nvme10`, `0-9` before
/// `0-10`.
pub fn kernel_order(name: &str) -> Vec<(String, usize, String)> {
    let mut parts: Vec<(String, usize, String)> = Vec::new();
    let mut was_digit = None;
    for character in name.chars() {
        let is_digit = character.is_ascii_digit();
        if was_digit.replace(is_digit) != Some(is_digit) {
            parts.push(Default::default());
        }
        if let Some((prefix, length, part)) = parts.last_mut() {
            // Drivers count with letters behind the first two: sd, vd, hd, xvd.
            if !is_digit && *length < 2 {
                prefix.push(character);
            }
            *length += 1;
            part.push(character);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::kernel_order;

    #[test]
    fn names_are_in_the_order_in_which_the_kernel_counts() {
        let mut names = ["sdaa", "nvme10", "sdb", "nvme2", "sda", "vda", "nvme2n1"];
        names.sort_by_cached_key(|name| kernel_order(name));
        assert_eq!(names, ["nvme2", "nvme2n1", "nvme10", "sda", "sdb", "sdaa", "vda"]);
    }
}
