//! Tables: rows that are found by an id, and a note of what changed since it was last kept.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows in the order in which they were made, found by their id.
pub(crate) struct Table<T> {
    rows: Vec<T>,
    places: HashMap<String, usize>,
    touched: Touched,
}

/// Things that are found by a key that is not in them.
pub(crate) struct Shelf<T> {
    things: HashMap<String, T>,
    touched: Touched,
}

/// The ids of what may have changed; nothing is noted where nothing is kept.
#[derive(Default)]
pub(crate) struct Touched(Option<Vec<String>>);

/// What can be kept in a table.
pub(crate) trait Row {
    /// What it is called in an error.
    const CLASS: &'static str;

    /// Its id, which never changes.
    fn id(&self) -> &str;

    /// Whether whoever calls can see it.
    fn is_visible(&self) -> bool {
        true
    }
}

/// What became of a row since it was last kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) id: String,
    /// Nothing where the row is gone.
    pub(crate) json: Option<String>,
}

/// What can be kept in a file and come back from it.
pub(crate) trait Kept {
    /// The note of what changed.
    fn touched(&mut self) -> &mut Touched;

    /// What is kept of something; nothing where it is gone.
    fn json(&self, id: &str) -> Option<String>;

    /// Puts back what was kept.
    fn restore(&mut self, id: &str, json: &str) -> Result<(), serde_json::Error>;

    /// Notes changes from now on.
    fn watch(&mut self) {
        self.touched().0.get_or_insert_default();
    }

    /// What changed since this was last asked, in the order in which it did.
    fn changes(&mut self) -> Vec<Change> {
        let ids = self.touched().drain().into_iter();
        ids.map(|id| Change {
            json: self.json(&id),
            id,
        })
        .collect()
    }
}

impl Touched {
    fn note(&mut self, id: &str) {
        if let Some(ids) = &mut self.0
            && ids.last().is_none_or(|last| last != id)
        {
            ids.push(id.to_owned());
        }
    }

    /// The ids, each once.
    fn drain(&mut self) -> Vec<String> {
        let mut ids = self.0.as_mut().map(std::mem::take).unwrap_or_default();
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        ids
    }
}

fn written(thing: &impl Serialize) -> String {
    serde_json::to_string(thing).expect("what is remembered is plain data under text keys")
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: HashMap::new(),
            touched: Touched::default(),
        }
    }
}

impl<T: Row> Table<T> {
    pub(crate) fn insert(&mut self, row: T) {
        self.touched.note(row.id());
        self.places.insert(row.id().to_owned(), self.rows.len());
        self.rows.push(row);
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let row = self.rows.get_mut(*self.places.get(id)?);
        self.touched.note(id);
        row
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(*self.places.get(id)?)
    }

    /// Takes the row out.
    pub(crate) fn take(&mut self, id: &str) -> Option<T> {
        let place = self.places.remove(id)?;
        self.touched.note(id);
        let row = self.rows.remove(place);
        let places = self.rows.iter().enumerate();
        self.places = places
            .map(|(place, row)| (row.id().to_owned(), place))
            .collect();
        Some(row)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Every row, newest first: the order in which Conekta lists.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().rev()
    }

    /// Every row, in the order in which they were made.
    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = &T> {
        self.rows.iter()
    }
}

impl<T: Row + Serialize + DeserializeOwned> Kept for Table<T> {
    fn touched(&mut self) -> &mut Touched {
        &mut self.touched
    }

    fn json(&self, id: &str) -> Option<String> {
        self.get(id).map(written)
    }

    fn restore(&mut self, _: &str, json: &str) -> Result<(), serde_json::Error> {
        self.insert(serde_json::from_str(json)?);
        Ok(())
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            things: HashMap::new(),
            touched: Touched::default(),
        }
    }
}

impl<T> Shelf<T> {
    pub(crate) fn insert(&mut self, id: String, thing: T) {
        self.touched.note(&id);
        self.things.insert(id, thing);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.things.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let thing = self.things.get_mut(id)?;
        self.touched.note(id);
        Some(thing)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.things.iter()
    }
}

impl<T: Serialize + DeserializeOwned> Kept for Shelf<T> {
    fn touched(&mut self) -> &mut Touched {
        &mut self.touched
    }

    fn json(&self, id: &str) -> Option<String> {
        self.get(id).map(written)
    }

    fn restore(&mut self, id: &str, json: &str) -> Result<(), serde_json::Error> {
        self.insert(id.to_owned(), serde_json::from_str(json)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_told_once_and_only_where_somebody_keeps_it() {
        let mut shelf = Shelf::default();
        shelf.insert("before".into(), 1);
        assert_eq!(shelf.changes(), []);
        shelf.watch();
        shelf.insert("a".into(), 2);
        shelf.insert("b".into(), 3);
        if let Some(a) = shelf.get_mut("a") {
            *a = 4;
        }
        let told: Vec<_> = shelf
            .changes()
            .into_iter()
            .map(|change| (change.id, change.json.unwrap()))
            .collect();
        assert_eq!(told, [("a".into(), "4".into()), ("b".into(), "3".into())]);
        assert_eq!(shelf.changes(), []);
        let mut other = Shelf::default();
        for (id, json) in told {
            other.restore(&id, &json).unwrap();
        }
        assert_eq!(other.get("a"), Some(&4));
    }
}
