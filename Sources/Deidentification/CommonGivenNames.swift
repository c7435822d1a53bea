/// Common given names of the United Kingdom that are no other word, for a name without a title.
/// “Mark”, “Grace” or “June” are not included: a false alarm stops a report.
enum CommonGivenNames {
  static let all: Set<String> = Set(
    """
    david john michael james peter paul andrew robert stephen steven richard christopher thomas
    daniel matthew anthony simon kevin joseph ian alan philip benjamin samuel george edward charles
    oliver harry william mohammed muhammad ahmed ali imran rajesh sanjay
    margaret susan sarah patricia elizabeth mary karen christine helen jane jacqueline linda julie
    deborah barbara catherine katherine jennifer amanda nicola tracey alison rebecca laura emma
    charlotte jessica emily sophie hannah olivia amelia lucy rachel claire louise anne angela janet
    fatima aisha priya anita
    jim tom tim joe ben sam dan dave steve mike chris nick andy tony jack luke adam jamie stuart gary keith
    neil colin derek brian trevor nigel liam sean patrick ewan angus hamish callum rhys gareth dylan
    kate liz jenny beth megan fiona kirsty shona catriona moira niamh siobhan aoife ciara sian rhiannon
    bronwen carys bethan angharad heidi ingrid
    mohamed yusuf omar hassan zainab sunita deepa ravi anil vijay sanjeev agnieszka piotr olga
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
