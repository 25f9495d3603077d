/// Where a panel with texts stands in a picture.
package enum CaptionPlace: Sendable, Hashable {
  case bottomLeft, topLeft, topRight
}
