"""What a person is told of a conversation, taken from the words as they stand, without a model."""
