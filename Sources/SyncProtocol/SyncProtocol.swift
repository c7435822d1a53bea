/// The SyncProtocol module. See its DocC page.
