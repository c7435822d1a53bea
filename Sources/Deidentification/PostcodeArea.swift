/// The letters with which a postcode of the United Kingdom begins.
enum PostcodeArea {
  /// The 121 geographic areas of Great Britain and Northern Ireland, the three Crown dependencies,
  /// the forces' BF and the non-geographic BX, GIR's G being Glasgow's.
  static let all: Set<String> = Set(
    """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
    E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL
    LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN
    SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """.split { $0 == " " || $0 == "\n" }.map { $0.lowercased() })

  /// Areas whose districts may end in a letter (W1A, EC1V).
  static let lettered: Set<String> = ["e", "n", "w", "ec", "nw", "se", "sw", "wc"]

  /// Areas that have a district 0.
  static let withDistrictZero: Set<String> = [
    "bl", "bs", "cm", "cr", "fy", "ha", "pr", "sl", "ss",
  ]
}
