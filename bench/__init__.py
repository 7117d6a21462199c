"""`make bench`: this product beside stock Rasa for Chinese, in one run on one machine. See docs/how-to/bench.md."""
