"""What studies come to: data, as JSON and as tables; nothing here draws or words it."""
