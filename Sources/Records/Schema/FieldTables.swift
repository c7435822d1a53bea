/// The labels and meanings of fields, one per line: path, label, and the meaning where the label
/// does not already express it.
enum FieldTables {
  static let facts = """
    nation | nation of the exposure | England, Scotland, Wales or Northern Ireland: where it happened, not where the person lives.
    discoveredOn | date of discovery | The day on which somebody first knew or suspected it. Both deadlines run from it.
    modality | examination or treatment | The kind of examination or treatment in which it happened.
    interventional | whether it was interventional | Guided by imaging, whatever the modality: the criterion for tissue reactions then applies.
    clinicallySignificant | whether it was clinically significant | A person's decision by professional guidance: yes, no or undecided. Yes alone makes it notifiable.
    equipmentFailure/directCause | whether equipment was the direct cause | A fault of equipment or software that directly caused the exposure.
    equipmentFailure/beforeClinicalUse | whether it was before clinical use | Before the equipment was put into clinical use, at a critical examination for instance.
    licence/breach | whether a licence was breached | A radioactive substance was given without the appropriate licence.
    theme/confirmed | whether a theme was confirmed | A person confirmed that similar incidents are one failure.
    othersExposed/byMistake | number of others exposed by mistake | People of the same event who have another record, in another nation for instance.
    othersExposed/perhaps | number of others who may have been exposed | People of the same event who have another record, and of whom it is not known.
    theme/identifiedOn | date on which the theme was identified | The theme's own deadlines run from it.

    """

