"""The provider's reports: what all stores together and each of them sold, and how."""
