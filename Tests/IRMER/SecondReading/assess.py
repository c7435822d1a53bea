"""A second reading of `candour assess`, written from contracts section 2 alone.

It shares nothing with the Swift rules: not the code, not the way of thinking. Where Swift reasons about a missing
fact, this page tries the values that the fact could have and looks whether the answer changes. Sentences after `§`
are quoted from the contract. `python3 generate.py SEED COUNT` prints documents together with what is expected of them.
"""
import datetime
import functools
import itertools
from fractions import Fraction

from reading import (BEAM, CAUSES, DELIVERY, INTERVENTIONAL, MISTAKEN, NUCLEAR, RADIOTHERAPY, TABLE, Unusable,
                     estimates, facts_of)

# --------------------------------------------------------------------------- three values

MET, EXCLUDED, UNDETERMINED = "met", "excluded", "undetermined"
HUGE = Fraction(10) ** 130
NEAR = Fraction(1, 10**9)


def judge(test, divisor=None, **facts):
    """§ `met` when every value of its missing facts meets it, `excluded` when none does, `undetermined` otherwise.

    Each fact comes with the values to try: one if it is known. `test` answers True, False or, where something was
    given of which nothing was intended, None. Also gives the facts that would settle it: those on which the answer
    turns, and the `divisor` where it stands at 0.
    """
    axes = [list(values) for values in facts.values()]
    points = itertools.product(*(range(len(axis)) for axis in axes))
    answers = {point: test(*(axis[at] for axis, at in zip(axes, point))) for point in points}
    if set(answers.values()) == {True}:
        return MET, frozenset()
    if set(answers.values()) == {False}:
        return EXCLUDED, frozenset()
    missing = {divisor} if None in answers.values() else set()
    for place, name in enumerate(facts):
        first = {}
        others = ((point[:place] + point[place + 1:], answer) for point, answer in answers.items())
        if len(axes[place]) > 1 and any(first.setdefault(rest, answer) != answer for rest, answer in others):
            missing.add(name)
    return UNDETERMINED, frozenset(missing)


def any_of(*limbs):
    return combined(limbs, MET, EXCLUDED)


def all_of(*limbs):
    return combined(limbs, EXCLUDED, MET)


def combined(limbs, decisive, otherwise):
    """Limbs that share no missing fact: there it comes to the same as trying every value."""
    if any(result == decisive for result, _ in limbs):
        return decisive, frozenset()
    if all(result == otherwise for result, _ in limbs):
        return otherwise, frozenset()
    return UNDETERMINED, frozenset().union(*(missing for result, missing in limbs if result == UNDETERMINED))


def known(truth_value):
    return (MET if truth_value else EXCLUDED), frozenset()


def unknown_fact(*names):
    return UNDETERMINED, frozenset(names)


def around(*values):
    """The given values and some on each side of them."""
    return {0, HUGE, *values, *(value * (1 + NEAR) for value in values), *(value * (1 - NEAR) for value in values)}


# --------------------------------------------------------------------------- criteria


def child_below(nation):
    """§ requirements R023: England, Wales, Northern Ireland under 18, Scotland under 16; on the birthday adult."""
    return 16 if nation == "scotland" else 18


ROWS = {
    "2.1": lambda intended, total, limit: intended < Fraction("0.3") and total >= limit,
    # § 2.5 mSv intended falls to 2.2.
    "2.2": lambda intended, total, limit: Fraction("0.3") <= intended <= Fraction("2.5") and total >= 10 * intended,
    "2.3": lambda intended, total, limit: Fraction("2.5") < intended <= 10 and total >= 25,
    "2.4": lambda intended, total, limit: intended > 10 and total * 2 >= intended * 5,
}


def limits(individual, nation):
    """The total, in mSv, from which a child's or an adult's dose counts; both where the age is not known."""
    age = individual.get("ageAtExposure")
    years_known = individual.get("ages", range(131)) if age is None else [age]
    return tuple({1 if years < child_below(nation) else 3 for years in years_known})


