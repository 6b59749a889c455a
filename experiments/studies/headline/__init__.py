"""What carries the headline: theories, weightings, windows, what hours displace, and the assumptions that turn it."""
