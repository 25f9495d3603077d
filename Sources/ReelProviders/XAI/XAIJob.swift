import ReelBasics
import ReelCatalogue

/// A job of xAI's: a film, or a deferred picture.
struct XAIJob: Sendable, Hashable {
  private static let pictureMark = "images/"
  /// Of films whose bare ids would be read as something else.
  private static let filmMark = "videos/"
  private static let maximumBytes = 512

  /// The provider's id.
  let id: String
  let medium: Medium

  /// A job as an answer names it; `nil` for an id that could not be asked after.
  init?(id: String, medium: Medium) {
    guard !id.isEmpty, id.utf8.count <= Self.maximumBytes, id != ".", id != "..",
      id.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
    else { return nil }
    self.id = id
    self.medium = medium
  }

  /// A job by the name that records have.
  init?(name: String) {
    if let id = Self.rest(of: name, behind: Self.pictureMark) {
      self.init(id: id, medium: .image)
    } else {
      self.init(id: Self.markedFilm(name) ?? name, medium: .video)
    }
  }

  /// The name for records: the id itself for a film, unless it reads as if it had a mark.
  var name: String {
    if medium == .image { return Self.pictureMark + id }
    let isMarked = id.hasBytePrefix(Self.pictureMark) || Self.markedFilm(id) != nil
    return isMarked ? Self.filmMark + id : id
  }

  /// The id in the name of a film that has its mark: only ids that begin with one have it.
  private static func markedFilm(_ name: String) -> String? {
    rest(of: name, behind: filmMark).flatMap { id in
      id.hasBytePrefix(pictureMark) || id.hasBytePrefix(filmMark) ? id : nil
    }
  }

  private static func rest(of name: String, behind mark: String) -> String? {
    name.without(prefix: mark).map(String.init)
  }

  /// Where it is asked after, below the base URL.
  var path: String {
    (medium == .image ? Self.pictureMark : Self.filmMark) + Self.percentEncoded(id)
  }

  /// The text with everything but the unreserved characters of RFC 3986 encoded.
  private static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.append(byte)
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
