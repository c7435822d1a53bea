/// Names that mean a thing, a place or a disease in clinical texts: evidence against a person.
///
/// Written for this project from the vocabulary of imaging and radiotherapy. A word here is not a
/// person without a title, a role or a label before it.
enum ClinicalNames {
  static func isThing(_ word: String) -> Bool {
    eponyms.contains(word) || products.contains(word) || places.contains(word)
      || hospitals.contains(word) || terms.contains(word)
  }

  /// Named after somebody who has no part in the incident.
  static let eponyms = words(
    """
    addison alzheimer alderson apgar auger barrett barlow bartholin barton becquerel
    berger billroth binet bland bochdalek boerhaave bohr bolus borrmann bosniak boutin bowen bragg braun broca brodie
    broselow bucky budd buerger burkitt caldwell caroli chagas charcot cherenkov chiari child chopart cobb codman
    colles compton cormack coulomb cowper crohn curie cushing dalton dandy dandruff doppler douglas down dressler ducut
    duke dupuytren ehlers einstein epstein erb ewing fallot fanconi fick fleischner fleming foley fourier fowler
    fricke freiberg galeazzi garden gaucher geiger gleason gompertz goodpasture gorlin graves gray grashey gunther
    guyon hangman harrington hartmann hashimoto haas haversine hawkins henoch hepple heimlich hickman hirschsprung
    hodgkin hoffa hounsfield huntington hutchinson hurst jacobson jefferson judet judkins
    kaplan kaposi karnofsky kellgren kerley kerma kienbock killip klatskin kocher kohler krukenberg kruskal lambert
    langerhans larmor laurin legg leigh lisfranc litwin luschka mallory marfan maisonneuve mann
    maxwell mcburney meckel meniere merkel merchant meyer mirizzi monteggia monte morgagni morton
    neer newton norton osgood oddi ogilvie ormond paget pancoast parkinson pauwels perthes peutz peyronie pott poupart
    ranson raynaud reed reiter riedel roentgen rolando roux sachs sahli salter sanger schatzker scheuermann schmorl
    schober segond seldinger sengstaken sever sharp sievert simmonds sinding sjogren sobin spearman
    stafne stener still sturge sudeck swan swanson sylvius takayasu tanner tarlov tesla thiel tietze tillaux towne
    trendelenburg valsalva vater virchow volkmann waldeyer warthin waters weber wegener wernicke
    whipple wilms wolff zenker zollinger ziehl youden wilcoxon bland altman student fisher poisson bayes
    brody velpeau stryker rosenberg garth zitter ryle ryles buckley amplatz jamshidi charnley coombs dixon hubbard
    carlo gaussian hamming hann nyquist shepp butterworth metz kaplan meier cox wald cohen kappa likert
    valgus lund lauge hansen rockwood denis rolando bennett mayo dobson landsteiner rhesus coomb allis
    bennet sylvian thornwald tornwaldt sampson hilgenreiner barnett ortolani barlow wiberg letournel young
    kirschner steinmann ilizarov austin moore exeter charnley greenfield luer gigli lugol kuntscher
    ishikawa swiss reason pareto shewhart fishbone weston
    """)

  /// Makers, machines, programs, drugs and tracers.
  static let products = words(
    """
    medica everlight telemedicine samsung shimadzu planmeca vatech mirada proknow velocity accuray bebig ziehm oec
    hexarad radiologie heartflow brainomix rapidai aidoc annalise lunit qure kheiron mia deepc blackford
    abbott acuson adenoscan agfa airo aktina alara alaris alcon allura amersham anzai apollo aquilion aria artiste
    artis astra avanto axesse axiom azurion barco bard baxter bayer bexxar biograph blueberry boston bracco brainlab
    brightspeed brightview brivo cadd calypso canberra canon capintec cardiolite carestream carto ceretec cerner
    cerrobend clarity clinac clariscan comecer constancy cook cordis covidien curium cyberknife dacron dantec datix
    datscan definium delta demand digirad discovery dosewatch dotarem draeger duracon eclipse edge edwards elekta
    emis endura entact epic epson esaote ethos evolve excel excelsior exactrac extremity fluke flow fuji fujifilm
    gadovist gamma gafchromic galileo gendex genesis geiger getinge gleevec halcyon harmony hawkeye helios hermes
    hitachi hologic horizon ibm imagio imagine infinity ingenia ingenuity innova insignia integrity intrabeam
    isocord jarvis kodak konica kubtec landauer leica leksell lightspeed linux logiq ludlum lumina lumisys lutathera
    luther lynx macrodex magnetom magnevist mallinckrodt mammomat marconi matrix medrad medtronic merge
    microsoft mim minolta mobius mobiletrak monaco mosaiq mosfet multix myoview nemoto neusoft nomos novalis
    nucletron nuance octreoscan octavius odyssey olympus omnipaque omniscan optima oracle orfit osirix oncentra
    panorama penelope perfexion philips pinnacle pluvict portal precise presto primovist prodigy proteus
    prowess ptw quadramet quantum quark radcalc radformation radixact raystation raysafe raysearch readsoft relax
    revolution rigaku riva rossendorf rotem saphir scanora sectra selenia sensation sensus septodont siemens siri
    sirius skyra soarian solstice somatom soredex spectra spectralis stellar sterrad stratos sun symbia symphony
    syngo synapse synergy taurus teamplay technegas tecnomag tennessee thermo tomotherapy toshiba trilogy triathlon
    trixell truebeam trufocus truebeam ultravist ulysses unity unfors unisyn varian varseed venue verifai verity
    versa verasun viamo victoreen viewray vision visipaque vitrea vivid volara wolverine xofigo xstrahl xoft
    ysio zevalin zeiss zimmer zeego zonare alexa cortana lantis catphan leeds alderson penta rando
    cirrus nova orion phoenix aurora vega titan athena juno nero lisa da vinci
    hal thor odin axis carina bart
    """)

