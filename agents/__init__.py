"""Who: people, what they carry, whom they know, and their luck."""
