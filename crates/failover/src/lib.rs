//! Ordered targets for one route: the plan, the commit point, one error with every attempt.
