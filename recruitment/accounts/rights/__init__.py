"""Rights by programme and by act: what the centre's administrator grants or takes away (R8.3)."""
