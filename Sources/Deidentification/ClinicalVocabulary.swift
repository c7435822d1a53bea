/// Words that follow a title, or look like one, without naming anybody. The lists only reduce false
/// alarms: a word that is missing here causes a false alarm, never a leak.
enum ClinicalVocabulary {
  /// Titles, with the role that replaces the name. A doctor may be a physicist: the title alone
  /// only shows that it is a person.
  static let titles: [String: String] = [
    "mr": "Person", "mrs": "Person", "ms": "Person", "miss": "Person", "mx": "Person",
    "master": "Person", "sir": "Person", "dame": "Person", "lord": "Person", "lady": "Person",
    "dr": "Person", "drs": "Person", "doctor": "Person", "prof": "Person", "professor": "Person",
    "rev": "Person", "reverend": "Person", "capt": "Person", "captain": "Person",
    "cllr": "Person", "messrs": "Person", "mme": "Person", "madam": "Person", "sgt": "Person",
    "sr": "Nurse", "nurse": "Nurse", "sister": "Nurse", "matron": "Nurse",
  ]

  /// Roles that may be directly before a name and identify whose it is.
  static let roles: [String: String] = [
    "patient": "Patient", "radiographer": "Radiographer", "radiologist": "Radiologist",
    "referrer": "Referrer", "practitioner": "Practitioner", "operator": "Operator",
    "physicist": "Physicist", "consultant": "Consultant", "registrar": "Registrar",
    "surgeon": "Surgeon", "cardiologist": "Cardiologist", "oncologist": "Oncologist",
    "dosimetrist": "Dosimetrist", "technologist": "Technologist", "dentist": "Dentist",
    "sonographer": "Sonographer", "mpe": "Physicist", "physician": "Physician", "sho": "Doctor",
  ]

  /// Institutions: “Dr Gray's Hospital”, “Lady Sobell Ward” are places.
  static let institutions = words(
    """
    hospital hospitals hospice ward unit house centre center wing suite building clinic infirmary theatre road
    street avenue lane school college university institute trust library court lodge surgery way close drive gardens crescent terrace grove place square park centres
    """)

  /// Parts of a surname that are written in lower case.
  static let particles = words(
    "van der den de del della di da dos du la le el al bin ibn von ter st ap ab ferch verch ua nic")

  /// Words that never begin a name after a title.
  static let notNames = words(
    """
    a an and or but the this that these those it he she they we i you his her their our its who whom
    whose which what when where why how if as at by for from in into of off on onto out over to up
    with without no not nor so then than there here after before during while until since because
    was were is are be been being has have had do does did can could may might must shall should
    will would also however therefore although later earlier both all any each every some such only
    once again further next first second third last new old same other another
    patient patients person people staff team lead manager member members employer employee
    referrer practitioner operator radiographer radiographers radiologist radiologists physicist
    physics consultant registrar surgeon cardiologist oncologist nurse doctor sister matron student
    referred referral requested request requests asked said informed reviewed review reported report
    reports called call contacted advised confirmed noted noticed attended arrived returned agreed
    examined checked check authorised justified ordered performed administered injected discussed
    explained apologised signed phoned emailed recorded saw told gave took felt thought stopped
    scan scans scanner scanners scanning scanned image images imaging suite room rooms bay unit units
    department dept ward theatre clinic hospital centre center site sites building lab laboratory
    ct mr mri pet spect xr us nm rt ir dxa dexa cbct ed ae gp mpe rpa rso opd itu icu hdu pacs ris
    cris nhs cqc arsac mhra hse irmer uk
    head brain neck spine chest thorax abdomen pelvis knee shoulder hip ankle wrist elbow hand foot
    liver breast prostate cardiac heart lumbar cervical thoracic sacrum orbits pituitary iam iams
    renal kidney kidneys adrenal pancreas bowel rectum small whole body left right upper lower
    bilateral lung sinus sinuses femur tibia skull face facial aorta vessels
    angiography angiogram angio enterography cholangiopancreatography spectroscopy venogram
    venography arthrogram urogram urography elastography perfusion diffusion mrcp guided planning
    simulator simulation sim fusion registration protocol protocols sequence sequences safety safe
    conditional compatible coil coils contrast linac bore console table system systems equipment
    software hardware firmware version workstation worklist list form forms procedure procedures
    panel panels detector detectors cassette plate plates tube exposure exposures dose doses
    distance partial total rate margin geographical geographic near reporting reports event events
    index file plan copy document documents key switch record records data
    teams word excel office access outlook project windows exchange reference calendar lesions lesion society relapse multiple sclerosis
    training trainee education audit standard standards policy policies guideline guidelines
    female male adult child paediatric infant foetal fetal clinical medical radiology radiotherapy
    arm ray tube ptv ctv gtv itv oar unsafe speaker cxr axr kub tap cap not lecturer director superintendent
    unknown unnamed redacted anonymous name names
    """)

  /// Those of them that are a name after a capitalised title all the same: “Mr Ward”.
  static let namesAfterTitle = words(
    "ward head hand foot small bay key may will first last face heart house room street lane court")

  /// Words that are also surnames or first names: alone they name nobody.
  static let ambiguousNames = words(
    """
    ward day young long short brown black white green gray grey king knight bishop cook baker page
    bell wood woods stone hill field fields park parks rose lane street banks bush marsh moore may
    april june august mark grant will bill frank grace hope joy faith dean guy pat rob sue drew chase
    love savage sharp small little rich poor best west north south east case price cross church
    hand head foot legg bone heart pain payne best good major miner porter carter mason taylor
    nurse doctor sister child kidd baby abbott sessions close power powers rush wells bridge pond
    summer summers winter winters frost snow gale storm light bright dark penny cash gold silver
    iris violet daisy poppy ivy holly hazel heather ruby pearl jade amber robin jay martin swift
    drake finch crane wolf fox lamb bird fish salmon pike bass rays ray scan bowen mri ct
    """
  ).union(notNames)

  /// Clinical units and ordinals that have the shape of a postcode's second half.
  static let notInward = words("st nd rd th gy sv hr hrs yr wk ds fx ap pa")

  /// What follows such a unit or view, and not a postcode.
  static let afterUnits = words("in per to x of view views lateral projection projections")

  /// A spaced code after these words is a place or a machine, not a postcode.
  static let equipmentWords = words(
    "scanner linac room bay theatre machine cubicle console unit suite camera gantry bunker")

  /// A number after these words is that of a thing, not of a person.
  static let thingLabels = words(
    """
    accession acc serial sn asset order barcode udi gtin lot batch invoice po version model job
    ticket datix ref reference incident dap dlp dose version build software licence sop uid
    """)

  /// A number after these words is a patient's, with any check digit.
  static let nhsLabels = words("nhs nhsno nhsnumber")
  static let chiLabels = words("chi")
  static let healthAndCareLabels = words("hcn hsc")
  static let hospitalLabels = words(
    "mrn hosp hospital patient pt pas pid casenote casenotes xray cris ris crn epr rxr k")
  static let telephoneLabels = words("tel telephone phone mob fax")

  /// Anything in the form of a postcode after these words is one.
  static let postcodeLabels = words("postcode postal code")

  static let birthLabels = words("dob yob birth birthdate birthday born")

  /// A full date of the last century after these words belongs to a thing and is not a date of
  /// birth.
  static let thingDates = words(
    """
    installed commissioned manufactured built dated published issued force made since regulations
    act order replaced purchased licensed
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
