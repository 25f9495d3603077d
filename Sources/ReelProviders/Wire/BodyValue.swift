import ReelBasics
import ReelHTTP

/// A value of a JSON body: fields in the order given, and files in the place of texts, so that memory
/// stays flat whatever they hold.
enum BodyValue {
  case json(JSONValue)
  case object([(name: String, value: BodyValue)])
  case array([BodyValue])
  /// A text: `prefix`, then the base64 of a file of `byteCount` bytes with this digest.
  case base64File(prefix: String, path: String, byteCount: Int64, digest: Digest?)

  /// The value on one line, as a body whose size is known.
  var body: HTTPBody {
    var writer = Writer()
    writer.write(self)
    return HTTPBody(parts: writer.finished)
  }

  private struct Writer {
    private var parts: [HTTPBody.Part] = []
    private var text: [UInt8] = []

    var finished: [HTTPBody.Part] { text.isEmpty ? parts : parts + [.bytes(text)] }

    mutating func write(_ value: BodyValue) {
      switch value {
      case .json(let value): text += value.bytes
      case .object(let fields):
        writeList(fields, open: "{", close: "}") { field, writer in
          writer.text += JSONValue.string(field.name).bytes
          writer.text += ":".utf8
          writer.write(field.value)
        }
      case .array(let elements):
        writeList(elements, open: "[", close: "]") { $1.write($0) }
      case .base64File(let prefix, let path, let byteCount, let digest):
        // Base64 needs no escapes: it goes between the quotes as it is.
        text += JSONValue.string(prefix).bytes.dropLast()
        parts += [.bytes(text), .base64File(path: path, byteCount: byteCount, digest: digest)]
        text = Array("\"".utf8)
      }
    }

    private mutating func writeList<Element>(
      _ elements: [Element], open: String, close: String,
      write: (Element, inout Writer) -> Void
    ) {
      text += open.utf8
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ",".utf8 }
        write(element, &self)
      }
      text += close.utf8
    }
  }
}
