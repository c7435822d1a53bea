extension FieldTables {
  static let procedure = """
    title | title
    policyNumber | policy number
    version | version
    previousVersion | previous version
    applicableTo | to whom it applies
    aim | aim
    author | author | A role, never a name.
    sponsor | sponsor | A role, never a name.
    expertGroup | expert group
    authoriser | authoriser | A role or group, never a name.
    signedBy | who signed it | A role, never a name.
    specialties/- | specialty
    link | link to the controlled document
    approvedOn | date of the approval
    publishedOn | date of publication
    reviewDue | date of the next review
    cachedAt | time of the copy
    changes/-/on | date of the change
    changes/-/what | change
    acknowledgements/-/role | role of the reader
    acknowledgements/-/version | version read
    acknowledgements/-/on | date of the reading
    dutyHolders/- | duty holder who has to know it
    retention/incidentYears | years for which incidents are kept | After the last step; Candour never deletes anything.
    retention/auditYears | years for which audits are kept | After the last step; Candour never deletes anything.

    """

  static let theme = """
    title | title
    description | description
    identifiedOn | date on which the theme was identified | Its own deadlines run from it.
    confirmedBy | who confirmed the theme | A role, never a name.
    reason | reason for the decision
    ground | what the incidents share
    incidents/- | incident
    nation | nation of the authority
    sites/- | site
    complementary/- | complementary code

    """

  static let equipment = """
    assetNumber | asset number
    make | make
    model | model
    serialNumber | serial number
    softwareVersion | software version
    kind | kind of equipment
    department | department
    room | room
    inClinicalUse | whether it is in clinical use
    clinicalUseFrom | first day of clinical use
    clinicalUseTo | last day of clinical use

    """

  static let licence = """
    kind | holder of the licence | The employer or a practitioner.
    number | licence number
    employer | employer
    installation | installation
    practitioner | practitioner | A role or number, never a name.
    document | kind of document
    equivalenceConfirmed | whether the certificate's equivalence is confirmed
    purposes/- | licensed purpose
    validFrom | first day of validity
    validTo | last day of validity

    """

  static let margin = """
    anatomicalSite | anatomical site
    treatmentIntent | intent of the treatment
    technique | technique
    errorMargin | local error margin
    imagingActionLevel | local imaging action level
    imagingCounting | how images are counted
    version | version of the table
    previousVersion | previous version
    validFrom | first day in force
    validTo | last day in force
    approvedBy | who approved it | A role, never a name.
    approvedOn | date of the approval
    source | source
    link | link

    """

  static let denominator = """
    site | site
    month | month
    examinations/KEY | number of examinations

    """
}
