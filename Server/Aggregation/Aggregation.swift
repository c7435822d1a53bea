/// The Aggregation module. See its DocC page.