@functools.lru_cache(maxsize=4096)
def dose_row(code, intended, total, by_age):
    """2.1 to 2.4."""
    edges = [Fraction(edge) for edge in ("0.3", "1", "2.5", "3", "10", "25")]
    scaled = [] if total is None else [total / 10, total * 2 / 5]
    intendeds = {intended} if intended is not None else around(*edges, *scaled)
    reached = [value * factor for value in intendeds for factor in (10, Fraction("2.5"))]
    totals = {total} if total is not None else around(*edges, *reached)
    return judge(ROWS[code], **{
        "effectiveDose/intended": intendeds, "effectiveDose/total": totals, "ageAtExposure": by_age})


def accidental(total, by_age, nation):
    """R020–R022: England 3 mSv (adult), 1 mSv (child), inclusive; elsewhere all, regardless of dose."""
    if nation != "england":
        return known(True)
    totals = {total} if total is not None else around(Fraction(1), Fraction(3))
    return judge(lambda dose, limit: dose >= limit, **{"effectiveDose/total": totals, "ageAtExposure": by_age})


def ratio(test):
    """§ Nothing intended or prescribed (0): a ratio test is excluded if nothing was given, otherwise undetermined."""

    def tested(intended, delivered):
        if intended == 0:
            return None if delivered > 0 else False
        return test(intended, delivered)

    return tested


def ratio_limb(test, intended, delivered, names, factors):
    factors = [Fraction(factor) for factor in factors]
    intendeds = {intended} if intended is not None else around(1, *(delivered / f for f in factors if delivered))
    delivereds = {delivered} if delivered is not None else around(*(i * f for i in intendeds for f in factors))
    return judge(ratio(test), divisor=names[0], **{names[0]: intendeds, names[1]: delivereds})


def over(dose, factor, path):
    """Inclusive: "1.1 or more times", "1.2 or more times"."""
    factor = Fraction(factor)
    names = (path + "/intended", path + "/delivered")
    return ratio_limb(lambda i, d: d >= factor * i, dose.get("intended"), dose.get("delivered"), names, (factor,))


def under(dose, path):
    """Inclusive: "0.9 or less times"."""
    names = (path + "/intended", path + "/delivered")
    return ratio_limb(lambda i, d: d * 10 <= i * 9, dose.get("intended"), dose.get("delivered"), names, ("0.9",))


def over_dose(structures):
    """8.1's test. § `fractions` absent leaves 8.1's single-fraction limb unknown; fractions are never summed into a
    course; the structures given are all that 8.1 judges."""
    if not structures:
        return unknown_fact("structures")
    limbs = []
    for place, structure in enumerate(structures):
        path = f"structures/{place}"
        limbs.append(over(structure, "1.1", path))
        fractions = structure.get("fractions")
        if fractions is None:
            limbs.append(unknown_fact(path + "/fractions"))
        else:
            limbs += [over(f, "1.2", f"{path}/fractions/{n}") for n, f in enumerate(fractions)]
    return any_of(*limbs)


def under_dose(structures):
    """§ with no `ptv` among them 8.2 and 9.2's under-dose limb are unknown."""
    targets = [(place, each) for place, each in enumerate(structures or []) if each["role"] == "ptv"]
    if not targets:
        return unknown_fact("structures")
    return any_of(*(under(each, f"structures/{place}") for place, each in targets))


def extents(miss):
    """Table: absent means `none`. § A `geographicalMiss` without `extent` is unknown."""
    if miss is None:
        return {"none"}
    return {miss["extent"]} if "extent" in miss else {"none", "partial", "total"}


def geographical(extent, miss):
    return judge(lambda value: value == extent, **{"geographicalMiss/extent": extents(miss)})


def displaced(miss):
    """R053, A-22: more than 2.5 × the margin, strictly. § with both margins given `errorMargin` counts."""
    miss = miss or {}
    margin = miss.get("errorMargin", miss.get("imagingActionLevel"))
    displacement = miss.get("displacement")
    displacements = {displacement} if displacement is not None else around(1, *([margin * 5 / 2] if margin else []))
    margins = {margin} if margin is not None else around(1, *(value * 2 / 5 for value in displacements))
    return judge(lambda d, m: d * 2 > m * 5,
                 **{"geographicalMiss/displacement": displacements, "geographicalMiss/errorMargin": margins})


