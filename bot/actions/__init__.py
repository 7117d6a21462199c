"""Custom actions: what the assistant does when Rasa has understood. They run in the gateway, beside the case database.

A multi-turn wish is a Rasa form; its `validate_…_form` action is a `Flow` of this package. One-turn wishes are
`OneTurn` actions. Words to customers are phrases of `kb/phrases/`.
"""