  /// Parts of the body, words of the field and abbreviations that lists of names contain, too.
  static let terms = words(
    """
    accession adnexa ala alar alba ami amina ana anca aorta arch ari art asa ash aster axial axilla axis bari beam bolus
    bone bowel bragg brain bronch buccal bulla cade cal calor canal carcinoma cardia carina carpal catheter caudal
    cervix cine clot coil colon cor cord core cori corona coronal cortex costa couch cranial crest cube cusp
    dens disc dorsal dura ela eli elle ella emi fabella fascia femur fibula film fossa
    fovea galen gan gantry genu glans gland gray grid hallux hernia hila hilum hip holter hu ila ilea ilium
    iodine ion iso jaw joule kerma kit lamina lar larynx lat lata lens line lingula linea liver lobe
    lumen luna lung lux ma mara mas may medina melena meso mia mid midas mina minor mucosa
    nadir nasal neon nerve nida nodule node nova nuchal nucleus ora oral orbit ore os pace pal palm pan para
    parotid patella pelvis penis perl pia pixel plana pleura pons port prone psoas ptosis radius rad ram ramp ramus
    rare ray rectum red ren rima rod rona sacra sacral sal sella sena septa septum shim sigma sigmoid sinus skull
    sol sole sonia spina spine spleen stent sternum stroma sulci sun supine talus tarsal temple tibia tina toe
    tora torsion trachea tube tunica ulna ulnar umbo ureter urethra uterus uvula vagus valve vein velum vena vertex
    via villi vita vivo vomer voxel welt xenon ziel zona baryta rex rip tre dal tam lan
    ablation abduction acetabulum activity adenoma algorithm aliasing allergy aluminium ampoule anaphylaxis aneurysm
    angioplasty anode anterior antibody aperture appendix artefact arthritis atrium attenuation autoexposure barium
    becquerels biopsy bismuth brachytherapy breathhold bronchus bursa caesium calcium calibration cannula
    caesarean catheterisation cholecystectomy cobalt colonoscopy collimator contraindication contouring cystogram
    datix dental detector diaphragm diathermy dosimeter dosimetry dosimetrist dysphagia echocardiogram ectopic
    electron embolism endoscopy enema epidural examination exposure extravasation filmscreen fistula fluorine
    fluoroscopy fracture gadolinium gallium gastrostomy geometry gray haematoma haemorrhage hysterosalpingogram
    iliac indium infusion iridium isocentre isotope isthmus kilovoltage laminectomy laterality lead lesion leukaemia
    ligament lipiodol lumbar lutetium lymph lymphocele lymphoscintigraphy mammogram mammography mandible mastectomy
    mediastinum megavoltage melanoma meninges metastasis microcuries modality molybdenum monitor morphology myelogram
    myeloma myocardial myoma nasogastric nephrostomy neuroma nuclide obliques oesophagus omentum orthopantomogram
    osteoporosis ovary palliative parathyroid pathway periapical peritoneum phantom phosphor photon pituitary
    placenta plexiglas pneumonia pneumothorax polyp posterior postural proctogram prosthesis proton radionuclide
    radiopharmacy radiotherapist radium radon renogram retrograde rhenium rubidium samarium sarcoma scaphoid
    scintigram scintigraphy sclerosis scoliosis screening sestamibi sialogram skeletal sonography spectrometer
    stenosis stereotactic sternal strontium swallow syringe technetium tetrofosmin thallium thorium thrombus thymus
    thyroid tomography tomosynthesis tonsil topogram tracheostomy tritium tumour tungsten ultrasound uranium vertebra
    videofluoroscopy viscus vial worklist xenon yttrium zirconium zoom nuclearmed
    cardiology dermatology endocrinology gastroenterology gynaecology haematology maternity microbiology nephrology
    neurology neurosurgery obstetrics oncology ophthalmology orthopaedic orthopaedics paediatrics pathology pharmacy
    physiotherapy psychiatry radiography rheumatology respiratory surgical surgery theatres trauma triage urology
    vascular anaesthetics outpatients inpatient inpatients outpatient resus majors minors ambulatory endoscopy fracture
    whatsapp windows powerpoint sharepoint teams vodafone bluetooth wifi ipad iphone covid english welsh
    scottish irish british european polish urdu punjabi arabic bengali gujarati mandarin cantonese french german
    spanish somali romanian christian muslim hindu sikh catholic jewish x-ray xray hla ecg eeg dna rna sop swab
    """)

