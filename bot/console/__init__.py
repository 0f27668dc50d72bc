"""What `qonaq …` does on a terminal: one module a subject, all handed the same `Call`."""
