//! Lists and their pages.

use std::collections::HashMap;

use serde::Serialize;

use super::error::Fault;

/// Rows on a page, unless asked otherwise.
const DEFAULT_LIMIT: usize = 20;
/// Most rows on a page.
const MAX_LIMIT: usize = 250;

/// A list inside another object, always complete.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Embedded<T> {
    object: &'static str,
    has_more: bool,
    total: usize,
    data: Vec<T>,
}

impl<T> From<Vec<T>> for Embedded<T> {
    fn from(data: Vec<T>) -> Self {
        Self {
            object: "list",
            has_more: false,
            total: data.len(),
            data,
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    object: &'static str,
    has_more: bool,
    next_page_url: Option<String>,
    previous_page_url: Option<String>,
    data: Vec<T>,
}

/// Which page is asked for.
pub(crate) struct Paging {
    limit: usize,
    next: Option<String>,
    previous: Option<String>,
}

/// The parameters after the question mark.
pub(crate) type Query = axum::extract::Query<HashMap<String, String>>;

impl Paging {
    pub(crate) fn read(query: &HashMap<String, String>) -> Result<Self, Fault> {
        let limit = match query.get("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => {
                let limit = text
                    .parse()
                    .ok()
                    .filter(|limit| (1..=MAX_LIMIT).contains(limit));
                limit.ok_or_else(|| Fault::invalid("limit", "1 to 250 is expected"))?
            }
        };
        let cursor = |name: &str| query.get(name).filter(|text| !text.is_empty()).cloned();
        Ok(Self {
            limit,
            next: cursor("next"),
            previous: cursor("previous"),
        })
    }

    /// Cuts the page out of the whole list. `base` is the list's own address, `id` names a row.
    pub(crate) fn cut<R, T>(
        &self,
        rows: &[R],
        base: &str,
        id: impl Fn(&R) -> &str,
        view: impl FnMut(&R) -> T,
    ) -> Page<T> {
        let place = |cursor: &Option<String>| {
            let cursor = cursor.as_deref()?;
            rows.iter().position(|row| id(row) == cursor)
        };
        let (start, end) = match (place(&self.next), place(&self.previous)) {
            (Some(last_seen), _) => {
                let start = last_seen.saturating_add(1);
                (start, start.saturating_add(self.limit).min(rows.len()))
            }
            (None, Some(first_seen)) => (first_seen.saturating_sub(self.limit), first_seen),
            (None, None) => (0, self.limit.min(rows.len())),
        };
        let page = rows.get(start..end).unwrap_or_default();
        let link = |kind: &str, row: Option<&R>| {
            row.map(|row| format!("{base}?limit={}&{kind}={}", self.limit, id(row)))
        };
        let has_more = end < rows.len();
        Page {
            object: "list",
            has_more,
            next_page_url: link("next", page.last().filter(|_| has_more)),
            previous_page_url: link("previous", page.first().filter(|_| start > 0)),
            data: page.iter().map(view).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(parameters: &[(&str, &str)]) -> Page<String> {
        let rows = ["a", "b", "c", "d", "e"];
        let query = parameters
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect();
        let paging = Paging::read(&query).ok().unwrap();
        paging.cut(&rows, "http://x/rows", |row| row, |row| (*row).to_owned())
    }

    #[test]
    fn pages_lead_from_one_to_the_next_and_back() {
        let first = page(&[("limit", "2")]);
        assert_eq!((first.data.join(""), first.has_more), ("ab".into(), true));
        assert_eq!(
            first.next_page_url.as_deref(),
            Some("http://x/rows?limit=2&next=b")
        );
        assert_eq!(first.previous_page_url, None);

        let second = page(&[("limit", "2"), ("next", "b")]);
        assert_eq!(second.data.join(""), "cd");
        assert_eq!(
            second.previous_page_url.as_deref(),
            Some("http://x/rows?limit=2&previous=c")
        );

        let last = page(&[("limit", "2"), ("next", "d")]);
        assert_eq!((last.data.join(""), last.has_more), ("e".into(), false));
        assert_eq!(
            page(&[("limit", "2"), ("previous", "c")]).data.join(""),
            "ab"
        );
    }

    #[test]
    fn a_limit_beyond_its_bounds_is_refused() {
        for limit in ["0", "251", "-1", "x"] {
            let query = [("limit".to_owned(), limit.to_owned())].into();
            assert!(Paging::read(&query).is_err(), "{limit}");
        }
    }
}
