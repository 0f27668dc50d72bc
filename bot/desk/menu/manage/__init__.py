"""A manager edits an extra in chat: its card, texts, pictures, hours, sale; new ones, copies, the archive."""
