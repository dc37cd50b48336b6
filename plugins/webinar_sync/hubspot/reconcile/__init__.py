"""The reconciliation: reads back what HubSpot has, and compares it with what it was sent."""
