/// The commonest surnames of the United Kingdom, for names that are typed without a capital.
enum CommonSurnames {
  static let all: Set<String> = Set(
    """
    smith jones williams taylor brown davies evans wilson thomas johnson roberts robinson thompson
    wright walker white edwards hughes green lewis harris clarke jackson clark turner cooper hill
    moore morris khan davis scott morgan martin allen patel james phillips lee watson parker bennett
    young shaw griffiths mitchell anderson cook mohammed hussain begum ali ahmed miller cox marshall
    richardson ward baker carter webb simpson kelly collins adams bailey singh kaur murphy wood
    campbell stewart robertson macdonald mcdonald murray reid ross graham ryan byrne wallace
    henderson ferguson hamilton johnston sullivan kennedy foster gibson harrison palmer mills
    stevens barnes hunt holmes rogers chapman mason knight matthews wilkinson lloyd butler russell
    barker fisher jenkins dixon harvey pearson fletcher howard andrews elliott reynolds ford fox
    saunders payne bradley west lawrence atkinson dawson burton brooks
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
