"""Lists that people narrow and sort: the views they keep of them, for themselves or for all."""
