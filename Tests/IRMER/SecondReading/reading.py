"""How a line is read, and the words it may use: contracts section 2, "Facts in" and "How a line is read"."""
import datetime
import json
import re
from fractions import Fraction

# --------------------------------------------------------------------------- vocabulary

MODALITIES = """plain-x-ray dental mammography dexa fluoroscopy interventional-radiology cardiology ct interventional-ct
nm-diagnostic pet-ct pet-mr spect-ct nm-therapy sirt rt-planning-imaging rt-verification-imaging external-beam brachytherapy
intraoperative superficial""".split()
INTERVENTIONAL = {"interventional-radiology", "cardiology", "interventional-ct"}
BEAM = {"external-beam", "brachytherapy", "intraoperative", "superficial"}
DELIVERY = BEAM | {"nm-therapy", "sirt"}
NUCLEAR = {"nm-diagnostic", "pet-ct", "pet-mr", "spect-ct", "nm-therapy", "sirt"}
RADIOTHERAPY = BEAM | {"rt-planning-imaging", "rt-verification-imaging"}
KINDS = "patient research-participant screened non-medical carer foetus infant worker public".split()
EXPOSURES = "accidental unintended near-miss as-intended".split()
REACTIONS = "none transient-erythema erythema epilation desquamation ulceration necrosis cataract other".split()
CAUSES = "set-up-error protocol-failure hardware-failure software-failure patient other".split()
NATIONS = "england scotland wales northern-ireland".split()
TABLE = "1 2.1 2.2 2.3 2.4 3 4.1 4.2a 4.2b 4.2c 5 6 7 8.1 8.2 9.1 9.2 10.1 10.2".split()
MISTAKEN = ("accidental", "unintended")

# --------------------------------------------------------------------------- lines


class Unusable(Exception):
    """A line that is not usable: malformed, or of a form the contract calls an error."""


class Digits(str):
    """A JSON number, as it was written."""


