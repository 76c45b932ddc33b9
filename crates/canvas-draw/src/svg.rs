//! SVG images: parsed by usvg, which converts them to plain paths, and drawn path by path.

mod limits;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use usvg::{fontdb, roxmltree};

use limits::MAX_BYTES;

use crate::error::{Error, Result};
use crate::geometry::kurbo::Size;
use crate::text::{bundled_font, bundled_only};

/// The first bytes of compressed files.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// An SVG image, to be drawn at any size ([`Painter::draw_svg`](crate::painter::Painter::draw_svg)). Cheap to clone.
///
/// Scripts, animations and references to other files are ignored.
#[derive(Clone, Debug)]
pub struct Svg(pub(crate) Arc<usvg::Tree>);

impl Svg {
    /// Parses the text of an SVG file, UTF-8.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is not an SVG document or is damaged; [`Error::Unsupported`] for compressed files, and
    /// for filters other than a single blur or drop shadow; [`Error::Resource`] if it is larger than 64 MB, expands to
    /// more than 128 MB by repetition, or has elements that are nested more than 200 deep.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Resource(format!(
                "an SVG of {} bytes is too large",
                bytes.len()
            )));
        }
        if bytes.starts_with(&GZIP) {
            return Err(Error::Unsupported(
                "source: this SVG is compressed (.svgz): unpack it first".into(),
            ));
        }
        let text = std::str::from_utf8(bytes).map_err(invalid)?;
        let document = read_xml(text)?;
        // Looking up the system's fonts is slow.
        let has_text = text.contains("<text");
        let embedded = Arc::new(AtomicUsize::new(0));
        let options = usvg::Options {
            fontdb: if has_text { fonts() } else { Arc::default() },
            font_family: "sans-serif".into(),
            image_href_resolver: usvg::ImageHrefResolver {
                resolve_data: resolve_data(embedded.clone()),
                // An image must not read files.
                resolve_string: Box::new(|_, _| None),
            },
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_xmltree(&document, &options).map_err(invalid)?;
        if embedded.load(Ordering::Relaxed) > MAX_BYTES {
            let text = "source: the images in this SVG have more than 64 MB";
            return Err(Error::Resource(text.into()));
        }
        check(tree.root())?;
        Ok(Self(Arc::new(tree)))
    }

    /// The intrinsic size, logical pixels.
    pub fn size(&self) -> Size {
        let size = self.0.size();
        Size::new(size.width().into(), size.height().into())
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::decode("source: expected an SVG document", error)
}

/// Parses the document and checks that it does not expand too far.
fn read_xml(text: &str) -> Result<roxmltree::Document<'_>> {
    limits::check_entities(text)?;
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(invalid)?;
    limits::check_document(&document)?;
    Ok(document)
}

/// Loads images that are embedded in an SVG, up to a limit of bytes; embedded SVGs are checked like the outer one.
fn resolve_data(embedded: Arc<AtomicUsize>) -> usvg::ImageHrefDataResolverFn<'static> {
    let resolve = usvg::ImageHrefResolver::default_data_resolver();
    Box::new(move |mime, data, options| {
        let before = embedded.fetch_add(data.len(), Ordering::Relaxed);
        if before.saturating_add(data.len()) > MAX_BYTES {
            return None;
        }
        let is_text = matches!(mime, "image/svg+xml" | "text/plain");
        if is_text && let Ok(text) = std::str::from_utf8(&data) {
            read_xml(text).ok()?;
        }
        resolve(mime, data, options)
    })
}

/// Checks that all filters can be drawn.
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

/// The single step of a filter.
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

