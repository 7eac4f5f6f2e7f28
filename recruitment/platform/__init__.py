"""The platform's web service: who was admitted comes in, what was enrolled goes up."""
