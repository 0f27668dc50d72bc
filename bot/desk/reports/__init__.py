"""What the desk's doings add up to, for managers. docs/questions.md defines the figures."""