def once(pairs):
    """§ a key given twice … are errors."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise Unusable("a key given twice")
    return dict(pairs)


def no_constant(name):
    raise Unusable(f"{name} is not JSON")


def parse(line):
    try:
        return json.loads(
            line, object_pairs_hook=once, parse_int=Digits, parse_float=Digits, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Unusable(str(error)) from error


def quantity(value):
    """§ Quantities match `[0-9]+(\\.[0-9]+)?` as strings; JSON numbers are read by their digits, not negative,
    exponent within ±99."""
    if isinstance(value, Digits):
        mantissa, _, exponent = value.lower().partition("e")
        if mantissa.startswith("-") or abs(int(exponent or "0")) > 99:
            raise Unusable("negative, or an exponent beyond 99")
        return Fraction(mantissa) * Fraction(10) ** int(exponent or "0")
    if isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return Fraction(value)
    raise Unusable("not a quantity")


def whole(limit):
    """§ Counts and ages are JSON integers from 0 to 10⁹, age to 130."""

    def read(value):
        if isinstance(value, Digits) and re.fullmatch(r"[0-9]+", value) and int(value) <= limit:
            return int(value)
        raise Unusable("not a whole number in range")

    return read


def one_of(values):
    def read(value):
        if isinstance(value, str) and not isinstance(value, Digits) and value in values:
            return value
        raise Unusable("unknown value")

    return read


def truth(value):
    if isinstance(value, bool):
        return value
    raise Unusable("not true or false")


def text(value):
    if isinstance(value, str) and not isinstance(value, Digits):
        return value
    raise Unusable("not text")


def date(value):
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise Unusable("not a date")


def word(value):
    return text(value).strip() or None


count = whole(10**9)
SCHEMA = {
    "nation": one_of(NATIONS), "discoveredOn": date, "modality": one_of(MODALITIES), "interventional": truth,
    "clinicallySignificant": one_of(("yes", "no", "undecided")),
    "equipmentFailure": {"directCause": truth, "beforeClinicalUse": truth},
    "licence": {"breach": truth},
    "theme": {"confirmed": truth, "identifiedOn": date},
    "preliminary": {"outcome": one_of(("meets", "excluded", "not-excluded")), "by": word},
    "classification": {"finalCodes": [text], "complementary": [text], "decidedBy": word},
    "individuals": [{
        "nation": one_of(NATIONS), "ageInDays": whole(50_000), "pregnancyStatus": word, "gestationWeeks": whole(45),
        "breastfeeding": truth, "differenceKinds": [text], "exposureIntendedOnThisOccasion": truth,
        "nuclearMedicine": {"productIntended": word, "productAdministered": word, "prescribed": quantity,
                            "administered": quantity, "extravasation": truth},
        "doses": [{"quantity": one_of(("effective-dose",)), "unit": one_of(("mSv",)), "total": quantity,
                   "low": quantity, "high": quantity}],
        "kind": one_of(KINDS), "ageAtExposure": whole(130), "exposure": one_of(EXPOSURES), "procedureFailure": truth,
        "effectiveDose": {
            "intended": quantity, "total": quantity, "over": quantity, "repeats": quantity, "alternative": text},
        "foetalDose": quantity, "pregnancyKnownAtAuthorisation": truth, "infantDose": quantity,
        "tissueReaction": {"observed": one_of(REACTIONS), "anticipated": truth},
        "planningScans": count,
        "verificationImages": {
            "intendedOverCourse": count, "additionalOverCourse": count, "mostInOneFraction": count,
            "cause": one_of(CAUSES), "thematic": truth, "patientsAffected": count,
        },
        "incorrectRadiopharmaceutical": truth,
        "structures": [{
            "role": one_of(("ptv", "oar")), "name": text, "intended": quantity, "delivered": quantity,
            "fractions": [{"intended": quantity, "delivered": quantity}],
        }],
        "geographicalMiss": {
            "extent": one_of(("none", "partial", "total")), "displacement": quantity, "errorMargin": quantity,
            "imagingActionLevel": quantity,
        },
        "activity": {"prescribed": quantity, "delivered": quantity},
    }],
}


def read(value, form, unknown):
    """The value in the given form; § `null` and empty lists or objects are absent; § an unknown key is ignored and
    named in `prompts`."""
    if isinstance(form, list):
        if not isinstance(value, list):
            raise Unusable("not a list")
        return [read(element, form[0], unknown) for element in value]
    if isinstance(form, dict):
        if not isinstance(value, dict):
            raise Unusable("not an object")
        unknown += [key for key in value if key not in form]
        given = {key: read(inner, form[key], unknown) for key, inner in value.items()
                 if key in form and inner not in (None, [], {})}
        return {key: inner for key, inner in given.items() if inner not in ({}, [])}
    return form(value)


def facts_of(line):
    unknown = []
    facts = read(parse(line), SCHEMA, unknown)
    for key in ("nation", "discoveredOn", "individuals"):
        if key not in facts:
            raise Unusable(f"{key} is required")
    for individual in facts["individuals"]:
        dose = individual.get("effectiveDose", {})
        parts = [dose.get(key) for key in ("intended", "over", "repeats")]
        if None not in parts:
            # § a total that contradicts its parts [is an error]
            if dose.setdefault("total", sum(parts)) != sum(parts):
                raise Unusable("a total that contradicts its parts")
        if any("role" not in structure for structure in individual.get("structures", [])):
            raise Unusable("a structure without role")  # § a structure without `role` [is an error]
        settle(individual)
    letters = facts.get("classification", {}).get("complementary", [])
    if facts.get("clinicallySignificant") == "no" and any(letter.startswith("C") for letter in letters):
        raise Unusable("C beside `clinicallySignificant: no`")
    return facts, unknown


# --------------------------------------------------------------------------- facts beside the rule's own key


def ages(days):
    """Every age in whole years that somebody so many days old can have: tried for each birthday of four years."""
    found = set()
    for number in range(1461):
        born = datetime.date(2001, 1, 1) + datetime.timedelta(days=number)
        today = born + datetime.timedelta(days=days)
        # whoever was born on 29 February has a birthday on 1 March where there is none.
        found.add(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
    return found


def settle(individual):
    """§ Where the own key is absent, the neighbour settles the fact or makes it unknown, never none. Where both are
    given and contradict: an error naming both when typed or assessed."""
    if "ageInDays" in individual:
        possible = ages(individual["ageInDays"])
        if individual.setdefault("ageAtExposure", None) not in possible | {None}:
            raise Unusable("ageInDays contradicts ageAtExposure")
        if individual["ageAtExposure"] is None:
            del individual["ageAtExposure"]
            individual["ages"] = possible
    if individual.get("pregnancyStatus") == "not-pregnant" and (
            individual.get("foetalDose") or individual.get("pregnancyKnownAtAuthorisation")
            or "gestationWeeks" in individual):
        raise Unusable("not-pregnant beside a pregnancy")
    if individual.get("breastfeeding") is False and individual.get("infantDose"):
        raise Unusable("no breastfeeding beside an infant dose")
    nuclear = individual.get("nuclearMedicine", {})
    products = [nuclear.get(key) for key in ("productIntended", "productAdministered")]
    if any(products):
        # § two different products are `incorrectRadiopharmaceutical`
        differ = None if None in products else products[0].lower() != products[1].lower()
        flag = individual.get("incorrectRadiopharmaceutical")
        if flag is None and differ is None:
            individual["product is open"] = True
        elif flag is None:
            individual["incorrectRadiopharmaceutical"] = differ
        elif differ is not None and differ != flag:
            raise Unusable("the products contradict incorrectRadiopharmaceutical")
    for key, other in (("prescribed", "prescribed"), ("delivered", "administered")):
        if other in nuclear:
            if individual.setdefault("activity", {}).setdefault(key, nuclear[other]) != nuclear[other]:
                raise Unusable(f"activity/{key} contradicts nuclearMedicine/{other}")
    if "radiopharmaceutical" in individual.get("differenceKinds", []) and (
            "incorrectRadiopharmaceutical" not in individual):
        individual["product is open"] = True
    for dose in individual.get("doses", []):
        ends = [dose[key] for key in ("low", "total", "high") if key in dose]
        if ends != sorted(ends):
            raise Unusable("low, total and high are not in their order")


def estimates(individual):
    """The effective doses that may be right, each with the ends of its range. Two that disagree are unsettled."""
    own = individual.get("effectiveDose", {})
    found = [[own["total"]]] if "total" in own else []
    for dose in individual.get("doses", []):
        total = dose.get("total")
        low, high = dose.get("low", total), dose.get("high", total)
        if "quantity" in dose and (low is not None or high is not None):
            found.append([Fraction(0) if low is None else low, high])
    return found
