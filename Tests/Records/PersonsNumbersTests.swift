import Records
import Testing

@Suite("Numbers as people read them")
struct PersonsNumbersTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (51_148, "51,148"), (100_000, "100,000"),
    (1_234_567, "1,234,567"), (-1000, "-1,000"), (-999, "-999"),
    (.max, "9,223,372,036,854,775,807"),
    (.min, "-9,223,372,036,854,775,808"),
  ])
  func `have a comma between thousands`(number: Int, text: String) {
    #expect(number.grouped == text)
  }
}
