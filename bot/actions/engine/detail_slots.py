"""The slots that hold what customers tell of themselves and of the machine: named here and nowhere else."""

CONTACT = ("phone", "name", "address")  # who, and where; told once, they hold for every wish
MACHINE = ("serial", "model", "product")  # about what; in this order, as the later fills in more
MATTER = (*CONTACT, *MACHINE)  # what a report is made of, besides its story
PROOF = ("phone", "name", "serial", "case_number")  # what shows whose talk it is
IDENTIFYING = (*CONTACT, "case_number")  # while one is asked for, others are told along with it; kept over a task's end
CORRECTED = (*CONTACT, "symptom", "product")  # what a report's read-back can be corrected in, by name
PLAIN = (*IDENTIFYING, "serial", "model")  # asked for in one word: nothing else is an answer
