/// How strong an action is: a change of the system holds longer than a reminder.
public enum ActionStrength: String, Hashable, Sendable, CaseIterable {
  case strong
  case medium
  case weak
}
