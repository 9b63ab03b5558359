"""What endpoints for machines share: health for now."""
