/// The Records module. See its DocC page.
