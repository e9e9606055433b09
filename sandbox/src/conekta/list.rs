//! Lists and their pages.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use url::form_urlencoded;

use super::error::Fault;

/// Rows on a page, unless asked otherwise.
const DEFAULT_LIMIT: usize = 20;
/// Most rows on a page.
const MAX_LIMIT: usize = 250;

/// A list inside another object, always complete.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
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

impl<T> Embedded<T> {
    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.data.iter_mut()
    }
}

/// One page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
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
    from: Cursor,
    /// What the general search looks for, in lower case.
    search: Option<String>,
    /// Everything else that was asked, which the next page is asked too.
    filters: BTreeMap<String, String>,
}

/// Where a page begins, or ends.
enum Cursor {
    Start,
    /// Behind a row: the last one of the page before.
    Next(String),
    /// Before a row: the first one of the page after.
    Previous(String),
}

/// The parameters after the question mark.
pub(crate) type Query = axum::extract::Query<BTreeMap<String, String>>;

impl Paging {
    pub(crate) fn read(query: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let mut filters = query.clone();
        let limit = match filters.remove("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => {
                let limit = text
                    .parse()
                    .ok()
                    .filter(|limit| (1..=MAX_LIMIT).contains(limit));
                limit.ok_or_else(|| Fault::invalid("limit", "1 to 250 is expected"))?
            }
        };
        let mut cursor = |name: &str| filters.remove(name).filter(|text| !text.is_empty());
        let from = match (cursor("next"), cursor("previous")) {
            (Some(id), None) => Cursor::Next(id),
            (None, Some(id)) => Cursor::Previous(id),
            (None, None) => Cursor::Start,
            (Some(_), Some(_)) => {
                let reason = "next or previous is expected, not both";
                return Err(Fault::invalid("previous", reason));
            }
        };
        let search = filters.get("search").map(|text| text.to_lowercase());
        Ok(Self {
            limit,
            from,
            search,
            filters,
        })
    }

    /// What the general search looks for, in lower case.
    pub(crate) fn search(&self) -> Option<&str> {
        self.search.as_deref()
    }

    /// Whether one of these texts is what the general search looks for; always so without one.
    pub(crate) fn finds<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let search = self.search();
        let mut texts = texts.into_iter();
        search.is_none_or(|search| texts.any(|text| text.to_lowercase().contains(search)))
    }

    /// Cuts the page out of all rows of a list, of which some are asked for. `base` is the list's
    /// own address, `id` names a row.
    ///
    /// The row that `next` or `previous` names need not be asked for any more: an order changes its
    /// status between two pages. What never was a row is refused.
    pub(crate) fn cut<'r, R: 'r, T>(
        &self,
        all: impl IntoIterator<Item = &'r R>,
        is_asked_for: impl Fn(&R) -> bool,
        base: &str,
        id: impl Fn(&R) -> &str,
        view: impl FnMut(&'r R) -> T,
    ) -> Result<Page<T>, Fault> {
        let (name, cursor) = match &self.from {
            Cursor::Start => ("", None),
            Cursor::Next(id) => ("next", Some(id.as_str())),
            Cursor::Previous(id) => ("previous", Some(id.as_str())),
        };
        let mut rows = Vec::new();
        // How many rows are asked for before the one that is named, and with it.
        let mut place = None;
        for row in all {
            let before = rows.len();
            if is_asked_for(row) {
                rows.push(row);
            }
            if cursor == Some(id(row)) {
                place = Some((before, rows.len()));
            }
        }
        if cursor.is_some() && place.is_none() {
            return Err(Fault::invalid(name, "the list has no such entry"));
        }
        let (before, with) = place.unwrap_or_default();
        let (start, end) = match self.from {
            Cursor::Previous(_) => (before.saturating_sub(self.limit), before),
            Cursor::Start | Cursor::Next(_) => {
                (with, with.saturating_add(self.limit).min(rows.len()))
            }
        };
        let page = rows.get(start..end).unwrap_or_default();
        let link = |kind: &str, row: Option<&&R>| row.map(|row| self.link(base, kind, id(row)));
        let has_more = end < rows.len();
        Ok(Page {
            object: "list",
            has_more,
            next_page_url: link("next", page.last().filter(|_| has_more)),
            previous_page_url: link("previous", page.first().filter(|_| start > 0)),
            data: page.iter().copied().map(view).collect(),
        })
    }

    /// The address of another page of the same list.
    fn link(&self, base: &str, kind: &str, id: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &self.limit.to_string());
        query.extend_pairs(&self.filters).append_pair(kind, id);
        format!("{base}?{}", query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn cut(parameters: &[(&str, &str)], hidden: &str) -> Result<Page<String>, Fault> {
        let query = parameters
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect();
        let is_asked_for = |row: &&str| !hidden.contains(row);
        let (base, view) = ("http://x/rows", |row: &&str| (*row).to_owned());
        Paging::read(&query)?.cut(&ROWS, is_asked_for, base, |row| row, view)
    }

    fn page(parameters: &[(&str, &str)]) -> Page<String> {
        cut(parameters, "").ok().unwrap()
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
    fn the_next_page_is_asked_whatever_this_one_was() {
        let filters = [("limit", "2"), ("search", "a b&c"), ("created_at.gte", "7")];
        assert_eq!(
            page(&filters).next_page_url.as_deref(),
            Some("http://x/rows?limit=2&created_at.gte=7&search=a+b%26c&next=b")
        );
        let second = page(&[("limit", "1"), ("x", "1"), ("next", "b")]);
        assert_eq!(
            second.previous_page_url.as_deref(),
            Some("http://x/rows?limit=1&x=1&previous=c")
        );
    }

    #[test]
    fn a_row_that_is_no_longer_asked_for_still_has_its_place() {
        let data = |parameters: &[(&str, &str)]| {
            let page = cut(parameters, "bd").ok().unwrap();
            page.data.join("")
        };
        assert_eq!(data(&[("next", "b")]), "ce");
        assert_eq!(data(&[("previous", "d")]), "ac");
        assert_eq!(data(&[("next", "e")]), "");
    }

    #[test]
    fn a_row_that_never_was_is_refused_rather_than_taken_for_the_start() {
        for parameters in [
            [("next", "x"), ("limit", "2")],
            [("previous", "x"), ("limit", "2")],
            [("next", "a"), ("previous", "c")],
        ] {
            assert!(cut(&parameters, "").is_err(), "{parameters:?}");
        }
        assert_eq!(page(&[("next", ""), ("limit", "2")]).data.join(""), "ab");
    }

    #[test]
    fn a_limit_beyond_its_bounds_is_refused() {
        for limit in ["0", "251", "-1", "x"] {
            let query = [("limit".to_owned(), limit.to_owned())].into();
            assert!(Paging::read(&query).is_err(), "{limit}");
        }
    }
}
