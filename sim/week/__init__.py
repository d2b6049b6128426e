"""A week: the programme office, the calendar, the settling before launch, and what is recorded."""
