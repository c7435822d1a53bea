/// The SiteClient module. See its DocC page.
