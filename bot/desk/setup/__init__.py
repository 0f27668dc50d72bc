"""From the demo to a hotel's own desk: what is asked, what is known, what is still missing."""
