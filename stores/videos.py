"""Films among a store's documents."""

VIDEO_KINDS = ("mp4", "webm")
