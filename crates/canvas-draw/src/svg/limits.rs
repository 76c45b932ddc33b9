//! The size that an SVG may expand to.
//!
//! A few bytes can expand to very many: entities repeat text, `<use>` repeats elements, and patterns, masks, clips and
//! markers are repeated for each element that refers to them. So the expanded size is computed before anything is
//! expanded.

use std::collections::HashMap;

use usvg::roxmltree::{Document, Node, NodeId};

use crate::error::{Error, Result};

/// The largest SVG file, in bytes.
pub(super) const MAX_BYTES: usize = 64 << 20;
/// The size that an SVG may expand to, in bytes.
const MAX_EXPANDED: u64 = 2 * MAX_BYTES as u64;
/// The size of an element besides its attributes, bytes.
const ELEMENT_BYTES: u64 = 100;
/// The largest nesting depth of elements: each level takes stack.
const MAX_DEPTH: usize = 200;
/// The number of nested expansions of entities that the parser allows.
const NESTED_ENTITIES: u64 = 255;

/// Rejects text whose entities expand too far.
pub(super) fn check_entities(text: &str) -> Result<()> {
    let values = text.split("<!ENTITY").skip(1).filter_map(|declared| {
        let quote = declared.find(['"', '\''])?;
        let value = &declared[quote + 1..];
        Some(&value[..value.find(&declared[quote..=quote])?])
    });
    let (mut longest, mut nested) = (0, 1);
    for value in values {
        longest = longest.max(value.len() as u64);
        if value.contains('&') {
            nested = NESTED_ENTITIES;
        }
    }
    let references = text.bytes().filter(|byte| *byte == b'&').count() as u64;
    if references.saturating_mul(longest).saturating_mul(nested) > MAX_EXPANDED {
        return Err(Error::Resource(
            "source: the entities of this SVG expand too far".into(),
        ));
    }
    Ok(())
}

/// Rejects a document that expands too far.
pub(super) fn check_document(document: &Document<'_>) -> Result<()> {
    let expanded = Census::new(document).count(document.root_element(), 0)?;
    if expanded.bytes > MAX_EXPANDED {
        return Err(Error::Resource(format!(
            "source: this SVG expands to more than {} MB by repetition",
            MAX_EXPANDED >> 20
        )));
    }
    Ok(())
}

/// The expanded size of an element, with its children and everything that it refers to.
#[derive(Clone, Copy, Default)]
struct Expanded {
    bytes: u64,
    depth: usize,
    /// At least the number of corners of its paths: each can have a marker.
    corners: u64,
}

impl Expanded {
    fn add(&mut self, part: Self) {
        self.add_times(part, 1);
        self.corners = self.corners.saturating_add(part.corners);
    }

    fn add_times(&mut self, part: Self, times: u64) {
        self.bytes = self.bytes.saturating_add(part.bytes.saturating_mul(times));
        self.depth = self.depth.max(part.depth + 1);
    }
}

struct Census<'a, 'input> {
    by_id: HashMap<&'a str, Node<'a, 'input>>,
    /// Sizes that are known. An element that is being counted has size 0: the parser ignores references to itself.
    known: HashMap<NodeId, Expanded>,
    /// The references in the rules of style sheets, by each name in their selectors; `*` stands for every element.
    styles: HashMap<String, Vec<String>>,
    /// The number of rules: each is tried for each element.
    rules: u64,
}

impl<'a, 'input> Census<'a, 'input> {
    fn new(document: &'a Document<'input>) -> Self {
        let mut census = Self {
            by_id: HashMap::new(),
            known: HashMap::new(),
            styles: HashMap::new(),
            rules: 0,
        };
        for node in document.descendants() {
            if let Some(id) = node.attribute("id") {
                census.by_id.entry(id).or_insert(node);
            }
            if node.tag_name().name() == "style" {
                census.read_styles(node.text().unwrap_or_default());
            }
        }
        census
    }

