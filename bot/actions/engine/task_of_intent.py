"""Which task an intent begins, by name: the one table of it."""

TASK_OF = {  # intent: task
    "report_fault": "report_fault",
    "book_visit": "book_visit",
    "change_visit": "book_visit",
    "check_progress": "check_progress",
    "check_warranty": "check_warranty",
    "complain": "complain",
    "request_return": "service_request",
    "request_part": "service_request",
    "request_invoice": "service_request",
    "suggest": "service_request",
    "praise": "service_request",
    "request_contract": "service_request",
    "request_training": "service_request",
    "request_manual": "service_request",
    "request_installation": "report_fault",
    "request_maintenance": "report_fault",
    "reopen": "reopen",
    "ask_closure": "closure",
    "ask_waiting": "answer_waiting",
    "ask_ready": "visit_ready",
    "ask_survey": "survey",
    "ask_survey_silent": "survey",
    "ask_regular": "survey",
}

# In the middle of another task these are mostly part of it, or a question that is answered in passing.
PART_OF_ANOTHER = frozenset(
    {"report_fault", "book_visit", "check_warranty", "request_installation", "request_maintenance"}
)

# Which kind of service request.
REQUEST_OF = {
    "request_return": "return",
    "request_part": "part",
    "request_invoice": "invoice",
    "suggest": "suggestion",
    "praise": "praise",
    "request_contract": "contract",
    "request_training": "training",
    "request_manual": "manual",
}
