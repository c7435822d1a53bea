/// What the authority sends after it was notified.
///
/// SAUE guidance: “we will send you an automated email with your IR(ME)R notification reference number”, and
/// “If you do not see the automated email, check your junk email folder.”
enum NotificationReceipt {
  static let reminder =
    "An automated e-mail with a reference number follows a notification. Record the number as "
    + "the authority's reference and quote it in every contact. If it does not come, look in the "
    + "junk e-mail folder."
}
