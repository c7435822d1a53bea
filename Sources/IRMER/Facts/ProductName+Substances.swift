// Words of the names of radiopharmaceuticals.
//
// The guidance names two products, technetium-99m MAA and technetium-99m HDP. The other names are
// international non-proprietary names, abbreviations and brands in general use, as drug
// dictionaries have them (that of the National Cancer Institute, cancer.gov, for MAA and MDP). A
// name is listed only where it can mean nothing else: octreotide, albumin or HIDA alone are not.

extension ProductName {
  /// The substance by each of its names, which are split into words.
  static let substances: [[String]: String] = {
    var found: [[String]: String] = [:]
    for (substance, names) in ProductName.substanceNames {
      for name in [substance] + names { found[ProductName.words(of: name)] = substance }
    }
    return found
  }()

  /// How many words the longest name has.
  static let longestNameWords = 7

  private static let substanceNames: [(substance: String, names: [String])] =
    bone + kidneyAndLung + heartAndBrain + positron + receptors + therapy

  private static let bone: [(substance: String, names: [String])] = [
    (
      "hdp",
      [
        "hmdp", "oxidronate", "oxidronic acid", "hydroxymethylene diphosphonate",
        "hydroxymethylenediphosphonate", "hydroxydiphosphonate",
      ]
    ),
    (
      "mdp",
      [
        "medronate", "medronic acid", "methylene diphosphonate", "methylenediphosphonate",
        "methylene diphosphonic acid",
      ]
    ),
    ("pyrophosphate", ["pyp"]),
  ]

  private static let kidneyAndLung: [(substance: String, names: [String])] = [
    (
      "maa",
      [
        "macrosalb", "macroaggregated albumin", "macro aggregated albumin",
        "macroaggregated human albumin", "macroaggregates of albumin", "albumin macroaggregates",
        "albumin macroaggregate", "albumin aggregated", "human albumin macroaggregates",
        "macroaggregated human serum albumin", "human serum albumin macroaggregates", "lyomaa",
        "pulmocis",
      ]
    ),
    (
      "dmsa",
      ["succimer", "dimercaptosuccinic acid", "dimercapto succinic acid"]
    ),
    (
      "dtpa",
      [
        "pentetate", "pentetic acid", "diethylenetriaminepentaacetic acid",
        "diethylenetriamine pentaacetic acid", "diethylene triamine pentaacetic acid",
      ]
    ),
    ("mag3", ["mertiatide", "mercaptoacetyltriglycine", "mercaptoacetyl triglycine"]),
    ("edta", ["edetic acid", "edetate"]),
    ("pertechnetate", ["sodium pertechnetate", "tco4"]),
    ("mebrofenin", []),
    ("technegas", []),
    ("tauroselcholic acid", ["sehcat"]),
  ]

  private static let heartAndBrain: [(substance: String, names: [String])] = [
    (
      "sestamibi",
      ["mibi", "methoxyisobutylisonitrile", "methoxy isobutyl isonitrile", "cardiolite"]
    ),
    ("tetrofosmin", ["myoview"]),
    ("thallous chloride", ["thallium chloride"]),
    ("hmpao", ["exametazime", "ceretec"]),
    ("ecd", ["bicisate", "neurolite"]),
    ("ioflupane", ["datscan", "fp cit"]),
    (
      "mibg",
      [
        "iobenguane", "metaiodobenzylguanidine", "meta iodobenzylguanidine",
        "m iodobenzylguanidine", "adreview",
      ]
    ),
    ("tilmanocept", ["lymphoseek"]),
  ]

  private static let positron: [(substance: String, names: [String])] = [
    (
      "fdg",
      [
        "fludeoxyglucose", "fluorodeoxyglucose", "fluoro deoxyglucose", "fluoro deoxy glucose",
        "fluoro 2 deoxyglucose", "2 fluoro 2 deoxyglucose", "fluoro 2 deoxy d glucose",
        "2 fluoro 2 deoxy d glucose", "2 deoxy 2 fluoro d glucose",
      ]
    ),
    ("fluoride", ["sodium fluoride", "naf"]),
    ("fluorodopa", ["fdopa", "f dopa", "dopa", "6 fluorodopa"]),
    ("fluciclovine", ["facbc", "axumin"]),
    ("flutemetamol", ["vizamyl"]),
    ("florbetapir", ["amyvid"]),
    ("florbetaben", ["neuraceq"]),
    ("ammonia", []),
  ]

  private static let receptors: [(substance: String, names: [String])] = [
    ("psma", []),
    ("psma 11", ["gozetotide", "psma hbed cc", "locametz", "illuccix"]),
    ("psma 1007", []),
    ("psma 617", ["vipivotide tetraxetan", "pluvicto"]),
    ("pentetreotide", ["octreoscan", "dtpa octreotide", "octreotide dtpa"]),
    (
      "dotatate",
      ["oxodotreotide", "dota tate", "dota octreotate", "lutathera", "netspot"]
    ),
    ("dotatoc", ["edotreotide", "dota toc", "somakit toc"]),
    ("dotanoc", ["dota noc"]),
  ]

  private static let therapy: [(substance: String, names: [String])] = [
    ("iodide", ["sodium iodide", "nai"]),
    ("radium dichloride", ["radium chloride", "xofigo"]),
    ("lexidronam", ["quadramet", "edtmp"]),
    ("ibritumomab tiuxetan", ["zevalin"]),
    ("resin microspheres", ["sir spheres", "sirspheres"]),
    ("glass microspheres", ["therasphere", "theraspheres"]),
  ]

  /// Words that make a product no other one.
  static let plainWords: Set<String> = [
    "technescan", "sodium", "disodium", "injection", "labelled", "labeled", "radiolabelled",
    "kit", "scan", "tracer", "radiopharmaceutical",
  ]

  /// The elements of nuclear medicine, and their symbols.
  static let elements = [
    "technetium": "tc", "fluorine": "f", "iodine": "i", "gallium": "ga", "indium": "in",
    "thallium": "tl", "lutetium": "lu", "yttrium": "y", "radium": "ra", "samarium": "sm",
    "strontium": "sr", "xenon": "xe", "krypton": "kr", "chromium": "cr", "rubidium": "rb",
    "carbon": "c", "nitrogen": "n", "oxygen": "o", "copper": "cu", "zirconium": "zr",
    "selenium": "se", "holmium": "ho", "phosphorus": "p", "actinium": "ac", "rhenium": "re",
    "erbium": "er", "terbium": "tb", "bismuth": "bi", "lead": "pb", "cobalt": "co",
  ]

  /// The mass numbers that are given to people, by the element's symbol.
  static let masses: [String: Set<String>] = [
    "tc": ["99"], "f": ["18"], "i": ["123", "124", "125", "131"], "ga": ["67", "68"],
    "in": ["111", "113"], "tl": ["201"], "lu": ["177"], "y": ["86", "90"], "ra": ["223", "224"],
    "sm": ["153"], "sr": ["82", "89"], "xe": ["127", "133"], "kr": ["81"], "cr": ["51"],
    "rb": ["82"], "c": ["11", "14"], "n": ["13"], "o": ["15"],
    "cu": ["60", "61", "62", "64", "67"],
    "zr": ["89"], "se": ["75"], "ho": ["166"], "p": ["32"], "ac": ["225"], "re": ["186", "188"],
    "er": ["169"], "tb": ["149", "152", "155", "161"], "bi": ["213"], "pb": ["203", "212"],
    "co": ["57", "58"],
  ]
}