  static let individual = """
    individuals/-/kind | kind of individual | Patient, carer, foetus, member of staff and so on.
    individuals/-/nation | nation of this exposure | Only where it is not the incident's.
    individuals/-/ageAtExposure | age | In whole years, at the first exposure.
    individuals/-/ageInDays | age in days | For the youngest.
    individuals/-/ageInWeeks | age in weeks | For the youngest.
    individuals/-/ageInMonths | age in months | For the youngest.
    individuals/-/exposure | kind of exposure | Accidental: none was intended. Unintended: different from what was intended. Near miss: nobody was exposed.
    individuals/-/procedureFailure | whether a procedure failed | A failure to follow a procedure, or of the procedure itself.
    individuals/-/effectiveDose/intended | intended effective dose | Of the whole incident, before anything went wrong.
    individuals/-/effectiveDose/total | effective dose | All of the incident: intended, over-exposure and repeats together.
    individuals/-/effectiveDose/over | effective dose of the over-exposure
    individuals/-/effectiveDose/repeats | effective dose of the repeats | Of repeats that became necessary.
    individuals/-/effectiveDose/alternative | dose in other words | Where it cannot be estimated in mSv.
    individuals/-/foetalDose | foetal dose
    individuals/-/pregnancyKnownAtAuthorisation | whether the pregnancy was known when it was authorised
    individuals/-/infantDose | dose of the breast-fed infant
    individuals/-/tissueReaction/observed | tissue reaction | The severest reaction seen.
    individuals/-/tissueReaction/anticipated | whether the tissue reaction was anticipated | Anticipated and discussed with the patient beforehand.
    individuals/-/planningScans | number of planning scans | Those acquired, the intended one included.
    individuals/-/verificationImages/intendedOverCourse | images intended over the course
    individuals/-/verificationImages/additionalOverCourse | additional images over the course
    individuals/-/verificationImages/mostInOneFraction | most images in one fraction | The intended one included.
    individuals/-/verificationImages/cause | cause of the additional images
    individuals/-/verificationImages/thematic | whether the fault was thematic | A persistent or repeated fault, not a single one.
    individuals/-/verificationImages/patientsAffected | number of patients affected by the same fault
    individuals/-/incorrectRadiopharmaceutical | whether the radiopharmaceutical was wrong | Any wrong product, whatever the dose.
    individuals/-/structures/-/role | role of the structure | Planning target volume (ptv) or organ at risk (oar).
    individuals/-/structures/-/name | name of the structure
    individuals/-/structures/-/intended | intended dose of the course
    individuals/-/structures/-/delivered | delivered dose of the course
    individuals/-/structures/-/fractions/-/intended | intended dose of the fraction
    individuals/-/structures/-/fractions/-/delivered | delivered dose of the fraction
    individuals/-/geographicalMiss/extent | extent of the geographical miss | None, partial or total.
    individuals/-/geographicalMiss/displacement | displacement of the miss
    individuals/-/geographicalMiss/errorMargin | local error margin
    individuals/-/geographicalMiss/imagingActionLevel | local imaging action level
    individuals/-/activity/prescribed | activity prescribed | For therapy, in the unit of the activities; in MBq where none is recorded.
    individuals/-/activity/delivered | activity delivered | For therapy, in the unit of the activities; in MBq where none is recorded.
    individuals/-/sex | sex
    individuals/-/site | site of this exposure | Only where it is not the incident's.
    individuals/-/differenceKinds/- | what was different | Patient, dose, anatomy, laterality, modality, radiopharmaceutical, timing and so on.
    individuals/-/causeClass | class of the cause | Procedural, systematic, human error or equipment.
    individuals/-/pregnancyStatus | pregnancy | At the exposure.
    individuals/-/gestationWeeks | weeks of gestation
    individuals/-/breastfeeding | whether they were breast-feeding
    individuals/-/exposureIntendedOnThisOccasion | whether any exposure was intended on this occasion | No exposure intended is accidental, another one is unintended.
    individuals/-/doses/-/quantity | quantity measured | DLP, DAP, effective dose, administered activity and so on.
    individuals/-/doses/-/unit | unit
    individuals/-/doses/-/intended | intended value
    individuals/-/doses/-/overExposure | value of the over-exposure
    individuals/-/doses/-/necessaryRepeats | value of the necessary repeats
    individuals/-/doses/-/total | total value
    individuals/-/doses/-/low | lowest value | Of a range.
    individuals/-/doses/-/best | best estimate
    individuals/-/doses/-/high | highest value | Of a range.
    individuals/-/doses/-/organ | organ
    individuals/-/doses/-/method | method of the estimate
    individuals/-/doses/-/kFactor | conversion factor
    individuals/-/doses/-/kFactorSource | source of the conversion factor
    individuals/-/doses/-/estimator | who estimated it | A role, never a name.
    individuals/-/doses/-/date | date of the estimate
    individuals/-/doses/-/fractions | number of fractions
    individuals/-/doses/-/supersededBecause | reason why the estimate was superseded
    individuals/-/doses/-/supersededOn | date on which the estimate was superseded
    individuals/-/radiotherapy/intent | intent of the treatment
    individuals/-/radiotherapy/site | anatomical site treated
    individuals/-/radiotherapy/technique | technique of the treatment
    individuals/-/radiotherapy/prescribed | prescribed dose
    individuals/-/radiotherapy/fractions | number of fractions prescribed
    individuals/-/radiotherapy/dosePerFraction | dose of each fraction
    individuals/-/radiotherapy/fractionsDelivered | number of fractions delivered
    individuals/-/radiotherapy/affectedFractions/- | fraction affected
    individuals/-/radiotherapy/displacement/x | displacement along x
    individuals/-/radiotherapy/displacement/y | displacement along y
    individuals/-/radiotherapy/displacement/z | displacement along z
    individuals/-/radiotherapy/displacement/vector | length of the displacement
    individuals/-/radiotherapy/marginTable | table of margins used
    individuals/-/radiotherapy/plannedImagesPerFraction | images planned in each fraction
    individuals/-/radiotherapy/acquiredImagesPerFraction/- | images acquired in the fraction
    individuals/-/radiotherapy/oneOff | whether the fault happened once only
    individuals/-/nuclearMedicine/radionuclide | radionuclide
    individuals/-/nuclearMedicine/productIntended | radiopharmaceutical intended
    individuals/-/nuclearMedicine/productAdministered | radiopharmaceutical administered
    individuals/-/nuclearMedicine/route | route of administration
    individuals/-/nuclearMedicine/prescribed | activity prescribed
    individuals/-/nuclearMedicine/dispensed | activity dispensed
    individuals/-/nuclearMedicine/administered | activity administered
    individuals/-/nuclearMedicine/residual | residual activity
    individuals/-/nuclearMedicine/unit | unit of the activities | Of the administration, and of a therapy's activities.
    individuals/-/nuclearMedicine/administeredAt | time of administration
    individuals/-/nuclearMedicine/extravasation | whether there was extravasation
    individuals/-/nuclearMedicine/employerLicence | employer's licence
    individuals/-/nuclearMedicine/practitionerLicence | practitioner's licence
    individuals/-/nuclearMedicine/purpose | licensed purpose
    individuals/-/nuclearMedicine/licenceValid | whether the licence was valid
    individuals/-/interventionalProcedure/referencePointAirKerma | air kerma at the reference point
    individuals/-/interventionalProcedure/peakSkinDose | peak skin dose
    individuals/-/interventionalProcedure/dap | dose-area product
    individuals/-/interventionalProcedure/localDRL | local diagnostic reference level
    individuals/-/interventionalProcedure/followUpPlan | plan for follow-up

    """

