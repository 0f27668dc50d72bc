"""What an answer is made of at this moment: live values, the next free start, what the chat is about."""
