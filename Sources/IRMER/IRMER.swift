/// The IRMER module. See its DocC page.
