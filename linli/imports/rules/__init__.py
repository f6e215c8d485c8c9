"""Reading the rows of a resident workbook: pure rules, from cells to what they say. No Django, no clock, no database."""
