"""Telephone numbers, the one place: kept as E.164, shown as people here write them.

`stored` and `shown` take a number in any spelling, each other's as well, and always give the same one:

    13905711001              +8613905711001
    0571-88880001转8001      +8657188880001;ext=8001
    400-820-8820             +864008208820
    +852 9123 4567           +85291234567
    95598                    95598               a service number has no E.164: it is dialled here only

Text that is no number is given back as it is, so that what a customer told us is never lost over its spelling.
"""

import re
from functools import lru_cache
from unicodedata import normalize

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

SMS, VOICE = "sms", "voice"  # the channels whose customers are found by phone

_HOME, _COUNTRY = "CN", 86
_WRITTEN = re.compile(r"[+(]?\d[\d ().\-]{1,30}\d")
_EXTENSION = re.compile(r"(.*?)[ ,]*(?:转分机|转|分机|;ext=|ext\.?|#)[ :号]*(\d{1,6})", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"(.*\d{7})-(\d{1,6})")  # only where the whole is too long for a number
# By shape: the library's list of what is assigned is older than the newest mobiles and areas.
_MOBILE = re.compile(r"1[3-9]\d{9}")
_TOLL_FREE = re.compile(r"([48]00)(\d{3})(\d{4})")
_LANDLINE = re.compile(r"(?![48]00)(10|2\d|[3-9]\d\d)(\d{7,8})")
_MAY_BE_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN)


@lru_cache(maxsize=4096)
def stored(text: str) -> str:
    """As it is kept and dialled: E.164, an extension after `;ext=`."""
    number = _read(text)
    return text if number is None else _stored(number)


def _stored(number: PhoneNumber) -> str:
    if _is_service(number):
        return str(number.national_number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{e164};ext={number.extension}" if number.extension else e164


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """As customers and staff read it: numbers of the mainland without their country, others with it."""
    number = _read(text)
    return text if number is None else _shown(number)


def _shown(number: PhoneNumber) -> str:
    digits = str(number.national_number)
    if number.country_code != _COUNTRY:
        plain = PhoneNumber()  # how extensions are written abroad differs from country to country
        plain.merge_from(number)
        plain.extension = None
        digits = phonenumbers.format_number(plain, PhoneNumberFormat.INTERNATIONAL)
    elif toll_free := _TOLL_FREE.fullmatch(digits):
        digits = "-".join(toll_free.groups())
    elif landline := _LANDLINE.fullmatch(digits):
        digits = f"0{landline[1]}-{landline[2]}"
    return f"{digits}转{number.extension}" if number.extension else digits


def masked(text: str) -> str:
    """What somebody sees of a number who need not know it: how it begins and ends."""
    number = shown(text)
    return f"{number[:3]}****{number[-4:]}" if len(number) > 8 else "****"


def is_phone(text: str) -> bool:
    """Whether the text is a number and nothing else."""
    return _read(text) is not None


def is_mobile(phone: str) -> bool:
    """Whether text messages may reach it: a mainland mobile, or a foreign number not known to be another kind."""
    number = _read(phone)
    if number is None or number.extension:
        return False
    if number.country_code == _COUNTRY:
        return _MOBILE.fullmatch(str(number.national_number)) is not None
    return phonenumbers.number_type(number) in _MAY_BE_MOBILE


@lru_cache(maxsize=4096)
def _read(text: str) -> PhoneNumber | None:
    """None also for what either form of it would read differently, as where a second trunk prefix is left in front."""
    number = _parsed(text)
    forms = (_stored(number), _shown(number)) if number else ()
    return number if all(_parsed(form) == number for form in forms) else None


def _parsed(text: str) -> PhoneNumber | None:
    written = normalize("NFKC", text).strip().replace("—", "-")
    if told := _EXTENSION.fullmatch(written):
        return _number(told[1], told[2])
    whole = _number(written)
    if whole is None and (dashed := _DASHED_EXTENSION.fullmatch(written)):
        return _number(dashed[1], dashed[2])
    return whole


def _number(written: str, extension: str | None = None) -> PhoneNumber | None:
    if not _WRITTEN.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, _HOME)
    except NumberParseException:
        return None
    number.extension = extension
    if number.country_code != _COUNTRY:
        return number if phonenumbers.is_possible_number(number) else None
    digits = str(number.national_number)
    shapes = (_MOBILE, _TOLL_FREE, _LANDLINE)
    return number if any(shape.fullmatch(digits) for shape in shapes) or _is_service(number) else None


def _is_service(number: PhoneNumber) -> bool:
    return number.country_code == _COUNTRY and phonenumbers.is_valid_short_number_for_region(number, _HOME)
