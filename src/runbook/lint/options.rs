//! What the lint can't do itself, as it would need a shell or a parser from a layer above.

/// Says whether a bash text is well formed; else the line in it, from 1, and what is wrong.
pub type Syntax<'o> = dyn Fn(&str) -> Result<(), (u32, String)> + 'o;

/// Says whether a `PromQL` text is well formed; else what is wrong.
pub type Query<'o> = dyn Fn(&str) -> Result<(), String> + 'o;

/// What the caller brings; what is `None` is not looked at.
#[derive(Clone, Copy, Default)]
pub struct LintOptions<'o> {
    /// For commands.
    pub syntax: Option<&'o Syntax<'o>>,
    /// For the queries of metrics.
    pub promql: Option<&'o Query<'o>>,
}
