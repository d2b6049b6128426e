"""What each column of a roster says: ages, levels, managers, skills."""
