"""The dialogues: what guests, staff and managers see and press. Channel-free: they post letters."""
