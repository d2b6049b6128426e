"""What if: the organisation, the assumptions, the policy; files and strategies."""
