/// The Replication module. See its DocC page.
