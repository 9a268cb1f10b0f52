//! Reading metrics: the exposition format and a `PromQL` subset.
