"""The page with three phones: its files, and what it is told of the chats."""
