/// The templates that both web faces use, by name: files of `Templates/`, compiled into the program.
package enum SharedTemplates {
  package static let all: [String: String] = [
    "picture": String(decoding: PackageResources.picture_mustache, as: UTF8.self)
  ]
}
