"""In which order cases are worked on (R16)."""

from kb.models.knowledge import Knowledge

NO_GRADE = 5


def priority_of(kb: Knowledge, level: int, grade: str) -> int:
    """By business impact first, then by the contract's grade; 1 is the most urgent."""
    grades = kb.policies.sla.grades
    by_grade = next((service_grade.priority for service_grade in grades if service_grade.id == grade), NO_GRADE)
    return min({1: 1, 2: 2, 3: 4}[level], by_grade + 1)
