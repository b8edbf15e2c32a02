"""What the workflows and routes call."""