  static let shared = """
    reference | reference | The record's own number.
    status | status | How far the record has come.
    recordedAt | time of recording
    recordedBy | role of the recorder
    notes/-/text | text of the note
    notes/-/at | time of the note
    notes/-/by | author of the note | A role, never a name.
    evidence/-/what | description | What the evidence is: a photo of the console, the log of the scanner.
    evidence/-/where | place kept | Where the evidence is kept. Candour keeps no copy of it.
    evidence/-/sha256 | SHA-256 | The hash of the file when it was added, by which it is found unchanged again.
    evidence/-/bytes | size in bytes | Of the file when it was added.
    evidence/-/by | role that added it | A role, never a name.
    evidence/-/at | time of adding
    withdrawals/-/why | reason for the withdrawal
    withdrawals/-/from | status before the withdrawal
    withdrawals/-/seen | entries seen by the withdrawal
    withdrawals/-/on | date of the withdrawal
    actions/-/description | action | What is to be done.
    actions/-/finding | finding that led to the action
    actions/-/change | change of practice
    actions/-/cause | cause that the action answers
    actions/-/owner | owner of the action | A role, never a name.
    actions/-/due | date by which the action is due
    actions/-/done | date on which the action was done
    actions/-/evidence | evidence that the action was done
    actions/-/strength | strength of the action | Strong changes the system, weak relies on people remembering.
    actions/-/kind | whether the action changes the system or people
    actions/-/status | status of the action
    actions/-/transferredTo | where the action was transferred to
    actions/-/effectivenessCheckDue | date by which its effect is to be checked
    actions/-/effectivenessCheckDone | date on which its effect was checked

    """

  /// The fields of notifying the authority, the same for an incident and for a confirmed theme.
  static let authority = """
    notification/submittedOn | date of the notification | The day on which the authority was notified. It ends the 14 days.
    notification/by | who notified the authority | A role, never a name.
    notification/channel | how the authority was notified
    notification/reference | authority's reference | From the authority's automatic e-mail; quote it in every contact.
    notification/evidence | evidence of the notification
    notification/codes | codes notified
    notification/discoveredOn | date of discovery as notified
    notification/authority | authority that was notified | Recorded with the notification. Where the nation is corrected later, the other nation's authority still has to be notified.
    report/sentOn | date on which the report was sent | It ends the 12 weeks.
    report/by | who sent the report | A role, never a name.
    report/channel | how the report was sent
    report/evidence | evidence that the report was sent
    report/late/contactedOn | date on which an inspector was spoken to | Of a report that will be late.
    report/late/inspector | inspector spoken to | A role or office, never a name.
    report/late/agreedDate | date agreed with the inspector | The last day of the report does not move.
    regulator/withAuthorityOn | date on which the authority began its review
    regulator/correspondence/-/on | date of the letter
    regulator/correspondence/-/direction | direction of the letter | In or out.
    regulator/correspondence/-/what | content of the letter
    regulator/correspondence/-/ref | reference of the letter
    regulator/steps/-/step | step of the authority
    regulator/steps/-/on | date of the step
    regulator/steps/-/evidence | evidence of the step
    regulator/visits/-/on | date of the visit
    regulator/visits/-/announced | whether the visit was announced
    regulator/visits/-/feedback | feedback of the visit
    regulator/notices/-/kind | kind of notice
    regulator/notices/-/on | date of the notice
    regulator/notices/-/ref | reference of the notice
    regulator/notices/-/what | what the notice demands
    regulator/notices/-/due | date by which the notice is to be met
    regulator/notices/-/met | date on which the notice was met
    regulator/closureOn | date of the authority's closure
    regulator/closureRef | reference of the authority's closure

    """
}
