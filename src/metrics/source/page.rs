//! Scraping a `/metrics` page.

use reqwest::Url;

use super::auth::Auth;
use super::error::SourceError;
use super::http::{Http, HttpOptions, parse_url, shown};
use crate::metrics::exposition::{self, Format, Page};

const ACCEPT: &str =
    "text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

/// A `/metrics` page.
#[derive(Debug, Clone)]
pub struct PageSource {
    http: Http,
    url: Url,
}

/// A page's text, read but not yet parsed: [`Scraped::page`] borrows from it.
#[derive(Debug, Clone)]
pub struct Scraped {
    url: String,
    format: Format,
    bytes: Vec<u8>,
}

impl Scraped {
    /// The parsed page.
    ///
    /// # Errors
    /// [`SourceError::Page`] with the line of the first fault.
    pub fn page(&self) -> Result<Page<'_>, SourceError> {
        exposition::parse(&self.bytes, self.format)
            .map_err(|error| SourceError::Page { url: self.url.clone(), error })
    }

    /// The page as it was sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl PageSource {
    /// A page at a URL.
    ///
    /// # Errors
    /// A URL that is not http or https, or TLS that cannot be set up.
    pub fn new(url: &str, auth: Auth, options: HttpOptions) -> Result<Self, SourceError> {
        let (url, auth) = parse_url(url, auth)?;
        Ok(Self { http: Http::new(&url, auth, options)?, url })
    }

    /// The page's address, without credentials.
    pub fn url(&self) -> String {
        shown(&self.url)
    }

    /// GETs the page once.
    ///
    /// # Errors
    /// What kept the page from coming whole.
    pub async fn scrape(&self) -> Result<Scraped, SourceError> {
        let body = self.http.get(&self.url, ACCEPT).await?;
        if !body.is_success() {
            return Err(body.status(&self.url));
        }
        let format = Format::from_content_type(&body.content_type);
        Ok(Scraped { url: self.url(), format, bytes: body.bytes })
    }
}
