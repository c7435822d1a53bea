/// The RecordStore module. See its DocC page.
