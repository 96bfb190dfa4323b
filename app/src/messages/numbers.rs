//! Numbers as people read them.

use rules::listing::Count;

/// Which rows a page shows, of how many.
pub fn range_of(first: u64, rows: usize, total: Count) -> String {
    if rows == 0 {
        return format!("0 of {}", number(total));
    }
    let last = first + rows as u64 - 1;
    format!("{}–{} of {}", grouped(first), grouped(last), number(total))
}

/// A number of rows, and whether there are more.
pub fn number(count: Count) -> String {
    let more = if count.or_more { "+" } else { "" };
    format!("{}{more}", grouped(count.n))
}

/// A number with its thousands apart.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_says_which_rows_these_are() {
        let many = Count {
            n: 10_000,
            or_more: true,
        };
        assert_eq!(range_of(51, 50, Count::exactly(312)), "51–100 of 312");
        assert_eq!(range_of(9_951, 50, many), "9,951–10,000 of 10,000+");
        assert_eq!(range_of(0, 0, Count::exactly(0)), "0 of 0");
    }
}
