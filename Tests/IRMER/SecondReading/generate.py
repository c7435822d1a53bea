"""Documents for `assess.py`: seeded, biased to boundaries, to missing facts and to lines that are not usable.

    python3 generate.py SEED COUNT     one JSON object a line: {"line": …, "expected": assessment, error or null}
"""
import json
import random
import sys
from fractions import Fraction

import assess
import reading

DOSES = """0 0.0 0.1 0.29 0.3 0.30 0.300000000000000000000001 0.299999999999999999999999 0.5 0.9 0.99 0.999999 1 1.0
1.00000000000000000000001 2 2.49 2.5 2.50 2.5000000001 2.99 3 3.0 3.3 5 7.9 9.99 10 10.0 10.00001 12 24.99 25 25.0 26
27.5 30 99.9 100 250 1000""".split()
FACTORS = "0 0.7 0.79 0.8 0.81 0.89 0.9 0.90 0.91 1 1.0 1.09 1.1 1.10 1.11 1.19 1.2 1.20 1.21 2.4 2.5 2.6 9.9 10 11".split()
CALM_DOSES = "0.1 0.29 0.3 0.5 0.9 2 5 9.99 20".split()
CALM_FACTORS = "0.91 0.95 1 1 1.0 1.05 1.09".split()
LIMITS = (("0.29", "1"), ("0.29", "3"), ("0.29", "0.99"), ("0.3", "3"), ("0.3", "1"), ("2", "20"), ("2", "19.99"),
          ("2.5", "25"), ("5", "25"), ("5", "24.99"), ("10", "25"), ("10.1", "25.25"), ("12", "30"), ("12", "29.99"))
COUNTS = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 10, 10**9)
AGES = (0, 15, 16, 16, 17, 17, 18, 18, 54, 130)
DATES = ("2026-02-02", "2026-02-02", "2025-12-31", "2024-02-29", "2024-02-15", "2026-03-15", "2026-10-11", "2031-01-01")


class Verbatim(str):
    """Text that stands in the document as it is."""


