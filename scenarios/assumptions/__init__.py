"""What is taken as it is: the organisation, its own figures, the assumptions, and what is measured."""
