//! Chooses which parts are the text of a message and which are attached to it.
//!
//! Of alternatives the HTML is taken, because it is what the sender saw; the plain text beside it is kept
//! for when the HTML says nothing. Nothing a person could want to save is ever left out of the attachments
//! but signatures and the parts that only serve another part.

use super::entity::Entity;

/// Images that belong to HTML are listed from this encoded size on: below are logos, icons and dividers.
const MIN_INLINE_IMAGE: usize = 12 * 1024;
/// The same for an image that is the only one: it may be all there is.
const MIN_LONE_IMAGE: usize = 2 * 1024;

/// The chosen parts.
#[derive(Debug, Default)]
pub(super) struct Selection<'e, 'a> {
    /// The text, in reading order: text/plain and text/html parts.
    pub(super) texts: Vec<&'e Entity<'a>>,
    /// The plain text that stood beside a chosen HTML part.
    pub(super) plain: Vec<&'e Entity<'a>>,
    /// What is attached.
    pub(super) attachments: Vec<&'e Entity<'a>>,
    /// Larger images that the HTML shows within the text; saved like attachments, but no reason for a mark.
    pub(super) inline_images: Vec<&'e Entity<'a>>,
}

impl<'e, 'a> Selection<'e, 'a> {
    /// Sorts the parts of a message.
    pub(super) fn of(root: &'e Entity<'a>) -> Self {
        let mut selection = Self::default();
        selection.visit(root);
        selection
    }

    /// Everything that can be saved, in the order of the indexes that the reader uses.
    pub(super) fn files(&self) -> impl Iterator<Item = &'e Entity<'a>> {
        self.attachments.iter().chain(&self.inline_images).copied()
    }

    /// Depth is bounded by the entity tree.
    fn visit(&mut self, entity: &'e Entity<'a>) {
        match entity.media_type.as_str() {
            "multipart/alternative" => self.visit_alternative(entity),
            "multipart/related" => self.visit_related(entity),
            "multipart/signed" => {
                for (index, child) in entity.children.iter().enumerate() {
                    if index == 0 || !is_signature(child) {
                        self.visit(child);
                    }
                }
            }
            "multipart/appledouble" => {
                entity.children.iter().filter(|child| child.media_type != "application/applefile").for_each(|child| {
                    self.visit(child);
                });
            }
            _ if !entity.children.is_empty() => entity.children.iter().for_each(|child| self.visit(child)),
            _ if self.is_text(entity) => self.texts.push(entity),
            _ if is_empty_leftover(entity) => {}
            _ => self.attachments.push(entity),
        }
    }

    /// Whether a leaf is read as part of the text. A named text file is one only if nothing came before.
    fn is_text(&self, entity: &Entity<'_>) -> bool {
        is_readable(entity)
            && !entity.is_marked_attachment()
            && (entity.file_name().is_none() || self.texts.is_empty() && self.attachments.is_empty())
    }

    fn visit_alternative(&mut self, entity: &'e Entity<'a>) {
        let chosen = entity
            .children
            .iter()
            .enumerate()
            .max_by_key(|(index, child)| (rank(child), *index))
            .map_or(0, |(index, _)| index);
        for (index, child) in entity.children.iter().enumerate() {
            if index == chosen {
                self.visit(child);
            } else {
                self.visit_unchosen(child);
            }
        }
    }

    /// Of an alternative that is not shown the plain text is remembered and files are kept.
    fn visit_unchosen(&mut self, entity: &'e Entity<'a>) {
        if !entity.children.is_empty() {
            entity.children.iter().for_each(|child| self.visit_unchosen(child));
        } else if entity.media_type == "text/plain" && !entity.is_marked_attachment() {
            self.plain.push(entity);
        } else if !is_readable(entity) && entity.media_type != "text/x-amp-html" {
            self.attachments.push(entity);
        }
    }

    fn visit_related(&mut self, entity: &'e Entity<'a>) {
        let start = entity.parameter("start").map(|id| id.trim_matches(['<', '>', ' ']));
        let root = start
            .and_then(|start| entity.children.iter().position(|child| child.content_id.as_deref() == Some(start)))
            .unwrap_or(0);
        if let Some(root) = entity.children.get(root) {
            self.visit(root);
        }
        let min_size = if entity.children.len() == 2 { MIN_LONE_IMAGE } else { MIN_INLINE_IMAGE };
        for (index, child) in entity.children.iter().enumerate() {
            if index == root {
                continue;
            }
            let serves_html = child.content_id.is_some() && child.media_type.starts_with("image/");
            if !serves_html || child.is_marked_attachment() {
                self.visit(child);
            } else if child.body.len() >= min_size {
                self.inline_images.push(child);
            }
        }
    }
}

fn is_readable(entity: &Entity<'_>) -> bool {
    matches!(entity.media_type.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/richtext")
}

/// How much of a message an alternative shows.
fn rank(entity: &Entity<'_>) -> u8 {
    match entity.media_type.as_str() {
        "text/html" => 3,
        "text/plain" => 2,
        "text/enriched" | "text/richtext" => 1,
        _ => entity.children.iter().map(rank).max().unwrap_or(0),
    }
}

fn is_signature(entity: &Entity<'_>) -> bool {
    matches!(
        entity.media_type.as_str(),
        "application/pgp-signature" | "application/pkcs7-signature" | "application/x-pkcs7-signature"
    )
}

/// Empty parts without a name are what mailing lists and gateways leave behind.
fn is_empty_leftover(entity: &Entity<'_>) -> bool {
    entity.file_name().is_none() && entity.body.trim_ascii().is_empty()
}
