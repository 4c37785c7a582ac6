//! Where on the page one is: the fragment of the address, read and written.
//!
//! Invariant: `Route::parse(&route.fragment()) == route`. What is not understood is the sandbox,
//! never an error page; a link that cannot be opened says so there.

/// A place on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `#/`: the sandbox with the gallery of scenarios.
    Sandbox,
    /// `#/lessons`: the list of lessons.
    Lessons,
    /// `#/lesson/<slug>/<step>`: a step of a lesson; no step means the first.
    Lesson {
        /// The folder's name.
        slug: String,
        /// The step's id.
        step: Option<String>,
    },
    /// `#/scenario/<id>`: the sandbox, begun with a scenario.
    Scenario(String),
    /// `#w=<…>`: a world that somebody shared.
    World(String),
    /// `#/smaller`: where the model is smaller than Kafka.
    Smaller,
    /// `#/true`: which recordings of real Kafka this build agrees with.
    Truth,
    /// `#/recording/<family>/<id>`: the sandbox, with what was recorded.
    Recording {
        /// The family's name.
        family: String,
        /// The recording's id.
        id: String,
    },
}

impl Route {
    /// Reads a fragment without its `#`.
    pub(crate) fn parse(fragment: &str) -> Self {
        if let Some(link) = fragment.strip_prefix("w=") {
            return Self::World(link.to_owned());
        }
        let mut parts = fragment.trim_matches('/').split('/');
        let (place, rest) = (parts.next().unwrap_or_default(), parts.next());
        let named = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        match (place, named(rest)) {
            ("lessons", _) => Self::Lessons,
            ("lesson", Some(slug)) => Self::Lesson { slug, step: named(parts.next()) },
            ("scenario", Some(id)) => Self::Scenario(id),
            ("world", Some(link)) => Self::World(link),
            ("smaller", _) => Self::Smaller,
            ("true", _) => Self::Truth,
            ("recording", Some(family)) => match named(parts.next()) {
                Some(id) => Self::Recording { family, id },
                None => Self::Truth,
            },
            _ => Self::Sandbox,
        }
    }

    /// The fragment that leads here, without its `#`.
    pub(crate) fn fragment(&self) -> String {
        match self {
            Self::Sandbox => "/".to_owned(),
            Self::Lessons => "/lessons".to_owned(),
            Self::Lesson { slug, step: None } => format!("/lesson/{slug}"),
            Self::Lesson { slug, step: Some(step) } => format!("/lesson/{slug}/{step}"),
            Self::Scenario(id) => format!("/scenario/{id}"),
            Self::World(link) => format!("w={link}"),
            Self::Smaller => "/smaller".to_owned(),
            Self::Truth => "/true".to_owned(),
            Self::Recording { family, id } => format!("/recording/{family}/{id}"),
        }
    }

    /// The value of an `href` that leads here.
    pub(crate) fn href(&self) -> String {
        format!("#{}", self.fragment())
    }

    /// A page to read, without a stage.
    pub(crate) fn is_document(&self) -> bool {
        match self {
            Self::Lessons | Self::Smaller | Self::Truth => true,
            Self::Sandbox
            | Self::Lesson { .. }
            | Self::Scenario(_)
            | Self::Recording { .. }
            | Self::World(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_read_as_it_is_written() {
        let lesson = |step: Option<&str>| Route::Lesson {
            slug: "04-position".to_owned(),
            step: step.map(str::to_owned),
        };
        for route in [
            Route::Sandbox,
            Route::Lessons,
            lesson(None),
            lesson(Some("predict")),
            Route::Scenario("queue".to_owned()),
            Route::World("eJw_-".to_owned()),
            Route::Smaller,
            Route::Truth,
            Route::Recording { family: "story".to_owned(), id: "assign-group".to_owned() },
        ] {
            assert_eq!(Route::parse(&route.fragment()), route);
        }
    }

    #[test]
    fn what_is_not_understood_is_the_sandbox() {
        for fragment in ["", "/", "//", "/lesson", "/lesson/", "/nowhere/at/all", "?x"] {
            assert_eq!(Route::parse(fragment), Route::Sandbox, "{fragment}");
        }
    }
}
