"""What docs/understanding.md says beside its figures."""

BY_HAND = "## What other commands measured"
HEAD = """# How well the desk understands

Written by `make understanding`; edit only what stands under "What other commands measured". The model
learnt {phrases} phrases of {intents} intents in seven languages (data {data}…, heads {heads}, {size} MB)
and was asked the {locked} locked messages: five for each of 104 intents in each language by writers who had
seen no phrase, and 60 that are none of the desk's business, 120 more dangers and 40 complaints of kinds that
have no intent. Shares are in %, with 95 % intervals (Wilson); no language is told beforehand, and a hotel's
own phrases are not joined, where the line does not say otherwise.

- *answered directly*: of the questions that need no person, those answered without asking back;
  *wrong*: of all direct answers, also to messages that are none of the desk's business; *served*:
  answered, or the right one among three choices.
- *complaints found*: of the complaint intents; *right*: of what was taken for a complaint; *odd kinds*:
  complaints for which there is no intent.
- *dangers missed*: not put into the sensitive lane; *seen by nobody*: of these, those that did not reach a
  person as a complaint or an unknown question either; *false alarms*: ordinary messages in that lane."""
WAYS = """\
The constants that join the opinions are the shipped ones in every line; they were fitted with all parts in
place. A hotel's own phrases are always joined at the desk and in `qonaq ask`. What belongs to an entry of
the hotel that is no intent counts as wrong here, also where it would content the guest. *Told another
language*: Russian to English, Azerbaijani and Kazakh messages, English to the others."""
SURE = """\
Of the messages of an intent and those that are none of the desk's business (for which nothing is right):
how probable the likeliest entry was called, and how often it was right. An answer needs 87 %."""
LANGUAGE = """\
Of all locked messages, those whose language was found, and of how many. Up to three words the desk follows
the chat's language on purpose, unless the words speak against it; the app may be in another one (the same
as above)."""
WISHES = """\
The messages of `phrasebook/double`. Nothing has learnt them, but they were written with the phrasebook, so
they are no blind set. With the demo hotel's own phrases; no language is told. *Both answered*: in one
message; *a person reads both*: complaints, dangers, the wish for a person, and what was not understood."""
FOLLOW_UPS = """\
There is no blind set of follow-ups ("and on Sunday?"), so how many are recognised is not known. The {known}
of `tests/understanding/messages/followups.tsv` give {found}, but a test demands that. Measured is the
contrary: of the {locked} locked messages, which have a subject of their own, {taken} would be taken for
one{said}."""
LEFT_OUT = """### Kinds of complaint that nothing taught

`python -m tools.understanding kinds`: half of the kinds left out of the main part, then the other half; one
epoch; asked from the blind part. Not everything is ignorant of them: the lexicons of complaint words and the
constants that join the heads are the shipped ones, made with all kinds in view, and `complaint_general`,
which stays in, may speak of them. So the last column asks the same without the lexicons. The price is what is
neither complaint nor danger, and was taken for a complaint by the same heads.

| kind left out | caught | without the lexicons |
|---|---|---|"""
