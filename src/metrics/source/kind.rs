use super::{Auth, HttpOptions, PageSource, Prometheus, SourceError};

/// A source of readings.
#[derive(Debug)]
pub enum Source {
    /// A `/metrics` page; queries are evaluated here.
    Page(PageSource),
    /// A Prometheus server; queries are evaluated there.
    Prometheus(Prometheus),
}

impl Source {
    /// A `/metrics` page.
    ///
    /// # Errors
    /// A URL that is not http or https, or TLS that cannot be set up.
    pub fn scrape(url: &str, auth: Auth, options: HttpOptions) -> Result<Self, SourceError> {
        PageSource::new(url, auth, options).map(Self::Page)
    }

    /// A Prometheus server (or what speaks its query API) by its base URL, without `/api/v1`.
    ///
    /// # Errors
    /// A URL that is not http or https, or TLS that cannot be set up.
    pub fn prometheus(base_url: &str, auth: Auth, options: HttpOptions) -> Result<Self, SourceError> {
        Prometheus::new(base_url, auth, options).map(Self::Prometheus)
    }
}
