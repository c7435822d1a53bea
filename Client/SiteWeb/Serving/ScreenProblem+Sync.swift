internal import HTTPTypes
internal import Hummingbird
internal import SiteClient

extension ScreenProblem {
  /// Why a synchronisation failed. All work is safe in every case.
  init(syncing error: SiteError) {
    let safe = "All work is safe on this computer."
    func problem(_ heading: String, _ words: String) -> ScreenProblem {
      ScreenProblem(heading, words, safe, status: .ok)
    }
    switch error {
    case .notEnrolled:
      self = problem(
        "This computer has not joined a centre",
        "Ask the centre for a code, then run: candour enrol --server ADDRESS --code CODE")
    case .revoked:
      self = problem(
        "The centre no longer accepts this device",
        "What was waiting is in quarantine there until somebody accepts or rejects it. Ask the centre."
      )
    case .transport(let error):
      self = problem(
        "The centre could not be reached", "\(error). It will be sent by the next synchronisation.")
    case .startingAgain:
      self = problem(
        "The centre is starting again", "It will be sent by the next synchronisation.")
    case .unavailable, .notTheCentre:
      self = problem(
        "The centre could not be reached",
        "Something else answered, or the centre is busy. It will be sent by the next synchronisation."
      )
    case .refused(let refusal):
      self = problem("The centre refused", refusal.detail)
    case .incompatible:
      self = problem(
        "The centre speaks another version", "Candour has to be updated on one side. Tell IT.")
    case .syncInProgress:
      self = problem("Another synchronisation is running", "Wait for it to end.")
    case .stuck, .unproven:
      self = problem(
        "The synchronisation made no progress", "Send this to IT: candour status --why")
    default: self = ScreenProblem(error)
    }
  }
}
