"""Whether a message is all that its customer is going to say, so that nobody need wait whether more comes."""

import re

from language.facts.normalise import normalise, squeeze
from language.facts.yes_no import yes_no

_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})(?!\d)")
_CASE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2}\d{8}-?\d{4}(?!\d)")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_SCORE = re.compile(r"[1-5一二三四五]分?|满意|不满意|非常满意|很不满意|一般")
_DOOR = re.compile(r"\d{1,5}(?:室|号楼?|房|单元|栋|幢)\D{0,3}$|\d{3,4}$")
_MORE_COMES = re.compile(r"[,，、:：]$|(?:然后|还有|而且|但是|就是|那个|因为|另外|我家|我们|我的|这个)$")

YES_OR_NO = frozenset({"confirmed", "offer_visit", "cancel_sure", "closure", "tips"})
LONGEST_NAME, LONGEST_CHOICE = 8, 12  # characters


def is_finished(asked: str, text: str) -> bool:
    """Whether `text` answers what was asked completely. With nothing asked nobody can tell: False."""
    said = squeeze(text)
    if not asked or not said or _MORE_COMES.search(said):
        return False
    if asked in YES_OR_NO:
        return yes_no(text) is not None
    if asked == "phone":
        return bool(_PHONE.search(normalise(text).replace(" ", "")))
    if asked == "case_number":
        return bool(_CASE.search(text) or _PHONE.search(normalise(text)))
    if asked == "code":
        return bool(_CODE.search(normalise(text)))
    if asked == "score":
        return bool(_SCORE.fullmatch(said))
    if asked == "address":
        return bool(_DOOR.search(said))
    if asked == "name":
        return len(said) <= LONGEST_NAME
    return (
        asked in ("machines", "which_case", "slot", "change", "which_field", "product") and len(said) <= LONGEST_CHOICE
    )