def decimal(value):
    """The digits of a fraction whose denominator divides a power of ten."""
    places = 0
    while (value * 10**places).denominator > 1:
        places += 1
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return digits[: len(digits) - places] + ("." + digits[len(digits) - places:] if places else "")


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.calm = False  # whether little of what the present document says is beyond a limit

    def chance(self, share):
        return self.random.random() < share

    def pick(self, values):
        return self.random.choice(values)

    # ----------------------------------------------------------------- values

    def quantity(self, digits):
        """A quantity as a string or as one of the number forms JSON knows."""
        if self.chance(0.75):
            return "0" + digits if self.chance(0.03) else digits
        shift = self.pick((0, 0, 0, 1, 2, -1, -3))
        if shift == 0:
            return Verbatim(digits)
        shifted = decimal(Fraction(digits) * Fraction(10) ** shift)
        return Verbatim(shifted + self.pick("eE") + ("-" if shift > 0 else self.pick(("+", "", "0"))) + str(abs(shift)))

    def dose(self):
        return self.pick(CALM_DOSES if self.calm and self.chance(0.8) else DOSES)

    def factor(self):
        return Fraction(self.pick(CALM_FACTORS if self.calm and self.chance(0.9) else FACTORS))

    def count(self):
        return self.pick((0, 1, 2, 2, 7, 10) if self.calm and self.chance(0.8) else COUNTS)

    def pair(self, first, second, share=0.15):
        """Two quantities, often at an exact factor of each other, each absent with the given probability."""
        one = self.dose()
        factor = self.factor() + (Fraction(self.pick((1, -1)), 10**15) if self.chance(0.15) else 0)
        other = decimal(max(Fraction(one) * factor, Fraction(0))) if self.chance(0.8) else self.dose()
        return self.some({first: self.quantity(one), second: self.quantity(other)}, share)

    def some(self, fields, share):
        kept = {}
        for key, value in fields.items():
            if self.chance(share):
                if self.chance(0.1):
                    kept[key] = self.pick((None, {}, []))
            else:
                kept[key] = value
        return kept

    def truth(self):
        return self.chance(0.2 if self.calm else 0.5)

    # ----------------------------------------------------------------- facts

    def effective_dose(self):
        if self.chance(0.04):
            return self.some({"intended": self.quantity(self.dose()), "alternative": "DAP 3.1 Gy cm2"}, 0.3)
        if self.chance(0.25):  # exactly at, or just beside, the limit of a row
            intended, total = self.pick(LIMITS)
            return self.some({"intended": self.quantity(intended), "total": self.quantity(total)}, 0.05)
        if self.chance(0.6):
            return self.pair("intended", "total")
        intended, over, repeats = self.dose(), self.dose(), self.dose()
        fields = {"intended": self.quantity(intended), "over": self.quantity(over), "repeats": self.quantity(repeats)}
        fields = self.some(fields, 0.1)
        if self.chance(0.3):
            total = sum(map(Fraction, (intended, over, repeats)))
            fields["total"] = self.quantity(decimal(total + (Fraction(1, 10**12) if self.chance(0.1) else 0)))
        return fields

    def structure(self):
        fields = self.pair("intended", "delivered", 0.08)
        if self.chance(0.7):
            fields["fractions"] = [self.pair("intended", "delivered", 0.05) for _ in range(self.pick((0, 1, 1, 2, 3)))]
        if self.chance(0.3):
            fields["name"] = self.pick(("rectum", "PTV 60", "naïve \u2028 🫀", ""))
        return {"role": self.pick(("ptv", "ptv", "oar")), **fields}

    def geographical_miss(self):
        margin, factor = self.dose(), Fraction(self.pick(("2.4", "2.5", "2.5", "2.51", "6.25", "0", "3")))
        fields = {"extent": self.pick(("none", "partial", "partial", "partial", "total"))}
        fields |= {"displacement": self.quantity(decimal(Fraction(margin) * factor))}
        fields |= self.pick(({"errorMargin": self.quantity(margin)}, {"imagingActionLevel": self.quantity(margin)},
                             {"errorMargin": self.quantity(margin), "imagingActionLevel": self.quantity(self.dose())}, {}))
        return self.some(fields, 0.1)

    def verification_images(self):
        intended = self.count()
        half = max(0, (intended + self.pick((-1, 0, 0, 1))) // 2)
        additional = half if self.chance(0.7) else self.count()
        return self.some({
            "intendedOverCourse": intended, "additionalOverCourse": additional, "mostInOneFraction": self.count(),
            "cause": self.pick(reading.CAUSES), "thematic": self.truth(),
            **({"patientsAffected": self.count()} if self.chance(0.4) else {}),
        }, 0.12)

    def tissue_reaction(self):
        return self.some({"observed": self.pick(reading.REACTIONS), "anticipated": self.truth()}, 0.15)

    def own_facts(self):
        """Facts of one family or another."""
        return {
            "effectiveDose": self.effective_dose, "tissueReaction": self.tissue_reaction,
            "planningScans": lambda: self.count(), "verificationImages": self.verification_images,
            "incorrectRadiopharmaceutical": self.truth,
            "structures": lambda: [self.structure() for _ in range(self.pick((1, 1, 2, 3)))],
            "geographicalMiss": self.geographical_miss, "activity": lambda: self.pair("prescribed", "delivered", 0.1),
            "foetalDose": lambda: self.quantity(self.pick(("0", "9.99", "10", "10.0", "10.01", "15"))),
            "infantDose": lambda: self.quantity(self.pick(("0", "0.99", "1", "1.0", "1.01", "15"))),
            "pregnancyKnownAtAuthorisation": self.truth,
        }

    def fitting(self, modality):
        """The families that go with a modality."""
        families = ["effectiveDose"]
        if modality in reading.INTERVENTIONAL or (modality is None and self.chance(0.2)):
            families.append("tissueReaction")
        for own, home in (("planningScans", {"rt-planning-imaging"}), ("verificationImages", {"rt-verification-imaging"}),
                          ("structures", reading.BEAM), ("geographicalMiss", reading.BEAM),
                          ("incorrectRadiopharmaceutical", reading.NUCLEAR), ("activity", {"sirt", "nm-therapy"})):
            elsewhere = 0.25 if modality is None else 0.12 if modality in reading.RADIOTHERAPY else 0.03
            if modality in home or self.chance(elsewhere):
                families.append(own)
        return families

    def individual(self, modality):
        fields = {"exposure": self.pick((self.pick(reading.MISTAKEN), "unintended", "unintended", *reading.EXPOSURES))}
        if self.chance(0.25):
            fields["kind"] = self.pick(reading.KINDS)
        fields["ageAtExposure"] = self.pick(AGES)
        families = self.fitting(modality)
        kind = fields.get("kind")
        if kind == "foetus" or self.chance(0.08):
            families += ["foetalDose", "pregnancyKnownAtAuthorisation"]
        if kind == "infant" or (modality in reading.NUCLEAR and self.chance(0.25)) or self.chance(0.03):
            families.append("infantDose")
        fields |= self.neighbours(modality)
        facts = self.own_facts()
        fields |= {family: facts[family]() for family in families}
        fields["procedureFailure"] = self.truth()
        return self.some(fields, 0.12)

    def neighbours(self, modality):
        """Facts beside the rule's own key."""
        if self.chance(0.6):
            return {}
        product = lambda: self.pick(("HDP", "hdp", "MAA", "DTPA"))
        nuclear = {"productIntended": product(), "productAdministered": product()} | self.pair(
            "prescribed", "administered") | {"extravasation": self.truth()}
        estimates = [{"quantity": "effective-dose", "unit": "mSv"} | self.some(
            {"low": self.quantity("0.5"), "total": self.quantity(self.dose()), "high": self.quantity("30")}, 0.4)
            for _ in range(self.pick((1, 1, 2)))]
        kinds = ("dose", "anatomy", "laterality", "radiopharmaceutical", "timing", "patient", "duplicate")
        fields = {
            "nation": self.pick(reading.NATIONS), "pregnancyStatus": self.pick(("pregnant", "unknown", "not-pregnant")),
            "ageInDays": self.pick((0, 20, 5843, 5844, 5845, 6573, 6574, 6575, 6576, 20_000)),
            "gestationWeeks": self.pick((0, 12)), "breastfeeding": self.truth(),
            "differenceKinds": [self.pick(kinds) for _ in range(self.pick((1, 1, 2)))],
            "exposureIntendedOnThisOccasion": self.truth(), "doses": estimates,
            "nuclearMedicine": self.some(nuclear, 0.35),
        }
        if modality not in reading.NUCLEAR and modality is not None and self.chance(0.8):
            del fields["nuclearMedicine"]
        return self.some(fields, 0.8)

    def decision(self):
        codes = self.pick((["2.3"], ["1", "7"], []))
        letters = self.pick(([], ["M1"], ["C2.3"], ["V3"]))
        return {
            "preliminary": self.some({"outcome": self.pick(("meets", "excluded", "not-excluded")), "by": "MPE"}, 0.3),
            "classification": self.some({"finalCodes": codes, "complementary": letters, "decidedBy": "MPE"}, 0.3),
        }

    def individuals(self, modality):
        """Some individuals, at times of one and the same story."""
        number = 1 if self.calm and self.chance(0.5) else self.pick((1, 1, 2, 2, 3, 4))
        everybody = [self.individual(modality) for _ in range(number)]
        if self.chance(0.3):
            for each in everybody[1:]:
                each |= {key: value for key, value in everybody[0].items() if key != "exposure" and self.chance(0.9)}
        return everybody

    def quiet(self):
        """An incident of which no criterion is met, so that themes and unknown exposures decide."""
        individuals = []
        for _ in range(self.pick((1, 1, 2, 3))):
            kind = self.pick(("patient", "patient", "carer", "foetus", "worker"))
            dose = {"foetalDose": "1"} if kind == "foetus" else {"effectiveDose": {"intended": "0.5", "total": "0.6"}}
            exposure = {"exposure": self.pick(("unintended", *reading.EXPOSURES[1:]))} if self.chance(0.75) else {}
            individuals.append({"kind": kind, "ageAtExposure": 54} | dose | exposure)
        return {
            "nation": "england", "discoveredOn": self.pick(DATES), "modality": self.pick(("ct", "dental")),
            "clinicallySignificant": self.pick(("no", "no", "no", "undecided")), "individuals": individuals,
            "theme": self.some({"confirmed": self.chance(0.7), "identifiedOn": self.pick(DATES)}, 0.1),
        }

    def document(self):
        self.calm = self.chance(0.6)
        modality = self.pick(reading.MODALITIES) if self.chance(0.88) else None
        fields = {
            "nation": self.pick(("england", "england", *reading.NATIONS)), "discoveredOn": self.pick(DATES),
            "clinicallySignificant": self.pick(("no", "no", "no", "yes", "undecided")),
            "individuals": self.individuals(modality),
        }
        if modality:
            fields["modality"] = modality
        for share, key, value in (
            (0.12, "interventional", self.truth()),
            (0.2, "equipmentFailure", self.some({"directCause": self.truth(), "beforeClinicalUse": self.chance(0.3)}, 0.2)),
            (0.12, "licence", self.some({"breach": self.truth()}, 0.1)),
            (0.2, "theme", self.some({"confirmed": self.chance(0.7), "identifiedOn": self.pick(DATES)}, 0.2)),
        ):
            if self.chance(share):
                fields[key] = value
        if self.chance(0.08):
            fields |= self.decision()
        if self.chance(0.04):
            self.pick([fields, *fields["individuals"]])[self.pick(("site", "narrative", "unit"))] = self.pick(("x", 1, {"a": []}))
        if self.chance(0.05):
            del fields["clinicallySignificant"]
        return fields

    # ----------------------------------------------------------------- lines

    def spelt(self, value, twice):
        """JSON text of a value; `twice` asks for one key to be given twice."""
        if isinstance(value, Verbatim):
            return str(value)
        if isinstance(value, list):
            return "[" + ",".join(self.spelt(each, twice) for each in value) + "]"
        if isinstance(value, dict):
            members = list(value.items())
            self.random.shuffle(members)
            if members and twice and self.chance(0.5):
                members.append(self.pick(members))
                twice = False
            gap = self.pick(("", "", " ", "\t"))
            return "{" + ",".join(json.dumps(k) + ":" + gap + self.spelt(v, twice) for k, v in members) + "}"
        return json.dumps(value, ensure_ascii=self.chance(0.5))

    def spoil(self, document):
        """Gives some place of the document a value of another form."""
        place = document
        while True:
            key = self.pick(list(place) if isinstance(place, dict) else range(len(place)))
            if isinstance(place[key], (dict, list)) and place[key] and self.chance(0.85):
                place = place[key]
                continue
            place[key] = self.pick((
                None, {}, [], True, "", "yes", "0x1", "1e3", "-1", "+1", ".5", "5.", " 1", "1 ", "١", "1,5", "NaN", 3, "3",
                Verbatim("-1"), Verbatim("3.5"), Verbatim("1e99"), Verbatim("1e100"), Verbatim("1e-99"), Verbatim("1e-100"),
                Verbatim("1E+2"), Verbatim("01"), Verbatim("1."), Verbatim("NaN"), Verbatim("1000000001"), Verbatim("131"),
                "2026-02-30", "2025-02-29", "2026-2-2", "2026-13-01", "2026-02-02T00:00:00Z", "Patient", ["x"], [1], {"a": 1},
                "england", "9" * 100, "0." + "3" * 99, Verbatim("9" * 99), Verbatim("1" * 50 + "." + "7" * 50),
            ))
            return

    def line(self):
        document = self.quiet() if self.chance(0.06) else self.document()
        if self.chance(0.08):
            self.spoil(document)
        text = self.spelt(document, twice=self.chance(0.02))
        if self.chance(0.01):
            text = text[: self.random.randrange(len(text))]
        if self.chance(0.005):
            text = self.pick(("", " ", "null", "[]", "{}", "7", '"x"', "{", "\ufeff{}", "nul", text + "}", text + text))
        return self.pick(("", "", "", " ")) + text


if __name__ == "__main__":
    generator = Generator(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        line = generator.line()
        print(json.dumps({"line": line, "expected": assess.answer(line)}))