/// The fonts for text in SVG images, looked up once.
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
            assert!(matches!(Svg::parse(bad), Err(Error::Decode { .. })));
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
    fn document(inside: &str) -> String {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>"#)
    }

    /// Elements that are ten of the next kind each.
    fn laughs(
        levels: usize,
        element: impl Fn(usize, &str) -> String,
        one: impl Fn(usize) -> String,
    ) -> String {
        let tens = (0..levels).map(|level| element(level, &one(level + 1).repeat(10)));
        let last = element(levels, r#"<rect width="9" height="9"/>"#);
        document(&format!("{}{last}{}", tens.collect::<String>(), one(0)))
    }

    fn is_too_much(svg: &str) -> bool {
        matches!(Svg::parse(svg.as_bytes()), Err(Error::Resource(_)))
    }

    #[test]
    fn few_bytes_that_stand_for_very_many_are_refused() {
        let group = |level: usize, inside: &str| format!(r#"<g id="e{level}">{inside}</g>"#);
        let used = |level: usize| format!(r##"<use href="#e{level}"/>"##);
        assert!(is_too_much(&laughs(9, group, used)));
        assert!(Svg::parse(laughs(2, group, used).as_bytes()).is_ok());
        for (kind, property) in [("pattern", "fill"), ("mask", "mask"), ("clipPath", "clip-path")] {
            let element = |level: usize, inside: &str| {
                format!(r#"<{kind} id="e{level}" width="1" height="1">{inside}</{kind}>"#)
            };
            let attribute =
                |level: usize| format!(r#"<rect width="9" height="9" {property}="url(#e{level})"/>"#);
            assert!(is_too_much(&laughs(9, element, attribute)), "{kind}");
            assert!(
                Svg::parse(laughs(1, element, attribute).as_bytes()).is_ok(),
                "{kind}"
            );
            let rules = (0..10).map(|level| format!(".c{level} {{ {property}: url('#e{level}') }}"));
            let sheet = format!("<style>{}</style>", rules.collect::<String>());
            let class = |level: usize| format!(r#"<rect width="9" height="9" class="c{level}"/>"#);
            let styled = laughs(9, element, class).replacen('>', &format!(">{sheet}"), 1);
            assert!(is_too_much(&styled), "{kind} by a style sheet");
        }
    }

    #[test]
    fn markers_at_every_corner_are_counted() {
        let marker = format!(r#"<marker id="m">{}</marker>"#, "<path d='M0 0h1'/>".repeat(2000));
        let lines = format!(r#"<path d="M0 0{}"/>"#, "h1v1".repeat(20_000));
        assert!(is_too_much(&document(&format!(
            r#"{marker}<g marker-mid="url(#m)">{lines}</g>"#
        ))));
        assert!(
            Svg::parse(document(&(marker + r#"<path marker-mid="url(#m)" d="M0 0h1v1"/>"#)).as_bytes())
                .is_ok()
        );
    }

    #[test]
    fn entities_are_counted() {
        let with = |value: &str, count: usize| {
            let doctype = format!(r#"<!DOCTYPE svg [<!ENTITY a "{value}">]>"#);
            doctype + &document(&format!("<title>{}</title>", "&a;".repeat(count)))
        };
        assert!(is_too_much(&with(&"x".repeat(100_000), 10_000)));
        assert!(Svg::parse(with("http://ns.adobe.com/Extensibility/1.0/", 20).as_bytes()).is_ok());
    }

    #[test]
    fn elements_deep_in_each_other_are_refused_and_others_fit_a_small_stack() {
        let nested = |depth: usize| {
            let open = r##"<g opacity="0.5" clip-path="url(#c)">"##.repeat(depth);
            let clip = r#"<clipPath id="c"><path d="M0 0h5v5z"/><path d="M2 2h9v9z"/></clipPath>"#;
            document(&format!(
                "{clip}{open}<path d='M0 0h9v9z'/>{}",
                "</g>".repeat(depth)
            ))
        };
        assert!(is_too_much(&nested(300)));
        assert!(is_too_much(&nested(100_000)));
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let read = small.spawn(move || Svg::parse(nested(190).as_bytes()).is_ok());
        assert!(read.unwrap().join().unwrap());
    }

    #[test]
    fn compressed_files_are_refused() {
        let error = Svg::parse(&[0x1f, 0x8b, 8, 0, 0]).unwrap_err();
        assert!(
            matches!(&error, Error::Unsupported(text) if text.contains("compressed")),
            "{error}"
        );
    }

    #[test]
    fn embedded_images_are_checked_too() {
        let group = |level: usize, inside: &str| format!(r#"<g id="e{level}">{inside}</g>"#);
        let bomb = laughs(9, group, |level| format!(r##"<use href="#e{level}"/>"##));
        let encoded: String = bomb.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let outer = document(&format!(
            r#"<image width="9" height="9" href="data:image/svg+xml,{encoded}"/><rect width="5" height="5"/>"#
        ));
        let svg = Svg::parse(outer.as_bytes()).unwrap();
        assert_eq!(svg.0.root().children().len(), 1, "the inner image is left out");
    }
}
