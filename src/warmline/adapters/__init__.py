"""The outside world, without judgement."""
