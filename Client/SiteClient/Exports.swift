// One import: re-exports the types that SiteClient's own declarations use, so that a program that
// embeds it needs no other import; `candour` has none. Of the rules and the search for names only
// these types: the rules' `Clock` would hide Swift's.
@_exported public import RecordStore
@_exported public import RecordTables
@_exported public import Records
@_exported public import Replication

@_exported public import struct Deidentification.KnownPerson
@_exported public import struct IRMER.Assessment
@_exported public import enum IRMER.Authority
@_exported public import struct IRMER.CalendarDate
@_exported public import struct IRMER.Contact
@_exported public import struct IRMER.ContactDirectory
@_exported public import enum IRMER.DoseQuantity
@_exported public import struct IRMER.Edition
@_exported public import struct IRMER.FactsError
@_exported public import struct IRMER.Finding
@_exported public import struct IRMER.GeographicalMiss
@_exported public import struct IRMER.GuidanceLink
@_exported public import struct IRMER.IncidentFacts
@_exported public import struct IRMER.Individual
@_exported public import struct IRMER.JSONError
@_exported public import struct IRMER.JSONNumber
@_exported public import struct IRMER.JSONObject
@_exported public import enum IRMER.JSONValue
@_exported public import enum IRMER.Modality
@_exported public import enum IRMER.Nation
@_exported public import struct IRMER.Quantity
@_exported public import enum IRMER.ReportingBody
@_exported public import enum IRMER.SourceDocument
@_exported public import struct IRMER.TissueReaction
