// The word that was meant, for those whose command lines name things that are not commands.
@_exported public import enum IRMER.NearestWord
