// Found, never compiled: the engine tests compile with a fake.
