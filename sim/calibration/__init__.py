"""Company figures: constants solved so that the run without a programme meets them."""