def verification(code, images, sharing):
    """4.2a, 4.2b, 4.2c; `sharing(cause)` counts the individuals of the incident with that cause."""

    def enough(intended, additional):
        return ratio(lambda i, a: a * 2 >= i)(intended, additional)

    def patients(*causes, others=0):
        """§ `patientsAffected`, or if more, the individuals of the incident … (absent means those)"""
        return max(images.get("patientsAffected", 0), *(sharing(cause) + others for cause in causes))

    def test(most, intended, additional, cause, thematic, others=0):
        if code == "4.2a":  # § three or more in one fraction, cause `set-up-error` or `protocol-failure`
            return most >= 3 and cause in ("set-up-error", "protocol-failure")
        if code == "4.2b":  # § additional × 2 ≥ intended, `protocol-failure`
            return cause == "protocol-failure" and enough(intended, additional)
        # § hardware or software, and either thematic with the same ratio, or the same fault on three or more patients
        if cause not in ("hardware-failure", "software-failure"):
            return False
        if patients(cause, others=others) >= 3:
            return True
        return thematic and enough(intended, additional)

    def values(key, alternatives):
        return {images[key]} if key in images else set(alternatives)

    intended, additional = images.get("intendedOverCourse"), images.get("additionalOverCourse")
    mosts = values("mostInOneFraction", (0, 2, 3, 4)) if code == "4.2a" else {0}
    intendeds, additionals = {1}, {0}
    if code != "4.2a":
        intendeds = values("intendedOverCourse", (0, 1, 2, 10**9, 2 * (additional or 0), 2 * (additional or 0) + 1))
        additionals = values("additionalOverCourse", (0, 1, 10**9, (intended or 0) // 2, (intended or 0) // 2 + 1))
    result, missing = judge(test, divisor="verificationImages/intendedOverCourse", **{
        "verificationImages/mostInOneFraction": mosts, "verificationImages/intendedOverCourse": intendeds,
        "verificationImages/additionalOverCourse": additionals, "verificationImages/cause": values("cause", CAUSES),
        # § `thematic` absent is unknown.
        "verificationImages/thematic": values("thematic", (True, False)),
        # § 4.2c counts entries whose `cause` is absent as possibly of the same fault
        "others": range(sharing(None)) if code == "4.2c" else {0},
    })
    if code == "4.2c" and sharing(None) > 1 and result == UNDETERMINED:
        causes = [images["cause"]] if "cause" in images else ["hardware-failure", "software-failure"]
        if patients(*causes) < 3 <= patients(*causes, others=sharing(None) - 1):
            # As above: the rules ask for the causes, which may settle it alone.
            missing = {"verificationImages/cause"}
    if code == "4.2c" and "cause" not in images and patients("hardware-failure", "software-failure") >= 3:
        # The contract does not say what to ask first. The rules ask for the cause, which may settle it alone.
        missing &= {"verificationImages/cause"}
    return result, missing


def activity(given, share):
    """R055, R056: outside ± share of the prescribed activity, strictly."""
    low, high = 1 - Fraction(share), 1 + Fraction(share)
    given = given or {}
    return ratio_limb(lambda p, d: d < low * p or d > high * p, given.get("prescribed"), given.get("delivered"),
                      ("activity/prescribed", "activity/delivered"), (low, high))


# --------------------------------------------------------------------------- what applies


def is_interventional(facts, individual):
    """§ 3 where interventional (an interventional modality wins over `interventional: false`; with no modality, when
    a `tissueReaction` is given and `interventional` is not false)."""
    if facts.get("modality") in INTERVENTIONAL or facts.get("interventional"):
        return True
    return "modality" not in facts and "tissueReaction" in individual and "interventional" not in facts


def perhaps_interventional(facts, individual):
    """§ A reaction beyond transient erythema with `interventional` absent makes 3 apply, never more than undetermined,
    … in `fluoroscopy`, `ct` and `plain-x-ray`"""
    observed = individual.get("tissueReaction", {}).get("observed", "none")
    return (observed not in ("none", "transient-erythema") and "interventional" not in facts
            and facts.get("modality") in ("fluoroscopy", "ct", "plain-x-ray"))


def applying(facts, individual):
    """The codes that apply, § Applies."""
    kind, exposure = individual.get("kind", "patient"), individual.get("exposure")
    modality = facts.get("modality")
    if exposure == "near-miss" or kind in ("worker", "public"):
        return set()  # § Nothing for `near-miss`, `worker`, `public`
    # § `breastfeeding: true` in nuclear medicine makes 6 apply
    infant = kind == "infant" or "infantDose" in individual or individual.get("breastfeeding")
    codes = set()
    if exposure in ("accidental", None):
        codes |= {"1"}
    if exposure in ("unintended", None) and modality not in DELIVERY:
        codes |= set(ROWS)
    if is_interventional(facts, individual) or perhaps_interventional(facts, individual):
        codes |= {"3"}
    for own, home, numbers in (("planningScans", {"rt-planning-imaging"}, {"4.1"}),
                               ("verificationImages", {"rt-verification-imaging"}, {"4.2a", "4.2b", "4.2c"}),
                               ("structures", BEAM, {"8.1", "8.2"}),
                               ("geographicalMiss", BEAM, {"9.1", "9.2"})):
        # § each of these also in any other of these six modalities when its own facts are given. … With no modality,
        # 4, 6–10 apply when their own facts are given
        if modality in home or (own in individual and (modality is None or modality in RADIOTHERAPY)):
            codes |= numbers
    # § `pregnancyStatus` of `pregnant` or `unknown`, or `gestationWeeks`, makes 5 apply. § never none: so do other words.
    if (kind == "foetus" or "foetalDose" in individual or "pregnancyKnownAtAuthorisation" in individual
            or individual.get("pregnancyStatus", "not-asked") not in ("not-pregnant", "not-asked") or "gestationWeeks" in individual):
        codes |= {"5"}
    if infant and (modality is None or modality in NUCLEAR):
        codes |= {"6"}
    if modality in NUCLEAR or (modality is None and ("incorrectRadiopharmaceutical" in individual
                                                   or "product is open" in individual)):
        codes |= {"7"}
    if modality == "sirt" or (modality is None and "activity" in individual):
        codes |= {"10.1"}
    if modality == "nm-therapy" or (modality is None and "activity" in individual):
        codes |= {"10.2"}
    if exposure == "as-intended":
        codes &= {"3", "5", "6"}  # § for `as-intended` only 3, 5 and 6
    if kind in ("foetus", "infant"):
        codes &= {"5"} if kind == "foetus" else {"6"}  # § On a `foetus` only 5, on an `infant` only 6.
    return codes


def yes_or_no(individual, key):
    return {individual[key]} if key in individual else {True, False}


def at_least(limit, individual, key):
    values = {individual[key]} if key in individual else around(Fraction(limit))
    return judge(lambda dose: dose >= limit, **{key: values})


def judged(code, facts, individual):
    nation = individual.get("nation", facts["nation"])
    dose = individual.get("effectiveDose", {})
    structures, miss = individual.get("structures"), individual.get("geographicalMiss")
    if code == "1":
        return severest(individual, lambda total: accidental(total, limits(individual, nation), nation))
    if code in ROWS:
        return severest(
            individual, lambda total: dose_row(code, dose.get("intended"), total, limits(individual, nation)))
    if code == "3":
        # § a reaction other than none and transient erythema; met with a procedure failure, or without one when not
        # anticipated. `anticipated` absent is unknown.
        reaction = individual.get("tissueReaction", {})
        observed = reaction.get("observed", "none") not in ("none", "transient-erythema")
        return judge(lambda failure, anticipated: observed and (failure or not anticipated),
                     **{"procedureFailure": yes_or_no(individual, "procedureFailure"),
                        "tissueReaction/anticipated": yes_or_no(reaction, "anticipated")})
    if code == "4.1":
        return at_least(3, individual, "planningScans")
    if code.startswith("4.2"):
        return verification(code, individual.get("verificationImages", {}), sharers(facts, individual))
    if code == "5":
        # § excluded when the pregnancy was known and the exposure authorised knowing it
        unforeseen = judge(lambda was_known: not was_known,
                           pregnancyKnownAtAuthorisation=yes_or_no(individual, "pregnancyKnownAtAuthorisation"))
        return all_of(unforeseen, at_least(10, individual, "foetalDose"))
    if code == "6":
        failure = judge(bool, procedureFailure=yes_or_no(individual, "procedureFailure"))
        return all_of(failure, at_least(1, individual, "infantDose"))
    if code == "7":
        if "product is open" in individual and "incorrectRadiopharmaceutical" not in individual:
            return unknown_fact("incorrectRadiopharmaceutical")
        return known(individual.get("incorrectRadiopharmaceutical", False))
    if code == "8.1":
        return over_dose(structures)
    if code == "8.2":  # § 8.2 is excluded by a partial or total miss.
        return all_of(geographical("none", miss), under_dose(structures))
    if code == "9.1":
        return geographical("total", miss)
    if code == "9.2":
        # § 9.2 is for `partial`; its dose limb is 8.1's test, or the planning target volume at 0.9 or less
        dose_limb = any_of(over_dose(structures), under_dose(structures))
        return all_of(geographical("partial", miss), displaced(miss), dose_limb)
    found = activity(individual.get("activity"), "0.2" if code == "10.1" else "0.1")
    # § `activity` under 10.1 and 10.2, neither more than undetermined
    return found if "modality" in facts else all_of(unknown_fact("modality"), found)


SEVERITY = (EXCLUDED, UNDETERMINED, MET)


def severest(individual, test):
    """Two estimates that disagree are unsettled, the severer holds; a range across a limit makes the criterion
    undetermined."""
    found = []
    for ends in estimates(individual) or [[None]]:
        results = [test(end) for end in ends]
        # § `met` when every value of its missing facts meets it: a total that is only "at least so much" does.
        if results[0][0] == MET:
            found.append((MET, frozenset()))
        elif len({result for result, _ in results}) == 1:
            found.append((results[0][0], frozenset().union(*(missing for _, missing in results))))
        else:
            _, missing = max(results, key=lambda each: SEVERITY.index(each[0]))
            found.append((UNDETERMINED, missing | {"effectiveDose/total"}))
    return max(found, key=lambda each: (SEVERITY.index(each[0]), -len(each[1])))


def other_readings(facts, individual):
    """§ `exposureIntendedOnThisOccasion` and `differenceKinds` never refuse: judged as given, and where the other
    reading is severer, at least undetermined. A-01, A-02: nothing was intended → accidental."""
    kinds = set(individual.get("differenceKinds", []))
    intended = individual.get("exposureIntendedOnThisOccasion")
    another = kinds & {"patient", "duplicate", "timing"}
    exposure = individual.get("exposure")
    if exposure == "unintended" and (intended is False or intended is None and another):
        yield "exposure", {"exposure": "accidental"}
    if exposure == "as-intended" and intended is False:
        yield "exposure", {"exposure": "accidental"}
    elif exposure == "as-intended" and kinds:
        accident = another and intended is not True
        yield "exposure", {"exposure": "accidental" if accident else "unintended"}
    if kinds & {"laterality", "anatomy"} and individual.get("geographicalMiss", {}).get("extent") != "total":
        if "modality" not in facts or facts["modality"] in BEAM:
            miss = {key: value for key, value in individual.get("geographicalMiss", {}).items() if key != "extent"}
            yield "geographicalMiss/extent", {"geographicalMiss": miss}
    if "radiopharmaceutical" in kinds and not individual.get("incorrectRadiopharmaceutical"):
        yield "incorrectRadiopharmaceutical", {"incorrectRadiopharmaceutical": True}


def combined_readings(facts, individual):
    """Each other reading by itself, then all at once: what differs may differ in several ways."""
    readings = list(other_readings(facts, individual))
    yield from (((key,), change) for key, change in readings)
    together = {}
    for _, change in readings:
        together |= change
    if len(readings) > 1:
        yield tuple(key for key, _ in readings), together


def judged_here(code, facts, individual):
    """What is found of a code; None where it does not apply."""
    if code not in applying(facts, individual):
        return None
    # § While `exposure` is absent nothing is met, at most undetermined: it may be a near miss.
    limbs = [judged(code, facts, individual), known(True) if "exposure" in individual else unknown_fact("exposure")]
    if code == "3" and perhaps_interventional(facts, individual):
        limbs.append(unknown_fact("interventional"))
    return all_of(*limbs)


def sharers(facts, individual):
    """§ the individuals of the incident exposed accidentally or unintentionally with the same `cause`"""

    origin = individual.get("origin", individual)

    def number(cause):
        others = [each for each in facts["individuals"] if each is not origin
                  and each.get("exposure") in MISTAKEN and each.get("verificationImages", {}).get("cause") == cause]
        return 1 + len(others)

    return number


# --------------------------------------------------------------------------- the whole


def most_relevant(facts, individual):
    """§ the most relevant category …, the first that fits"""
    kind, modality = individual.get("kind", "patient"), facts.get("modality")
    if kind in ("foetus", "infant"):
        return "5" if kind == "foetus" else "6"
    reaction = individual.get("tissueReaction", {}).get("observed", "none")
    if reaction not in ("none", "transient-erythema") and is_interventional(facts, individual):
        return "3"
    if individual["exposure"] == "accidental":
        return "1"
    if individual.get("incorrectRadiopharmaceutical") and (modality is None or modality in NUCLEAR):
        return "7"
    intended = individual.get("effectiveDose", {}).get("intended")
    if intended is not None and modality not in DELIVERY:
        if intended < Fraction("0.3"):
            return "2.1"
        return "2.2" if intended <= Fraction("2.5") else "2.3" if intended <= 10 else "2.4"
    applies = applying(facts, individual | {"kind": "patient", "exposure": "unintended"})
    cause = individual.get("verificationImages", {}).get("cause")
    by_cause = {"set-up-error": "4.2a", "protocol-failure": "4.2b",
                "hardware-failure": "4.2c", "software-failure": "4.2c"}
    if "4.2a" in applies and cause in by_cause:
        return by_cause[cause]
    if "4.1" in applies:
        return "4.1"
    if "8.1" in applies:
        # § any structure over → 8.1, else a planning target volume under → 8.2: by however little, for beyond the
        # limit 8.1 would be met. The course decides; a fraction speaks where no course does.
        structures = individual.get("structures", [])
        courses = [each for each in structures if {"intended", "delivered"} <= each.keys()]
        fractions = [fraction for each in structures for fraction in each.get("fractions", [])
                     if {"intended", "delivered"} <= fraction.keys()]
        if any(each["delivered"] > each["intended"] for each in courses):
            return "8.1"
        if any(each["delivered"] < each["intended"] for each in courses if each["role"] == "ptv"):
            return "8.2"
        if any(each["delivered"] > each["intended"] for each in fractions):
            return "8.1"
    if "9.1" in applies:
        extent = individual.get("geographicalMiss", {}).get("extent")
        if extent in ("partial", "total"):
            return "9.1" if extent == "total" else "9.2"
    return {"sirt": "10.1", "nm-therapy": "10.2"}.get(modality)


AUTHORITY = {"england": "CQC", "wales": "HIW", "northern-ireland": "RQIA", "scotland": "HIS"}
DEVICES = {"england": "MHRA", "wales": "MHRA", "scotland": "HFS", "northern-ireland": "NIAIC"}
STRENGTH = ("consider", "should", "must")


def assess(line):
    facts, unknown = facts_of(line)
    people = facts["individuals"]
    significance = facts.get("clinicallySignificant", "undecided")
    equipment, theme = facts.get("equipmentFailure", {}), facts.get("theme", {})
    breach = facts.get("licence", {}).get("breach", False)

    findings = []
    for place, individual in enumerate(people):
        for code in TABLE:
            found = judged_here(code, facts, individual)
            for keys, change in combined_readings(facts, individual):
                severer = judged_here(code, facts, individual | change | {"origin": individual})
                if severer and severer[0] != EXCLUDED and (found is None or found[0] == EXCLUDED):
                    found = all_of(severer, unknown_fact(*keys))
            if found is None:
                continue
            result, missing = found
            findings.append({"individual": place, "code": code, "result": result, "missing": sorted(missing)})

    results = {each["result"] for each in findings}
    # § two or more individuals exposed accidentally or unintentionally (not counting `foetus`, `worker`, `public`)
    counted = [each for each in people if each.get("kind") not in ("foetus", "worker", "public")]
    exposed = sum(each.get("exposure") in MISTAKEN for each in counted)
    maybe = [each for each in people if "exposure" not in each or each["exposure"] == "as-intended"
             and any(key == "exposure" for key, _ in other_readings(facts, each))]
    perhaps = sum(each in maybe for each in counted)
    confirmed = theme.get("confirmed", False)
    multiple = exposed >= 2 or (confirmed and exposed >= 1)
    outsiders = [each.get("kind") in ("worker", "public") for each in people]
    # § significance is undecided while somebody other than a worker or the public was or may have been exposed by
    # mistake, or 5 or 6 applies
    open_question = significance == "undecided" and (
        any(not outside and (each.get("exposure") in MISTAKEN or each in maybe)
            for each, outside in zip(people, outsiders))
        or any(each["code"] in ("5", "6") for each in findings))
    # § entries of unknown exposure could make it more than one individual
    could_be_multiple = perhaps > 0 and (exposed + perhaps >= 2 or confirmed)

    if MET in results or significance == "yes" or multiple:
        outcome = "notifiable"
    elif UNDETERMINED in results or open_question or could_be_multiple:
        outcome = "undetermined"
    elif all(outsiders) or equipment.get("beforeClinicalUse"):
        outcome = "not-irmer"
    else:
        outcome = "not-notifiable"

    # § The `assessment` … carries the severer of rules and person in `outcome`, `notifyBy`, `reportBy`
    classification = facts.get("classification", {})
    final = classification.get("finalCodes", []) + [
        letter for letter in classification.get("complementary", []) if not letter.startswith("V")]
    decided = facts.get("preliminary", {}).get("outcome") == "meets" or (final and classification.get("decidedBy"))
    by_rules, outcome = outcome, "notifiable" if decided else outcome
    # § A-28 (the law's burden): what the investigation did not exclude is at least undetermined
    not_excluded = facts.get("preliminary", {}).get("outcome") == "not-excluded"
    by_person = bool(not_excluded and not decided and outcome in ("not-notifiable", "not-irmer"))
    outcome = "undetermined" if by_person else outcome

    codes = [code for code in TABLE if any(each["code"] == code and each["result"] == MET for each in findings)]
    complementary = []
    if by_rules == "notifiable":
        relevant = codes
        if not codes:
            found = {most_relevant(facts, each) for each in people if each.get("exposure") in MISTAKEN}
            relevant = [code for code in TABLE if code in found]
        letters = (("M", multiple), ("E", equipment.get("directCause")), ("C", significance == "yes"))
        complementary = [letter + code for letter, holds in letters if holds for code in relevant]

    notify_by = report_by = None
    if outcome in ("notifiable", "undetermined"):
        start = facts["discoveredOn"]
        # § from the later of that and `theme.identifiedOn` where the theme is the only ground (no criterion met or
        # undetermined, significance `no`, fewer than two exposed)
        by_person = by_person or decided and by_rules != "notifiable"
        if not by_person and theme.get("confirmed") and not results & {MET, UNDETERMINED} and significance == "no" and exposed < 2:
            start = max(start, theme.get("identifiedOn", start))
        notify_by = str(start + datetime.timedelta(days=14))
        report_by = str(start + datetime.timedelta(days=84))

    return {
        "outcome": outcome, "codes": codes, "complementary": complementary,
        "notifyBy": notify_by, "reportBy": report_by, "authority": AUTHORITY[facts["nation"]],
        "routes": routes(facts, outcome, breach, equipment), "findings": findings, "unknownKeys": sorted(set(unknown)),
    }


def routes(facts, outcome, breach, equipment):
    """§ one entry per body with its strongest `duty`"""
    # § `individuals[].nation` (absent: the document's) …; `routes` names each authority.
    nations = {facts["nation"], *(each["nation"] for each in facts["individuals"] if "nation" in each)}
    found = {}

    def add(body, duty):
        found[body] = max(found.get(body, "consider"), duty, key=STRENGTH.index)

    if outcome in ("notifiable", "undetermined"):
        for nation in nations:
            add(AUTHORITY[nation], "must" if outcome == "notifiable" else "should")
    for nation in nations:
        if breach:
            add(AUTHORITY[nation], "should")
            add("ARSAC", "should")
        if equipment.get("directCause"):
            add(DEVICES[nation], "consider")
        safety = "HSENI" if nation == "northern-ireland" else "HSE"
        if any(each.get("kind") in ("worker", "public") and each.get("exposure") in MISTAKEN
               and (each.get("nation", facts["nation"]) == "northern-ireland") == (safety == "HSENI")
               for each in facts["individuals"]):
            add(safety, "must")
        if equipment.get("beforeClinicalUse"):
            add(safety, "should")
    return dict(sorted(found.items()))


def answer(line):
    """The assessment of a line, None for a blank one, `{"error": …}` for one that is not usable."""
    if not line.strip(" \t\r\n"):
        return None
    try:
        return assess(line)
    except Unusable as error:
        return {"error": str(error)}