  static let places = words(
    """
    aberdeen aberystwyth accrington airdrie aldershot alloa altrincham andover antrim arbroath armagh ashford aylesbury ayr
    bangor banbury barking barnet barnsley barnstaple barrow basildon basingstoke bath bedford belfast berkshire berwick
    bexley birmingham blackburn blackpool bodmin bolton boston bournemouth bracknell bradford brecon brent brentwood bridgend
    bridgwater brighton bristol bromley burnley burton bury caernarfon caerphilly camberley cambridge camden cannock
    canterbury cardiff carlisle carlow carmarthen charing chatham chelmsford chelsea cheltenham cheshire chester chesterfield
    chichester chippenham chorley cirencester clacton coatbridge colchester coventry crawley crewe croydon cumbria
    darlington dartford denbigh derby derry devon dewsbury doncaster dorchester dorset douglas dover dublin dudley dumfries
    dundee dunfermline durham ealing eastbourne edinburgh elgin ely enfield enniskillen epsom essex exeter falkirk falmouth fife
    folkestone gateshead glasgow gloucester grantham greenock greenwich grimsby guernsey guildford gwent hackney halifax
    hampshire hampstead haringey harlow harrogate harrow hartlepool hastings hatfield haverfordwest hereford hertford hexham
    hillingdon hounslow hove huddersfield hull huntingdon inverness ipswich islington jersey keighley kendal kent kettering
    kidderminster kilmarnock kingston kirkcaldy lambeth lancaster lanark larne leeds leicester lerwick lewes lewisham lichfield
    lincoln lisburn liverpool livingston llandudno llanelli london londonderry luton macclesfield maidstone manchester
    mansfield margate merthyr merton middlesbrough midlands moray neath newark newham newport newry norfolk northampton
    northallerton norwich nottingham nuneaton oban oldham omagh orpington oxford paisley pembroke penrith penzance perth
    peterborough plymouth pontefract pontypridd poole portsmouth powys preston ramsgate reading redbridge redcar redditch
    redhill reigate rhyl richmond ripon rochdale rochester rotherham rugby runcorn salford salisbury scarborough scotland
    scunthorpe sheffield shetland shrewsbury sidcup slough solihull somerset southampton southend southport southwark stafford
    stamford stevenage stirling stockport stockton stornoway stourbridge stratford sunderland surrey sussex sutton swansea
    swindon tameside taunton telford thanet torbay torquay tooting trafford truro tunbridge twickenham tyneside
    tyrone wakefield wales wallasey walsall waltham wandsworth warrington warwick watford wellingborough westminster weston
    weymouth whitehaven wigan wiltshire wimbledon winchester windsor wirral woking wokingham wolverhampton woolwich worcester
    worksop worthing wrexham wycombe yeovil york yorkshire england britain ireland europe paris geneva oslo rome india china
    pakistan poland nigeria ghana gateway regent waterloo trinity
    """)

  static let hospitals = words(
    """
    addenbrooke addenbrookes aintree alder altnagelvin arrowe barnet barts bart beatson benenden borders bronglais broomfield
    broadgreen calderdale castle causeway christie churchill clatterbridge clwyd conquest countess craigavon crosshouse
    cumberland dewi dorset fairfield frenchay frimley furness gartnavel glangwili glenfield guy guys gwynedd
    hairmyres hammersmith harefield heartlands heath heatherwood hey hinchingbrooke homerton huddersfield iver jarvis
    kettering kingsway leighton lewisham macclesfield maelor maidstone marsden maudsley medway monklands moorfields
    morriston musgrove nevill nightingale ninewells northwick ormskirk paget papworth park pennine pilgrim pinderfields
    portland preston princess queens radcliffe raigmore rotherham royal russells salford scunthorpe singleton southmead
    stepping stobhill stoke mandeville tameside tetbury treliske ulster velindre wansbeck watford
    wexham whipps whiston whittington wishaw withington withybush wrightington wycombe wythenshawe ysbyty maggie macmillan
    curie spire nuffield bupa circle genesis rutherford ramsay alliance inhealth helme ryder edenhall priory
    """)

  /// Hospitals and units that are named after somebody by both names.
  static func isHospital(_ given: String, _ surname: String) -> Bool {
    fullNames.contains("\(given) \(surname)")
  }

  private static let fullNames: Set<String> = [
    "george eliot", "james cook", "james paget", "john radcliffe", "robert jones", "william harvey",
    "edward jenner", "mary seacole", "florence nightingale", "paul strickland", "sue ryder",
    "marie curie", "ellen badger", "john coupland", "margaret pyke", "elizabeth garrett",
    "alexandra palace", "rowley bristow", "charles hastings", "edward guinness", "peter maccallum",
    "rosalind franklin", "louisa aldrich", "joan seeley", "lawrence hill", "ida darwin",
    "john eastwood", "thomas linacre", "marjory warren", "cynthia spencer", "katharine house",
  ]

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
