//! Admission for any future: adaptive concurrency, load shedding by priority, rates for tenants.
