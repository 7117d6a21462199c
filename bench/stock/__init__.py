"""Stock Rasa for Chinese behind the product's gateway."""
