"""What both API clients share: sending, retrying, counting, pages, and the server's clock."""