    /// A rule counts for every element that has one of the names in its selector, whatever else the selector requires.
    fn read_styles(&mut self, sheet: &str) {
        for rule in without_strings(sheet).split('}') {
            let (selector, body) = rule.rsplit_once('{').unwrap_or(("*", rule));
            self.rules += 1 + selector.matches(',').count() as u64;
            let ids: Vec<String> = references(body).map(str::to_owned).collect();
            if ids.is_empty() {
                continue;
            }
            let for_all = selector.contains(['*', '[', ':']).then_some("*");
            for name in selector.split(|c: char| !is_of_name(c)).chain(for_all) {
                self.styles
                    .entry(name.to_owned())
                    .or_default()
                    .extend_from_slice(&ids);
            }
        }
    }

    /// The elements that an element refers to, once for each reference.
    fn targets(&self, node: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
        let mut targets = Vec::new();
        let mut add = |id: &str| targets.extend(self.by_id.get(id).copied());
        for attribute in node.attributes() {
            references(attribute.value()).for_each(&mut add);
            if attribute.name() == "href" {
                attribute
                    .value()
                    .trim()
                    .strip_prefix('#')
                    .into_iter()
                    .for_each(&mut add);
            }
        }
        let classes = node.attribute("class").unwrap_or_default().split_whitespace();
        let names = classes
            .chain(node.attribute("id"))
            .chain(["*", node.tag_name().name()]);
        for ids in names.filter_map(|name| self.styles.get(name)) {
            ids.iter().for_each(|id| add(id));
        }
        targets
    }

    fn count(&mut self, node: Node<'a, 'input>, depth: usize) -> Result<Expanded> {
        if let Some(known) = self.known.get(&node.id()) {
            return Ok(*known);
        }
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        self.known.insert(node.id(), Expanded::default());
        let mut all = Expanded {
            bytes: ELEMENT_BYTES + self.rules,
            ..Expanded::default()
        };
        for attribute in node.attributes() {
            all.bytes += attribute.value().len() as u64;
            if matches!(attribute.name(), "d" | "points") {
                all.corners += numbers(attribute.value());
            }
        }
        for child in node.children() {
            if child.is_element() {
                all.add(self.count(child, depth + 1)?);
            } else {
                all.bytes += child.text().map_or(0, |text| text.len() as u64);
            }
        }
        for target in self.targets(node) {
            let part = self.count(target, depth + 1)?;
            match target.tag_name().name() {
                "marker" => all.add_times(part, all.corners + 1),
                // Shared by all elements that refer to them.
                "linearGradient" | "radialGradient" => all.depth = all.depth.max(part.depth + 1),
                _ => all.add(part),
            }
        }
        if all.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        self.known.insert(node.id(), all);
        Ok(all)
    }
}

fn too_deep() -> Error {
    Error::Resource(format!(
        "source: the elements of this SVG are nested more than {MAX_DEPTH} deep"
    ))
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

/// A style sheet without braces in strings and comments, so that its braces are those of its rules.
fn without_strings(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(begin) = rest.find(['"', '\'', '/']) {
        let (before, found) = rest.split_at(begin);
        out.push_str(before);
        let end = match &found[..1] {
            "/" if found.starts_with("/*") => found.find("*/").map_or(found.len(), |at| at + 2),
            "/" => 1,
            quote => found[1..].find(quote).map_or(found.len(), |at| at + 2),
        };
        out.extend(found[..end].chars().filter(|c| !matches!(c, '{' | '}')));
        rest = &found[end..];
    }
    out + rest
}

/// The names in `url(#name)`.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.split("url(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        rest.strip_prefix('#')?
            .split([')', '"', '\''])
            .next()
            .map(str::trim)
    })
}

/// At least the number of numbers in the data of a path.
fn numbers(data: &str) -> u64 {
    let mut inside = false;
    let mut count = 0;
    for byte in data.bytes() {
        let number = byte.is_ascii_digit();
        count += u64::from(byte == b'.' || number && !inside);
        inside = number;
    }
    count
}
