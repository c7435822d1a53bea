/// The TestSupport module. See its DocC page.
