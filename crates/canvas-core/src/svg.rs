//! SVG pictures: read by usvg, which makes plain paths of them, and drawn path by path.

use std::sync::{Arc, OnceLock};

use usvg::fontdb;

use crate::error::{Error, Result};
use crate::geometry::kurbo::Size;
use crate::text::{bundled_font, bundled_only};

/// More bytes are no picture that somebody wants to draw.
const MAX_BYTES: usize = 64 << 20;

/// An SVG picture, to be drawn at any size. Cheap to clone.
///
/// Scripts, animations and files that it refers to are left out.
#[derive(Clone, Debug)]
pub struct Svg(pub(crate) Arc<usvg::Tree>);

impl Svg {
    /// Reads the text of an SVG file.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is none, [`Error::Unsupported`] for filters other than a blur or a drop shadow,
    /// [`Error::Resource`] if it is larger than 64 MB.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Resource(format!(
                "an SVG of {} bytes is too large",
                bytes.len()
            )));
        }
        // Looking up the system's fonts takes its time.
        let has_text = bytes.windows(5).any(|word| word == b"<text");
        let options = usvg::Options {
            fontdb: if has_text { fonts() } else { Arc::default() },
            font_family: "sans-serif".into(),
            image_href_resolver: usvg::ImageHrefResolver {
                resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
                // Files of the machine are nothing that a picture may look into.
                resolve_string: Box::new(|_, _| None),
            },
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_data(bytes, &options)
            .map_err(|e| Error::Invalid(format!("source: expected an SVG picture: {e}")))?;
        check(tree.root())?;
        Ok(Self(Arc::new(tree)))
    }

    /// Its own size, logical pixels.
    pub fn size(&self) -> Size {
        let size = self.0.size();
        Size::new(size.width().into(), size.height().into())
    }
}

/// Finds what cannot be drawn before anything is.
fn check(group: &usvg::Group) -> Result<()> {
    for filter in group.filters() {
        filter_step(filter)?;
    }
    let mut result = Ok(());
    for node in group.children() {
        if let usvg::Node::Group(group) = node {
            check(group)?;
        }
        node.subroots(|root| {
            if result.is_ok() {
                result = check(root);
            }
        });
    }
    result
}

/// The one step that a filter is.
pub(crate) fn filter_step(filter: &usvg::filter::Filter) -> Result<usvg::filter::Kind> {
    use usvg::filter::{Input, Kind};
    let source = |input: &Input| matches!(input, Input::SourceGraphic);
    match filter.primitives() {
        [only] => match only.kind() {
            Kind::GaussianBlur(blur) if source(blur.input()) => return Ok(only.kind().clone()),
            Kind::DropShadow(shadow) if source(shadow.input()) => return Ok(only.kind().clone()),
            _ => {}
        },
        [] => {}
        _ => {}
    }
    Err(Error::Unsupported(
        "source: of SVG's filters only a single blur or drop shadow can be drawn".into(),
    ))
}

/// The fonts for text in SVG pictures, looked up once.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(bundled_font().to_vec());
        let bundled = fonts
            .faces()
            .next()
            .and_then(|face| face.families.first().map(|(name, _)| name.clone()));
        if !bundled_only() {
            fonts.load_system_fonts();
        }
        if let Some(name) = bundled.filter(|_| bundled_only() || fonts.len() == 1) {
            fonts.set_sans_serif_family(&name);
            fonts.set_serif_family(&name);
            fonts.set_monospace_family(&name);
            fonts.set_cursive_family(&name);
            fonts.set_fantasy_family(&name);
        }
        Arc::new(fonts)
    });
    fonts.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_svg_is_refused() {
        for bad in [&b""[..], b"text", b"<svg", b"<html/>"] {
            assert!(matches!(Svg::parse(bad), Err(Error::Invalid(_))));
        }
        let svg = Svg::parse(br#"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>"#).unwrap();
        assert_eq!(svg.size(), Size::new(30.0, 20.0));
    }

    #[test]
    fn filters_that_cannot_be_drawn_are_found_when_it_is_read() {
        let with = |filter: &str| {
            format!(
                r##"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><filter id="f">{filter}</filter>
                <g><rect width="5" height="5" filter="url(#f)"/></g></svg>"##
            )
        };
        let read = |filter: &str| Svg::parse(with(filter).as_bytes());
        assert!(read(r#"<feGaussianBlur stdDeviation="2"/>"#).is_ok());
        assert!(matches!(read("<feTurbulence/>"), Err(Error::Unsupported(_))));
    }
}
