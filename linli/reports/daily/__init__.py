"""The day's report of every level: computed from the records, sent on by a person, signed, frozen, corrected in sight."""
