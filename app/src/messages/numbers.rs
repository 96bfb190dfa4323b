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
