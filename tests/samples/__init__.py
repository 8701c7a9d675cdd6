"""Sample values that several test modules share."""
