"""What Qonaq is made of, and whether that may be relied on. docs/supply-chain.md says how."""
