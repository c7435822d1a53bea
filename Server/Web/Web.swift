/// The Web module. See its DocC page.
